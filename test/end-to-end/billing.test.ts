import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { configuration, fresh, orderOf, publishProof, startOrder, untilState } from './support/order-steps.ts'
import { type Rest, restOf } from './support/rest.ts'
import { sandboxOf } from './support/sandbox-door.ts'
import { type LiveStack, startStack } from './support/stack.ts'
import { until } from './support/until.ts'

interface Books {
  events: { type: string; orderId: string | null; sequence: number }[]
  invoices: { id: string; orderId: string; status: string }[]
}

/** Alarms are looked for at once, and again and again. */
const QUICK = { CERTLOOM_ALARMS_EVERY_MS: '500', CERTLOOM_ALARMS_SETTLE_MS: '0' }

interface Termed {
  term: { paidUntil: string | null }
}

interface Alarms {
  items: { kind: string; orderId: string | null }[]
}

describe('the billing system that comes along, everything real', () => {
  let stack: LiveStack
  let rest: Rest

  before(async () => {
    stack = await startStack({ environment: QUICK })
    rest = restOf(stack)
  })
  after(() => stack.stop())

  const door = async (method: string, path: string, body?: unknown): Promise<Response> => {
    const url = `${stack.ready().sandbox?.url}${path}`
    const headers = { 'content-type': 'application/json' }
    return fetch(url, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
  }
  const books = async (): Promise<Books> => (await door('GET', '/billing')).json() as Promise<Books>

  test('it hears of an order by signed webhooks in their order, and its payment lets the order go on', async () => {
    const { reference } = fresh()
    const order = await startOrder(rest, reference, { setup: 'on-payment' })
    assert.equal(order.state, 'awaiting-payment')
    const invoice = (await (await door('POST', '/billing/invoices', { order: order.id })).json()) as {
      id: string
    }
    const paid = await door('POST', `/billing/invoices/${invoice.id}/pay`)
    assert.equal(paid.status, 200, await paid.text())
    await untilState(rest, order.id, 'awaiting-configuration')
    const heard = await until('the webhooks arrived', async () => {
      const { events } = await books()
      const own = events.filter(({ orderId }) => orderId === order.id)
      return own.some(({ type }) => type === 'order.configuration-needed') ? own : null
    })
    const inTurn = heard.toSorted((one, other) => one.sequence - other.sequence).map(({ type }) => type)
    assert.equal(inTurn[0], 'order.created')
    assert.ok(inTurn.includes('order.configuration-needed'))
    assert.equal((await books()).invoices.find(({ id }) => id === invoice.id)?.status, 'paid')
    const webhooks = await rest<{ items: { id: string }[] }>('GET', '/webhooks')
    assert.deepEqual(
      webhooks.body.items.map(({ id }) => id),
      ['sandbox-billing'],
    )
  })

  test('each invoice counts once, early ones for the next term, and a refund is not nothing', async () => {
    const { reference, domain } = fresh()
    const more = { setup: 'on-payment', term: { period: 'P730D', recurring: true } }
    const { id } = await startOrder(rest, reference, more)
    const tell = async (invoice: string, told: object = {}) =>
      (await rest('POST', `/orders/${id}/payment`, { invoice, ...told })).status
    assert.equal(await tell('I-0', { status: 'refunded' }), 409)
    assert.equal(await tell('I-1'), 200)
    assert.equal(await tell('I-1', { status: 'refunded' }), 200)
    assert.equal((await orderOf(rest, id)).state, 'awaiting-payment')
    assert.equal(await tell('I-1'), 409)
    assert.equal(await tell('I-2'), 200)
    const configured = await rest('POST', `/orders/${id}/configuration`, configuration(domain))
    assert.equal(configured.status, 200, JSON.stringify(configured.body))
    await publishProof(rest, sandboxOf(stack), id)
    await untilState(rest, id, 'issued')
    const paidUntil = async () => (await rest<Termed>('GET', `/orders/${id}`)).body.term.paidUntil
    const before = await paidUntil()
    for (let times = 0; times < 3; times += 1) assert.equal(await tell('I-3'), 200)
    const after = await paidUntil()
    assert.equal((Date.parse(after ?? '') - Date.parse(before ?? '')) / 86_400_000, 730)
    assert.equal(await tell('I-4', { paidUntil: '2027-01-01' }), 200)
    assert.equal(await paidUntil(), after)
    assert.equal(await tell('I-3', { status: 'cancelled' }), 200)
    assert.equal(await paidUntil(), before)
    assert.equal(await tell('I-2', { status: 'refunded' }), 200)
    await until('the refund is an alarm', async () => {
      const { items } = (await rest<Alarms>('GET', '/alarms')).body
      return items.some(({ kind, orderId }) => kind === 'payment-refunded' && orderId === id)
    })
    await until('the billing system hears of it', async () =>
      (await books()).events.some(
        ({ orderId, type }) => orderId === id && type === 'payment.refunded-after-issue',
      ),
    )
    const order = await orderOf(rest, id)
    assert.deepEqual([order.state, order.certificates[0]?.status], ['issued', 'VALID'])
  })
})
