import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { findingOf } from '../../domain/preflight.ts'
import { noteFindings } from '../../store/queries/ca-findings.ts'
import {
  caOrderOf,
  closeCaOrder,
  currentCaOrder,
  dueRecordLooks,
  dueSingleLooks,
  forgetOldUnmatched,
  insertCaOrder,
  matchUnmatched,
  type NewCaOrder,
  noteCaState,
  noteListed,
  noteRecordLook,
  postponeRecordLooks,
  rememberUnmatched,
  scheduleLook,
  scheduleNextLook,
  setControl,
} from '../../store/queries/ca-orders.ts'
import { rows, sql } from '../../store/sql.ts'
import { withInstallation } from './installation.ts'
import { keptOrder } from './order-factory.ts'

const here = withInstallation()

const MINUTE_MS = 60_000
const START = new Date('2031-01-01T00:00:00.000Z')
const after = (ms: number): Date => new Date(START.getTime() + ms)

async function placed(overrides: Partial<NewCaOrder> = {}) {
  const { id: orderId } = await keptOrder(here)
  return insertCaOrder(here.db, {
    caAccountId: here.caAccountId,
    caOrderId: `${orderId}-1`,
    orderId,
    n: 1,
    purpose: 'issue',
    productCode: '601',
    customerLabel: orderId,
    status: 'AWAITING',
    method: 'DNS_TXT_PREFIX',
    code: 'code-1',
    configurationId: null,
    names: [
      { name: 'example.com', state: 'REQUIRED' },
      { name: 'www.example.com', state: 'REQUIRED' },
    ],
    placedAt: START,
    ...overrides,
  })
}

async function read(caOrderId: string) {
  const found = await caOrderOf(here.db, here.caAccountId, caOrderId)
  assert.ok(found)
  return found
}

type Due = typeof dueRecordLooks
async function isDue(due: Due, id: string, now: Date): Promise<boolean> {
  return (await due(here.db, here.caAccountId, now, 1000)).some((order) => order.id === id)
}

describe('purchases at the CA', () => {
  test('one that is known is given back as it stands', async () => {
    const first = await placed()
    const { caAccountId, caOrderId, orderId, purpose, productCode, customerLabel } = first
    const again = await insertCaOrder(here.db, {
      caAccountId,
      caOrderId,
      orderId,
      purpose,
      productCode,
      customerLabel,
      n: 1,
      status: 'ENROLLED',
      configurationId: null,
      names: [],
      placedAt: after(1),
    })
    assert.deepEqual([again.id, again.status, again.names.length], [first.id, 'AWAITING', 2])
  })

  test('the last one counts', async () => {
    const first = await placed()
    const second = await placed({ orderId: first.orderId, caOrderId: `${first.orderId}-2`, n: 2 })
    assert.equal((await currentCaOrder(here.db, first.orderId))?.id, second.id)
  })

  test('what our own look found is kept until the proof changes', async () => {
    const { id, caOrderId, findings } = await placed()
    assert.equal(findings, null)
    const missing = findingOf('example.com', 'problem', 'record-missing', { host: 'a\0', value: '\ud800' })
    await noteFindings(here.db, id, [missing], START)
    await noteFindings(here.db, id, [missing, missing], after(1))
    assert.deepEqual((await read(caOrderId)).findings, {
      at: after(1).toISOString(),
      items: [missing, missing],
    })
    await setControl(here.db, id, { method: 'FILE', code: 'code-2' }, after(2))
    assert.equal((await read(caOrderId)).findings, null)
    await noteFindings(here.db, id, [missing], after(1))
    assert.equal((await read(caOrderId)).findings, null, 'of the proof before')
    await closeCaOrder(here.db, id, after(3))
    await noteFindings(here.db, id, [missing], after(4))
    assert.equal((await read(caOrderId)).findings, null)
  })

  test('what the CA says is kept, and what our own look found stays until the name is proven', async () => {
    const { id, caOrderId } = await placed({ recordLookAt: START })
    await isDue(dueRecordLooks, id, START)
    const problems = { 'example.com': 'record-missing', 'www.example.com': 'record-other' }
    await noteRecordLook(here.db, id, { seenAt: null, nextAt: after(10), problems })
    const states = [
      { name: 'www.example.com', state: 'REQUIRED', expiresAt: null, info: 'CAA' } as const,
      { name: 'example.com', state: 'VERIFIED', expiresAt: '2031-02-01T00:00:00.000Z', info: null } as const,
    ]
    const said = {
      status: 'VERIFICATION' as const,
      names: states,
      verifications: [{ type: 'DOMAIN', state: 'REQUIRED' as const, expiresAt: null }],
      systemChecks: [{ name: 'example.com', method: 'CAA', info: null }],
      productValidUntil: '2032-01-01T00:00:00.000Z',
    }
    await noteCaState(here.db, id, said, after(5))
    const kept = await read(caOrderId)
    assert.deepEqual(kept.names, [
      { ...states[0], problem: 'record-other' },
      { ...states[1], problem: null },
    ])
    assert.deepEqual(kept.verifications, said.verifications)
    assert.deepEqual(kept.systemChecks, said.systemChecks)
    await noteCaState(
      here.db,
      id,
      { ...said, status: 'ENROLLED', names: [], productValidUntil: null },
      after(9),
    )
    const later = await read(caOrderId)
    assert.deepEqual([later.status, later.names], ['ENROLLED', kept.names])
    assert.equal(later.productValidUntil?.toISOString(), said.productValidUntil)
  })

  test('one the CA spoke of before we knew it is looked at at once, and strangers are forgotten after a week', async () => {
    const { id: orderId } = await keptOrder(here)
    await rememberUnmatched(here.db, here.caAccountId, `${orderId}-1`, 'ENROLLED', START)
    await rememberUnmatched(here.db, here.caAccountId, 'stranger', 'ENROLLED', START)
    const known = await placed({ orderId, caOrderId: `${orderId}-1` })
    assert.equal(await isDue(dueSingleLooks, known.id, START), true)
    const left = () => rows(here.db.em(), sql`select ca_order_id as id from ca_unmatched`)
    assert.deepEqual(await left(), [{ id: 'stranger' }])
    await forgetOldUnmatched(here.db, here.caAccountId, after(7 * 24 * 60 * MINUTE_MS + 1))
    assert.deepEqual(await left(), [])
  })
})

