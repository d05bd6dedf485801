import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import { tell } from '../store/order-factory.ts'
import { at, problemsOf, startedOrder, withApi } from './harness.ts'

const api = withApi()
beforeEach(() => api.engine.reset())

describe('a payment', () => {
  test('of a negative or impossible amount is refused at the field', async () => {
    const id = await startedOrder(api)
    const pay = (amount: unknown) =>
      api.post(`/orders/${id}/payment`, { invoice: 'FV 1', amount: { amount, currency: 'PLN' } })
    for (const amount of [-1, -0.5, 1e15, 2 ** 60, '5'])
      assert.match(problemsOf(await pay(amount)).join(), /^\/amount\/amount (too-|wrong-type)/)
    assert.equal((await pay(0)).status, 200)
    const prices = {
      firstPayment: { amount: -1, currency: 'PLN' },
      recurring: { amount: -1, currency: 'PLN' },
    }
    const order = await api.post('/orders', {
      reference: 'negative',
      product: '601',
      customer: { reference: '1', firstName: 'Jan', lastName: 'Kowalski', email: 'jan@example.com' },
      billing: prices,
    })
    assert.deepEqual(problemsOf(order), [
      '/billing/firstPayment/amount too-small',
      '/billing/recurring/amount too-small',
    ])
  })

  test('names its invoice by text or number, in the words of the field', async () => {
    const id = await startedOrder(api)
    assert.equal((await api.post(`/orders/${id}/payment`, { invoice: 17, status: 'issued' })).status, 200)
    assert.deepEqual(api.engine.updates[0]?.message.arguments, {
      invoice: '17',
      status: 'issued',
      paidUntil: null,
    })
    for (const [invoice, code] of [
      [-1, 'wrong-type'],
      [1.5, 'wrong-type'],
      ['', 'required'],
      ['x'.repeat(256), 'too-long'],
      ['a\tb', 'bad-characters'],
    ] as const)
      assert.deepEqual(problemsOf(await api.post(`/orders/${id}/payment`, { invoice })), [`/invoice ${code}`])
  })

  test('of an invoice that counted before goes on with what is known of it', async () => {
    const id = await startedOrder(api)
    const actor = { role: 'billing', id: null } as const
    const paid = {
      name: 'payment.paid',
      actor,
      at: new Date().toISOString(),
      details: { invoice: 'FV 1' },
    } as const
    await tell(api.here, { orderId: id, sequence: 5, events: [paid] })
    await api.post(`/orders/${id}/payment`, { invoice: 'FV 1' }, { key: 'another' })
    assert.equal(at(api.engine.updates[0]?.message.arguments, 'knownAs'), 'paid')
    assert.equal(at((await api.get(`/orders/${id}`)).body, 'billing.invoice'), 'FV 1')
  })

  test('that cannot be taken back is 409, with the reason at the field', async () => {
    const id = await startedOrder(api)
    const problems = [{ path: '/invoice', code: 'invoice-unknown' }]
    api.engine.answer = () => ({
      kind: 'outcome',
      outcome: { state: 'refused', code: 'not-possible-now', problems },
    })
    for (const [language, words] of [
      ['en', /Nothing was told/],
      ['pl', /nic nie było wiadomo/],
    ] as const) {
      const reply = await api.post(
        `/orders/${id}/payment`,
        { invoice: 'FV 9', status: 'refunded' },
        { language },
      )
      assert.equal(reply.status, 409)
      assert.deepEqual(problemsOf(reply), ['/invoice invoice-unknown'])
      assert.match(String(at(reply.body, 'errors.0.message')), words)
    }
  })
})
