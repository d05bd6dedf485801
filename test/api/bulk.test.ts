import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sendDueItems } from '../../store/queries/bulk.ts'
import { rows, sql } from '../../store/sql.ts'
import { tell, viewOf } from '../store/order-factory.ts'
import { at, problemsOf, startedOrder, textAt, withApi } from './harness.ts'

const api = withApi()
const KEY = 'ab'.repeat(32)

async function issued(serial: string, key = KEY): Promise<string> {
  const id = await startedOrder(api)
  await tell(api.here, { orderId: id, view: viewOf({ state: 'issued', caOrderPlaced: true }) })
  await rows(
    api.here.db.em(),
    sql`insert into certificates
          (serial_number, order_id, ca_order_id, pem, chain, not_before, not_after, names, issuer, status, spki_sha256)
        values (${serial}, ${id}, 'c', 'pem', '{}', now() - interval '1 day', now() + interval '90 days', '{}',
          'CN=Certum', 'VALID', ${key})`,
  )
  return id
}

/** The same order so many times more, as rows alone. */
async function copies(id: string, count: number): Promise<void> {
  const em = api.here.db.em()
  await rows(
    em,
    sql`insert into orders select (jsonb_populate_record(o, jsonb_build_object(
          'id', o.id || '-' || n, 'reference', 'many-' || n))).*
        from orders o, generate_series(1, ${count}) n where o.id = ${id}`,
  )
  await rows(
    em,
    sql`insert into order_view select (jsonb_populate_record(v, jsonb_build_object('order_id', v.order_id || '-' || n))).*
        from order_view v, generate_series(1, ${count}) n where v.order_id = ${id}`,
  )
}

const sendAll = () => sendDueItems(api.here.db, 1000, new Date(Date.now() + 86_400_000))

