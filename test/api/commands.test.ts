import assert from 'node:assert/strict'
import { before, beforeEach, describe, test } from 'node:test'
import type { Caller } from '../../api/services/services.ts'
import { CertloomError } from '../../domain/errors.ts'
import { insertCaOrder } from '../../store/queries/ca-orders.ts'
import { commandById, finishCommand } from '../../store/queries/commands.ts'
import { forgetOldRows } from '../../store/queries/housekeeping.ts'
import { orderById } from '../../store/queries/orders.ts'
import { rows, sql } from '../../store/sql.ts'
import { WHOLE_INSTALLATION } from '../../store/tenant.ts'
import { tell, viewOf } from '../store/order-factory.ts'
import { makeCsr } from './csr-maker.ts'
import { at, CONTACT, orderBody, problemsOf, startedOrder, textAt, withApi } from './harness.ts'

const api = withApi()
let csr = ''
before(async () => {
  csr = await makeCsr('shop.example.com')
})
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
    assert.deepEqual(update?.message.arguments, { status: 'paid', paidUntil: '2027-05-01' })
    assert.equal(update?.message.actor.role, 'billing')
    assert.doesNotMatch(JSON.stringify(update), /FV 7/)
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
    for (const [language, detail] of [
      ['en', 'Not possible in this state: the order awaits configuration.'],
      ['pl', 'Niemożliwe w tym stanie: zamówienie czeka na konfigurację.'],
    ] as const) {
      const reply = await api.post(`/orders/${id}/acceptance`, {}, { language })
      assert.equal(reply.status, 409)
      assert.equal(at(reply.body, 'code'), 'not-possible-now')
      assert.equal(at(reply.body, 'state'), 'awaiting-configuration')
      assert.equal(at(reply.body, 'detail'), detail)
    }
    const commandId = api.engine.updates[0]?.message.commandId ?? ''
    const command = await api.get(`/orders/${id}/commands/${commandId}`)
    assert.deepEqual(at(command.body, 'answer'), { state: 'refused', code: 'not-possible-now', errors: [] })
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

