import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import type { Caller } from '../../api/services/services.ts'
import { CertloomError } from '../../domain/errors.ts'
import { commandById, finishCommand } from '../../store/queries/commands.ts'
import { orderById } from '../../store/queries/orders.ts'
import { WHOLE_INSTALLATION } from '../../store/tenant.ts'
import { tell, viewOf } from '../store/order-factory.ts'
import { at, CONTACT, problemsOf, startedOrder, textAt, withApi } from './harness.ts'

const api = withApi()
beforeEach(() => api.engine.reset())

describe('a command', () => {
  test('goes to the workflow under its own id, with the actor and without people, and 200 when it is done', async () => {
    const id = await startedOrder(api, { setup: 'on-payment' })
    const body = {
      invoice: 'FV 7/2026',
      amount: { amount: 12_300, currency: 'PLN' },
      paidUntil: '2027-05-01',
    }
    const reply = await api.post(`/orders/${id}/payment`, body)
    assert.equal(reply.status, 200, reply.text)
    const [update] = api.engine.updates
    assert.equal(update?.name, 'paymentReceived')
    assert.deepEqual(update?.message.arguments, {
      invoice: 'FV 7/2026',
      status: 'paid',
      paidUntil: '2027-05-01',
    })
    assert.equal(update?.message.actor.role, 'billing')
    const row = await commandById(api.here.db, WHOLE_INSTALLATION, id, update?.message.commandId ?? '')
    assert.deepEqual(row?.body, { ...body })
  })

  test('that cannot be finished now is kept: 202 with the order and where to ask', async () => {
    const id = await startedOrder(api)
    for (const answer of [{ kind: 'pending' }, { kind: 'gone' }] as const) {
      api.engine.answer = () => answer
      const reply = await api.post(`/orders/${id}/synchronize`)
      assert.equal(reply.status, 202)
      const command = await api.get(`/orders/${id}/commands/${textAt(reply.body, 'command.id')}`)
      assert.deepEqual([at(command.body, 'name'), at(command.body, 'state')], ['synchronize', 'accepted'])
    }
  })

  test('that the workflow does not let in is 409, says why, and stays refused', async () => {
    const id = await startedOrder(api)
    api.engine.answer = () => ({ kind: 'rejected' })
    const blockedBy = { kind: 'state', state: 'awaiting-configuration' }
    for (const [language, detail] of [
      ['en', 'The order awaits its configuration.'],
      ['pl', 'Zamówienie czeka na dane.'],
    ] as const) {
      const reply = await api.post(`/orders/${id}/acceptance`, {}, { language })
      assert.equal(reply.status, 409)
      assert.equal(at(reply.body, 'code'), 'not-possible-now')
      assert.equal(at(reply.body, 'state'), 'awaiting-configuration')
      assert.equal(at(reply.body, 'detail'), detail)
      assert.deepEqual(at(reply.body, 'blockedBy'), blockedBy)
    }
    const commandId = api.engine.updates[0]?.message.commandId ?? ''
    const command = await api.get(`/orders/${id}/commands/${commandId}`)
    assert.deepEqual(at(command.body, 'answer'), {
      ...{ state: 'refused', code: 'not-possible-now', errors: [] },
      blockedBy,
    })
  })

  test('on an order that is over is answered without the engine', async () => {
    const id = await startedOrder(api)
    await tell(api.here, { orderId: id, view: viewOf({ state: 'cancelled' }) })
    api.engine.isAway = true
    const reply = await api.post(`/orders/${id}/cancel`, { note: 'again' })
    assert.equal(reply.status, 409)
    assert.equal(at(reply.body, 'state'), 'cancelled')
    assert.deepEqual(at((await api.get(`/orders/${id}`)).body, 'actions'), [])
  })

  test('says what is wrong with its body, at the field', async () => {
    const id = await startedOrder(api)
    const payment = await api.post(`/orders/${id}/payment`, { status: 'maybe', amount: { amount: 1.5 } })
    assert.deepEqual(problemsOf(payment).sort(), [
      '/amount/amount wrong-type',
      '/amount/currency required',
      '/invoice required',
      '/status not-allowed',
    ])
    const cancel = await api.post(`/orders/${id}/cancel`, { note: 'x'.repeat(251) })
    assert.deepEqual(problemsOf(cancel), ['/note too-long'])
    assert.deepEqual(api.engine.updates, [])
  })

  test('a client may not give is forbidden, although it is possible now', async () => {
    const id = await startedOrder(api)
    const order = await orderById(api.here.db, WHOLE_INSTALLATION, id)
    const client: Caller = {
      tenant: { billingSystemId: order?.billingSystemId ?? '' },
      actor: { role: 'client', id: order?.customerId ?? '' },
      role: 'client',
      customerId: order?.customerId ?? '',
      language: 'pl',
    }
    const isForbidden = (error: unknown): boolean =>
      error instanceof CertloomError && error.code === 'forbidden'
    await assert.rejects(api.services.orders.submit(client, id, 'cancel'), isForbidden)
    const stranger = { ...client, customerId: 'somebody else' }
    await assert.rejects(
      api.services.orders.read(stranger, id),
      (error: unknown) => error instanceof CertloomError && error.code === 'not-found',
    )
    assert.deepEqual((await api.services.orders.read(client, id)).actions, ['configuration', 'renewal'])
    assert.deepEqual(api.engine.updates, [])
  })
})

