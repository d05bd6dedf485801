import assert from 'node:assert/strict'
import { before, beforeEach, describe, test } from 'node:test'
import { insertCaOrder } from '../../store/queries/ca-orders.ts'
import { finishCommand } from '../../store/queries/commands.ts'
import { forgetOldRows } from '../../store/queries/housekeeping.ts'
import { rows, sql } from '../../store/sql.ts'
import { tell, viewOf } from '../store/order-factory.ts'
import { makeCsr } from './csr-maker.ts'
import { at, CONTACT, orderBody, problemsOf, startedOrder, textAt, withApi } from './harness.ts'

const api = withApi()
let csr = ''
before(async () => {
  csr = await makeCsr('shop.example.com')
})
beforeEach(() => api.engine.reset())

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
    assert.deepEqual(good.body, { ok: true, askedCa: true, notices: [] })
    api.engine.checkResult = {
      problems: [{ path: '/subject/organization', code: 'field-missing', caCode: 1016 }],
    }
    const bad = await api.post(path, { csr, contact: CONTACT })
    assert.deepEqual([bad.status, problemsOf(bad)], [422, ['/subject/organization field-missing']])
    api.engine.isAway = true
    const alone = await api.post(path, { csr, contact: CONTACT })
    assert.deepEqual(alone.body, { ok: true, askedCa: false, notices: [] })
    assert.deepEqual(api.engine.updates, [])
  })

  for (const [language, pattern] of [
    ['en', /shop\.example\.com\/cart.*the name alone was taken: shop\.example\.com/],
    ['pl', /shop\.example\.com\/cart.*wzięto samą nazwę: shop\.example\.com/],
  ] as const) {
    test(`holds names of web addresses, which a check says in ${language}`, async () => {
      const id = await startedOrder(api)
      const names = ['https://shop.example.com/cart']
      const body = { csr, names, subject: { commonName: 'https://Shop.example.com/' }, contact: CONTACT }
      const reply = await api.post(`/orders/${id}/configuration/check`, body, { language })
      assert.equal(reply.status, 200, reply.text)
      assert.match(textAt(reply.body, 'notices.0.message'), pattern)
      assert.equal((await api.post(`/orders/${id}/configuration`, body)).status < 300, true)
      const read = await api.get(`/orders/${id}/configuration`)
      assert.deepEqual(at(read.body, 'configuration.names'), ['shop.example.com'])
      assert.equal(at(read.body, 'configuration.subject.commonName'), 'shop.example.com')
    })
  }

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