describe('the CA’s list of changes', () => {
  const listed = (caOrderId: string, status: string, reissues = 0) =>
    noteListed(here.db, here.caAccountId, [{ caOrderId, status, reissues }], START)
  const isDueNow = async (id: string): Promise<boolean> => isDue(dueSingleLooks, id, START)

  test('has a purchase looked at once for each thing that it says anew', async () => {
    const { id, caOrderId } = await placed()
    const steps: [string, number, boolean][] = [
      ['AWAITING', 0, false],
      ['VERIFICATION', 0, true],
      ['VERIFICATION', 0, false],
      ['ENROLLED', 0, true],
      ['ENROLLED', 0, false],
      ['ENROLLED', 1, true],
      ['ENROLLED', 1, false],
      ['AWAITING', 1, false],
    ]
    for (const [status, reissues, expected] of steps) {
      await listed(caOrderId, status, reissues)
      assert.equal(await isDueNow(id), expected, `${status} ${reissues}`)
    }
  })

  test('does not put off a look that is due sooner, and leaves closed purchases alone', async () => {
    const early = await placed({ nextLookAt: after(-MINUTE_MS) })
    await listed(early.caOrderId, 'ENROLLED')
    assert.deepEqual((await read(early.caOrderId)).nextLookAt, after(-MINUTE_MS))
    const over = await placed()
    await closeCaOrder(here.db, over.id, START)
    assert.deepEqual(await listed(over.caOrderId, 'ENROLLED'), [])
    assert.equal(await isDueNow(over.id), false)
  })

  test('names purchases that are unknown here; one that is written in that moment is found by the next look', async () => {
    const { id: orderId } = await keptOrder(here)
    const caOrderId = `${orderId}-1`
    assert.deepEqual(await listed(caOrderId, 'ENROLLED'), [caOrderId])
    const row = await placed({ orderId, caOrderId })
    await rememberUnmatched(here.db, here.caAccountId, caOrderId, 'ENROLLED', START)
    assert.equal(await isDueNow(row.id), false)
    await matchUnmatched(here.db, here.caAccountId, START)
    assert.equal(await isDueNow(row.id), true)
    await matchUnmatched(here.db, here.caAccountId, START)
    assert.equal(await isDueNow(row.id), false)
  })
})