describe('a configuration', () => {
  test('is kept with its command and sent by its id; the order is as the workflow left it', async () => {
    const id = await startedOrder(api)
    api.engine.answer = async () => {
      await tell(api.here, {
        orderId: id,
        view: viewOf({ state: 'verifying', names: ['shop.example.com'], caOrderPlaced: true }),
      })
      return { kind: 'outcome', outcome: { state: 'done' } }
    }
    const reply = await api.post(`/orders/${id}/configuration`, {
      csr,
      contact: CONTACT,
      names: [' WWW.Shop.Example.com ', 'shop.example.com'],
      serverType: 'nginx',
    })
    assert.equal(reply.status, 200, reply.text)
    assert.equal(at(reply.body, 'state'), 'verifying')
    const [update] = api.engine.updates
    assert.equal(update?.name, 'configure')
    assert.doesNotMatch(JSON.stringify(update), /Jadwiga|BEGIN/)
    const entered = await api.get(`/orders/${id}/configuration`)
    assert.deepEqual(at(entered.body, 'configuration.names'), ['shop.example.com', 'www.shop.example.com'])
    assert.equal(at(entered.body, 'configuration.subject.commonName'), 'shop.example.com')
  })

  test('without a common name in the CSR takes its first name for one', async () => {
    const id = await startedOrder(api)
    const bare = await makeCsr(null, ['a.example.com', 'www.a.example.com'])
    assert.equal((await api.post(`/orders/${id}/configuration`, { csr: bare, contact: CONTACT })).status, 200)
    const entered = await api.get(`/orders/${id}/configuration`)
    assert.equal(at(entered.body, 'configuration.subject.commonName'), 'a.example.com')
  })

  test('that the CA refuses is 422 with the CA’s number at the field, in both languages', async () => {
    const id = await startedOrder(api)
    const problems = [{ path: '/csr', code: 'key-already-used', caCode: 1032 }]
    for (const [language, pattern] of [
      ['en', /used for a certificate before/],
      ['pl', /klucz/i],
    ] as const) {
      api.engine.answer = () => ({
        kind: 'outcome',
        outcome: { state: 'refused', code: 'ca-refused', problems },
      })
      const body = { csr, contact: CONTACT }
      const reply = await api.post(`/orders/${id}/configuration`, body, { language })
      assert.equal(reply.status, 422)
      assert.equal(at(reply.body, 'code'), 'ca-refused')
      assert.deepEqual(at(reply.body, 'errors.0.caCode'), 1032)
      assert.match(textAt(reply.body, 'errors.0.message'), pattern)
    }
  })

  test('can be checked by the CA without ordering; while it is away only by us', async () => {
    const id = await startedOrder(api)
    const path = `/orders/${id}/configuration/check`
    const good = await api.post(path, { csr, contact: CONTACT })
    assert.deepEqual(good.body, { ok: true, askedCa: true })
    api.engine.checkResult = {
      problems: [{ path: '/subject/organization', code: 'field-missing', caCode: 1016 }],
    }
    const bad = await api.post(path, { csr, contact: CONTACT })
    assert.deepEqual([bad.status, problemsOf(bad)], [422, ['/subject/organization field-missing']])
    api.engine.isAway = true
    const alone = await api.post(path, { csr, contact: CONTACT })
    assert.deepEqual(alone.body, { ok: true, askedCa: false })
    assert.deepEqual(api.engine.updates, [])
  })

  test('can be left as a draft, wrong as it may be, and is taken up as it was typed', async () => {
    const id = await startedOrder(api)
    const draft = { csr: 'half a C', names: ['żółw.example.com', '**'], contact: { email: '@' } }
    const saved = await api.call('PUT', `/orders/${id}/configuration/draft`, draft)
    assert.equal(saved.status, 200)
    assert.deepEqual(at((await api.get(`/orders/${id}/configuration`)).body, 'draft'), draft)
    const notAnObject = await api.call('PUT', `/orders/${id}/configuration/draft`, ['a'])
    assert.equal(notAnObject.status, 422)
    const huge = await api.call('PUT', `/orders/${id}/configuration/draft`, { csr: 'x'.repeat(300_000) })
    assert.equal(huge.status, 413)
    await tell(api.here, { orderId: id, view: viewOf({ state: 'verifying' }) })
    const late = await api.call('PUT', `/orders/${id}/configuration/draft`, draft)
    assert.equal(late.status, 409)
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

describe('what was entered', () => {
  const problems = [{ path: '/csr', code: 'key-already-used', caCode: 1032 }]
  const refused = { state: 'refused', code: 'ca-refused', problems } as const
  const entered = async (id: string, language = 'en') =>
    (await api.get(`/orders/${id}/configuration`, { language })).body
  const body = (phone: string) => ({ csr, contact: { ...CONTACT, phone } })
  const phoneOf = async (id: string) => at(await entered(id), 'configuration.contact.phone')
  const configure = async (id: string, phone: string): Promise<string> => {
    await api.post(`/orders/${id}/configuration`, body(phone))
    return api.engine.updates.at(-1)?.message.commandId ?? ''
  }
  const keptConfigurations = (id: string) =>
    rows(api.here.db.em(), sql`select id from configurations where order_id = ${id}`)

  test('is not what was only checked, and a check leaves nothing behind', async () => {
    const id = await startedOrder(api)
    await api.post(`/orders/${id}/configuration/check`, body('1'))
    assert.equal(at(await entered(id), 'configuration'), null)
    assert.deepEqual(await keptConfigurations(id), [])
    api.engine.isAway = true
    await api.post(`/orders/${id}/configuration/check`, body('1'))
    assert.equal((await keptConfigurations(id)).length, 1, 'a check that goes on needs it')
    await forgetOldRows(api.here.db, new Date(Date.now() + 25 * 3_600_000))
    assert.deepEqual(await keptConfigurations(id), [])
  })

  test('is not what came when nothing was waiting for it', async () => {
    const id = await startedOrder(api)
    await configure(id, '1')
    api.engine.answer = () => ({ kind: 'rejected' })
    await configure(id, '2')
    assert.equal(await phoneOf(id), '1')
    await forgetOldRows(api.here.db, new Date(Date.now() + 25 * 3_600_000))
    assert.equal(await phoneOf(id), '1')
  })

  test('is that of the order at the CA, whatever was sent after it', async () => {
    const id = await startedOrder(api)
    const configurationId = await configure(id, '1')
    await insertCaOrder(api.here.db, {
      caAccountId: api.here.caAccountId,
      caOrderId: `${id}-1`,
      orderId: id,
      n: 1,
      purpose: 'issue',
      productCode: '601',
      customerLabel: id,
      status: 'AWAITING',
      configurationId,
      names: [],
      placedAt: new Date(),
    })
    await tell(api.here, { orderId: id, view: viewOf({ state: 'verifying', caOrderPlaced: true }) })
    await configure(id, '2')
    assert.equal(await phoneOf(id), '1')
  })

  test('is told with why the CA refused it, in the reader’s language, until another is sent', async () => {
    const id = await startedOrder(api)
    const draft = { contact: { phone: 'older' } }
    await api.call('PUT', `/orders/${id}/configuration/draft`, draft)
    api.engine.answer = () => ({ kind: 'pending' })
    const first = await configure(id, '1')
    assert.equal(at(await entered(id), 'refusal'), null)
    await finishCommand(api.here.db, first, refused)
    const told = await entered(id)
    assert.equal(at(told, 'refusal.problems.0.path'), '/csr')
    assert.equal(at(told, 'refusal.problems.0.caCode'), 1032)
    assert.match(textAt(told, 'refusal.problems.0.message'), /used for a certificate before/)
    assert.match(textAt(await entered(id, 'pl'), 'refusal.problems.0.message'), /klucz/i)
    assert.equal(at(told, 'configuration.contact.phone'), '1')
    assert.equal(at(told, 'draft'), null, 'what was typed before is in the configuration')
    await configure(id, '2')
    assert.equal(at(await entered(id), 'refusal'), null)
  })

  test('is told with the refusal also where it came along with the order', async () => {
    const made = await api.post('/orders', orderBody({ configuration: body('1') }), { key: 'along' })
    assert.equal(made.status, 201, made.text)
    const id = textAt(made.body, 'id')
    const commandId = `${api.engine.starts.at(-1)?.commandId}-configuration`
    const command = async () => (await api.get(`/orders/${id}/commands/${commandId}`)).body
    assert.deepEqual(await command(), { id: commandId, name: 'configure', state: 'accepted' })
    const at1 = '2026-03-04T05:06:07.000Z'
    const actor = { role: 'system', id: null } as const
    await tell(api.here, {
      orderId: id,
      events: [{ name: 'order.configuration-refused', actor, at: at1, details: {} }],
      commands: [{ id: commandId, outcome: refused }],
    })
    assert.equal(at(await command(), 'answer.errors.0.caCode'), 1032)
    assert.equal(at(await entered(id), 'refusal.at'), at1)
    assert.equal(at(await entered(id), 'refusal.problems.0.code'), 'key-already-used')
    assert.equal(await phoneOf(id), '1')
    await tell(api.here, { orderId: id, sequence: 2, view: viewOf({ state: 'cancelled' }) })
    assert.equal(at(await entered(id), 'refusal'), null)
  })
})