describe('bulk actions over REST', () => {
  test('a reason that does not fit a domain’s certificate leaves it out, and says so before', async () => {
    const key = 'ef'.repeat(32)
    const one = await issued('E5', key)
    const filter = { sameKeyAs: { orderId: one, serialNumber: 'e5' } }
    const asked = { action: 'revoke', reason: 'affiliationChanged', filter, dryRun: true }
    const { body } = await api.post('/bulk', asked)
    assert.deepEqual([at(body, 'possible'), at(body, 'impossible')], [0, { 'reason-unfit': 1 }])
  })

  test('what the preview says is what happens: every certificate on a lost key, and no other', async () => {
    const [one, two] = [await issued('A1'), await issued('B2')]
    await issued('C3', 'cd'.repeat(32))
    const filter = { sameKeyAs: { orderId: one, serialNumber: 'a1' } }
    const asked = { action: 'revoke', reason: 'keyCompromise', filter }
    const preview = await api.post('/bulk', { ...asked, dryRun: true })
    assert.equal(preview.status, 200)
    assert.deepEqual(
      [at(preview.body, 'matched'), at(preview.body, 'possible'), at(preview.body, 'impossible')],
      [2, 2, {}],
    )
    assert.deepEqual(
      [at(preview.body, 'sample.0.serialNumber'), at(preview.body, 'sample.1.serialNumber')].toSorted(),
      ['A1', 'B2'],
    )
    assert.equal(await sendAll(), 0)

    const started = await api.post('/bulk', asked)
    assert.equal(started.status, 202)
    assert.equal(at(started.body, 'total'), 2)
    assert.equal(await sendAll(), 2)
    const sent = await rows<{ orderId: string; arguments: unknown }>(
      api.here.db.em(),
      sql`select order_id as "orderId", arguments from commands where name = 'revoke' order by arguments ->> 'serialNumber'`,
    )
    const why = { reason: 'keyCompromise', compromisedOn: null }
    assert.deepEqual(sent, [
      { orderId: one, arguments: { serialNumber: 'A1', ...why } },
      { orderId: two, arguments: { serialNumber: 'B2', ...why } },
    ])
    const read = await api.get(`/bulk/${textAt(started.body, 'id')}?limit=1`)
    assert.deepEqual([at(read.body, 'state'), at(read.body, 'items.0.state')], ['running', 'accepted'])
    assert.equal(typeof at(read.body, 'nextCursor'), 'string')
  })

  test('an order that cannot be asked is counted with its reason, and gets no command', async () => {
    const id = await issued('D4')
    const reissue = { action: 'reissue', filter: { serialNumbers: ['d4'] } }
    const bare = await api.post('/bulk', { ...reissue, dryRun: true })
    assert.deepEqual(at(bare.body, 'impossible'), { 'no-configuration': 1 })
    await tell(api.here, { orderId: id, sequence: 2, view: viewOf({ state: 'ended' }) })
    const over = await api.post('/bulk', reissue)
    assert.deepEqual([at(over.body, 'total'), at(over.body, 'state')], [0, 'finished'])
    assert.deepEqual(at(over.body, 'impossible'), { 'not-possible-now': 1 })
  })

  test('another billing system neither reaches these orders nor sees the job', async () => {
    const id = await issued('E5')
    const token = api.tokens.other
    const asked = { action: 'suspend', filter: { serialNumbers: ['E5'] } }
    const theirs = await api.post('/bulk', asked, { token })
    assert.deepEqual([theirs.status, at(theirs.body, 'matched'), at(theirs.body, 'total')], [202, 0, 0])
    const sameKeyAs = { orderId: id, serialNumber: 'E5' }
    const spied = await api.post('/bulk', { ...asked, filter: { sameKeyAs } }, { token })
    assert.deepEqual(problemsOf(spied), ['/filter/sameKeyAs/serialNumber certificate-unknown'])
    const ours = await api.post('/bulk', asked)
    const path = `/bulk/${textAt(ours.body, 'id')}`
    assert.equal((await api.get(path)).status, 200)
    assert.equal((await api.get(path, { token })).status, 404)
    assert.equal((await api.post('/bulk', asked, { token: api.tokens.reader })).status, 403)
  })

  test('a bulk request for everything, or a revocation without a reason, is refused at its field', async () => {
    const bad = await api.post('/bulk', { action: 'cancel', filter: {} })
    assert.deepEqual(problemsOf(bad), ['/filter required'])
    const mute = await api.post('/bulk', { action: 'revoke', filter: { state: 'issued' } })
    assert.deepEqual(problemsOf(mute), ['/reason required'])
  })

  test('five thousand orders are all found, once each, and become commands in turn', async () => {
    await sendAll()
    const model = await startedOrder(api, { reference: 'many-0' })
    await copies(model, 4_999)
    const asked = { action: 'suspend', filter: { q: 'many-' } }
    const started = await api.post('/bulk', asked)
    assert.deepEqual([at(started.body, 'matched'), at(started.body, 'total')], [5_000, 5_000])
    const rounds = [await sendAll(), await sendAll(), await sendAll(), await sendAll(), await sendAll()]
    assert.deepEqual([rounds, await sendAll()], [[1000, 1000, 1000, 1000, 1000], 0])
    const [counted] = await rows<{ orders: number }>(
      api.here.db.em(),
      sql`select count(distinct order_id)::int as orders from commands
          where body ->> 'bulk' = ${textAt(started.body, 'id')}`,
    )
    assert.equal(counted?.orders, 5_000)
  })

  test('the same Idempotency-Key starts one bulk job', async () => {
    await issued('F6')
    const asked = { action: 'suspend', filter: { serialNumbers: ['F6'] } }
    const [one, two] = [
      await api.post('/bulk', asked, { key: 'bulk-1' }),
      await api.post('/bulk', asked, { key: 'bulk-1' }),
    ]
    assert.equal(textAt(one.body, 'id'), textAt(two.body, 'id'))
  })
})