describe('our own looks for the proof', () => {
  test('are one taker’s, and another’s only when nothing is heard of the first', async () => {
    const { id } = await placed({ recordLookAt: START })
    const takers = await Promise.all(Array.from({ length: 5 }, () => isDue(dueRecordLooks, id, START)))
    assert.deepEqual(takers.filter(Boolean).length, 1)
    assert.equal(await isDue(dueRecordLooks, id, after(MINUTE_MS - 1)), false)
    assert.equal(await isDue(dueRecordLooks, id, after(MINUTE_MS)), true)
  })

  test('that found nothing new are put off together, unless the code changed or the purchase is over', async () => {
    const [quiet, renewed, over] = [await placed(), await placed(), await placed()]
    for (const { id } of [quiet, renewed, over])
      await setControl(here.db, id, { method: 'FILE', code: 'code-1' }, START)
    await dueRecordLooks(here.db, here.caAccountId, START, 1000)
    await setControl(here.db, renewed.id, { method: 'FILE', code: 'code-2' }, after(1))
    await closeCaOrder(here.db, over.id, after(1))
    const nextAt = after(5_000)
    await postponeRecordLooks(
      here.db,
      [quiet, renewed, over].map(({ id }) => ({ id, nextAt })),
    )
    const looks = await Promise.all(
      [quiet, renewed, over].map(async ({ caOrderId }) => (await read(caOrderId)).recordLookAt),
    )
    assert.deepEqual(looks, [nextAt, after(1), null])
    await postponeRecordLooks(here.db, [])
  })

  test('keep the first sight, and come again when they were told to', async () => {
    const { id, caOrderId } = await placed({ recordLookAt: START })
    await isDue(dueRecordLooks, id, START)
    await noteRecordLook(here.db, id, { seenAt: after(1), nextAt: after(500), problems: {} })
    await isDue(dueRecordLooks, id, after(500))
    await noteRecordLook(here.db, id, { seenAt: after(501), nextAt: after(900), problems: {} })
    const kept = await read(caOrderId)
    assert.deepEqual([kept.recordSeenAt, kept.recordLookAt, kept.recordLooks], [after(1), after(900), 2])
    assert.deepEqual(
      kept.names.map(({ name }) => name),
      ['example.com', 'www.example.com'],
    )
  })

  test('a code that is replaced during a look is looked for anew', async () => {
    const { id, caOrderId } = await placed({ recordLookAt: START })
    await isDue(dueRecordLooks, id, START)
    await setControl(here.db, id, { method: 'FILE', code: 'code-2' }, after(3))
    await noteRecordLook(here.db, id, { seenAt: after(4), nextAt: after(MINUTE_MS), problems: {} })
    const kept = await read(caOrderId)
    assert.deepEqual([kept.method, kept.code, kept.recordSeenAt], ['FILE', 'code-2', null])
    assert.equal(await isDue(dueRecordLooks, id, after(3)), true)
  })

  test('an approver’s click leaves us nothing to look for', async () => {
    const { id } = await placed({ recordLookAt: START })
    await setControl(here.db, id, { method: 'ADMIN', code: null }, after(1))
    assert.equal(await isDue(dueRecordLooks, id, after(60 * MINUTE_MS)), false)
  })
})

describe('asking the CA about one purchase', () => {
  test('happens when it is told, sooner but not later where so wanted', async () => {
    const { id, caOrderId } = await placed()
    const next = async () => (await read(caOrderId)).nextLookAt
    assert.equal(await isDue(dueSingleLooks, id, after(60 * MINUTE_MS)), false)
    await scheduleLook(here.db, id, after(100), true)
    await scheduleLook(here.db, id, after(200), true)
    assert.deepEqual(await next(), after(100))
    await scheduleLook(here.db, id, after(50), true)
    assert.deepEqual(await next(), after(50))
    await scheduleLook(here.db, id, after(300))
    assert.deepEqual(await next(), after(300))
    await scheduleLook(here.db, id, null)
    assert.equal(await next(), null)
  })

  test('counts looks without news, and starts anew when something happens', async () => {
    const { id, caOrderId } = await placed({ nextLookAt: START })
    const takers = await Promise.all(Array.from({ length: 5 }, () => isDue(dueSingleLooks, id, START)))
    assert.equal(takers.filter(Boolean).length, 1)
    await scheduleNextLook(here.db, await read(caOrderId), after(5 * MINUTE_MS), 3)
    assert.equal((await read(caOrderId)).looks, 3)
    await scheduleLook(here.db, id, after(1))
    assert.equal((await read(caOrderId)).looks, 0)
  })

  test('a look that is asked for during another one is not lost with its end', async () => {
    const { id, caOrderId } = await placed({ nextLookAt: START })
    assert.equal(await isDue(dueSingleLooks, id, START), true)
    const taken = await read(caOrderId)
    await scheduleLook(here.db, id, after(15_000), true)
    await scheduleNextLook(here.db, taken, null, 1)
    assert.deepEqual((await read(caOrderId)).nextLookAt, after(15_000))
    assert.equal(await isDue(dueSingleLooks, id, after(15_000)), true)
    await scheduleNextLook(here.db, await read(caOrderId), null, 2)
    assert.equal((await read(caOrderId)).nextLookAt, null)
  })

  test('ends when the purchase is over', async () => {
    const { id, caOrderId } = await placed({ nextLookAt: START, recordLookAt: START })
    await closeCaOrder(here.db, id, after(1))
    await closeCaOrder(here.db, id, after(2))
    await scheduleLook(here.db, id, START)
    await setControl(here.db, id, { method: 'FILE', code: 'x' }, START)
    assert.equal(await isDue(dueSingleLooks, id, after(MINUTE_MS)), false)
    assert.equal(await isDue(dueRecordLooks, id, after(MINUTE_MS)), false)
    assert.deepEqual((await read(caOrderId)).closedAt, after(1))
  })
})