describe('an Idempotency-Key', () => {
  test('gives a repeat the first answer, and the command is sent once', async () => {
    const id = await startedOrder(api)
    const first = await api.post(`/orders/${id}/synchronize`, {}, { key: 'sync-1' })
    const again = await api.post(`/orders/${id}/synchronize`, {}, { key: 'sync-1' })
    assert.equal(first.headers.get('idempotent-replayed'), null)
    assert.equal(again.headers.get('idempotent-replayed'), 'true')
    assert.equal(again.text, first.text)
    assert.equal(api.engine.updates.length, 1)
  })

  test('gives refusals again too, with the place of a new order', async () => {
    const refused = await api.post('/orders', {}, { key: 'bad-order', language: 'pl' })
    const again = await api.post('/orders', {}, { key: 'bad-order', language: 'pl' })
    assert.deepEqual([again.status, again.text], [refused.status, refused.text])
    assert.equal(again.headers.get('content-language'), 'pl')
    const customer = { ...CONTACT, reference: '42' }
    const body = { reference: 'keyed', product: '601', customer }
    const made = await api.post('/orders', body, { key: 'good-order' })
    const replayed = await api.post('/orders', body, { key: 'good-order' })
    assert.deepEqual([made.status, replayed.status], [201, 201])
    assert.equal(replayed.headers.get('location'), made.headers.get('location'))
  })

  test('that comes with another request is 409', async () => {
    const id = await startedOrder(api)
    await api.post(`/orders/${id}/cancel`, { note: 'one' }, { key: 'cancel-1' })
    const other = await api.post(`/orders/${id}/cancel`, { note: 'two' }, { key: 'cancel-1', language: 'pl' })
    assert.equal(other.status, 409)
    assert.equal(at(other.body, 'code'), 'idempotency-key-reused')
    assert.equal(at(other.body, 'title'), 'Klucz idempotencji był już użyty')
    assert.equal(api.engine.updates.length, 1)
  })

  test('is each billing system’s own', async () => {
    const customer = { ...CONTACT, reference: '42' }
    const mine = await api.post('/orders', { reference: 'k', product: '601', customer }, { key: 'shared' })
    const theirs = await api.post(
      '/orders',
      { reference: 'k', product: '931', customer },
      { key: 'shared', token: api.tokens.other },
    )
    assert.deepEqual([mine.status, theirs.status], [201, 201])
  })

  test('is free again after a fault of ours, and the repeat is the same command', async () => {
    const id = await startedOrder(api)
    api.engine.answer = () => {
      throw new Error('killed here')
    }
    assert.equal((await api.post(`/orders/${id}/synchronize`, {}, { key: 'crash' })).status, 500)
    api.engine.answer = () => ({ kind: 'outcome', outcome: { state: 'done' } })
    assert.equal((await api.post(`/orders/${id}/synchronize`, {}, { key: 'crash' })).status, 200)
    const ids = api.engine.updates.map(({ message }) => message.commandId)
    assert.deepEqual([ids.length, new Set(ids).size], [2, 1])
  })

  test('of a command that was finished meanwhile is answered by what it came to', async () => {
    const id = await startedOrder(api)
    api.engine.answer = async ({ message }) => {
      await finishCommand(api.here.db, message.commandId, { state: 'done' })
      throw new Error('the answer got lost')
    }
    assert.equal((await api.post(`/orders/${id}/cancel`, {}, { key: 'lost' })).status, 500)
    await tell(api.here, { orderId: id, view: viewOf({ state: 'cancelled' }) })
    const again = await api.post(`/orders/${id}/cancel`, {}, { key: 'lost' })
    assert.equal(again.status, 200, again.text)
    assert.equal(at(again.body, 'state'), 'cancelled')
    assert.equal(api.engine.updates.length, 1)
  })

  test('of two that come at once is carried out once', async () => {
    const id = await startedOrder(api)
    api.engine.answer = async () => {
      await new Promise((resolve) => setTimeout(resolve, 300))
      return { kind: 'outcome', outcome: { state: 'done' } }
    }
    const both = await Promise.all(
      [1, 2].map(() => api.post(`/orders/${id}/synchronize`, {}, { key: 'twins' })),
    )
    assert.deepEqual(
      both.map(({ status }) => status),
      [200, 200],
    )
    assert.equal(api.engine.updates.length, 1)
  })

  test('that is no key is refused', async () => {
    const reply = await api.post('/orders/lookup', { references: [] }, { key: 'a b' })
    assert.deepEqual([reply.status, problemsOf(reply)], [422, [' bad-idempotency-key']])
  })
})
