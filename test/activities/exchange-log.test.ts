import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { createExchangeLog, type ExchangeLog } from '../../activities/ca/exchange-log.ts'
import { aboutOrder } from '../../activities/ca/order-context.ts'
import { createPorts } from '../../activities/ca/ports.ts'
import { watchRound } from '../../activities/ca/watch/watch-ca.ts'
import { certumAccess } from '../../store/queries/ca-accounts.ts'
import { type Exchange, orderExchanges } from '../../store/queries/exchanges.ts'
import { rows, sql } from '../../store/sql.ts'
import { door } from '../sandbox/harness.ts'
import { withInstallation } from '../store/installation.ts'
import { asActivities, keptRow, type World, type WorldOptions, worldFor } from './deps.ts'
import { issued, placed, publish } from './order-life.ts'

const here = withInstallation()

/** A world whose calls are logged, and what was warned of. */
async function loggedWorld(t: TestContext, options: WorldOptions = {}) {
  const world = await worldFor(t, here, options)
  const warned: object[] = []
  const log = { warn: (entry: object) => void warned.push(entry) }
  const exchanges = createExchangeLog(here.db, log)
  const { keyRing } = here
  const { caTimeoutMs } = world.deps
  const portOf = createPorts({ db: here.db, keyRing, timeoutMs: caTimeoutMs, exchanges, log })
  return { world: { ...world, deps: { ...world.deps, portOf } }, exchanges, warned }
}

async function ofOrder(exchanges: ExchangeLog, orderId: string): Promise<Exchange[]> {
  await exchanges.flush()
  return (await orderExchanges(here.db, orderId, { limit: 200 })).items
}

async function ofNoOrder({ caAccountId }: World, exchanges: ExchangeLog) {
  await exchanges.flush()
  return rows<{ operation: string; failure: string | null; response: string | null }>(
    here.db.em(),
    sql`select operation, failure, response from ca_exchanges
        where ca_account_id = ${caAccountId} and order_id is null order by id`,
  )
}

describe('what is said to the CA', () => {
  test('is logged with the order it is about: by its activities, and by looks at it', async (t) => {
    const { world, exchanges } = await loggedWorld(t)
    const [input, other] = [await placed(world), await placed(world)]
    const operations = async () => (await ofOrder(exchanges, input.orderId)).map(({ operation }) => operation)
    assert.deepEqual(await operations(), ['quickOrder', 'validateOrderParameters'])
    await publish(world, input)
    await asActivities(world).checkControl(input)
    const [first] = (await ofOrder(exchanges, input.orderId)).toReversed()
    assert.deepEqual([first?.httpStatus, first?.failure, first?.errorNumbers], [200, null, []])
    assert.equal((await ofOrder(exchanges, other.orderId)).length, 2)
    await door(world.sandbox, 'POST', `/orders/${other.caOrderId}/reject`)
    await watchRound(world.deps, world.caAccountId)
    const [look] = await ofOrder(exchanges, other.orderId)
    assert.equal(look?.operation, 'getOrderState', 'the watcher’s look is logged with the order')
  })

  test('is logged with what came of it, failures with their reasons', async (t) => {
    const { world, exchanges } = await loggedWorld(t, { timeoutMs: 300 })
    const input = await placed(world)
    const look = (operation: string, kind: string, code?: number) =>
      door(world.sandbox, 'PUT', '/faults', { operation, kind, times: 1, ...(code ? { code } : {}) })
    for (const [kind, code] of [['403'], ['error', 1033], ['timeout-after-success']] as const) {
      await look('getOrderState', kind, code)
      await asActivities(world)
        .readCaOrder(input)
        .catch(() => undefined)
    }
    const [lost, refused, forbidden] = await ofOrder(exchanges, input.orderId)
    assert.deepEqual([lost?.failure, lost?.httpStatus, lost?.response], ['timeout', null, null])
    assert.ok((lost?.durationMs ?? 0) >= 250)
    assert.deepEqual([refused?.failure, refused?.errorNumbers], ['refused', [1033]])
    assert.deepEqual([forbidden?.failure, forbidden?.httpStatus], ['not-allowed', 403])
  })

  test('holds no password, in whatever corner of the table', async (t) => {
    const { world, exchanges } = await loggedWorld(t)
    await issued(world)
    await watchRound(world.deps, world.caAccountId)
    await exchanges.flush()
    const { password = '' } = (await certumAccess(here.db, world.caAccountId, here.keyRing)) ?? {}
    assert.ok(password.length >= 8)
    const all = await rows<{ line: string }>(here.db.em(), sql`select e::text as line from ca_exchanges e`)
    assert.ok(all.length >= 5)
    for (const { line } of all) {
      assert.ok(!line.includes(password), line.slice(0, 200))
      assert.match(line, /<password[^>]*>\[hidden\]</)
    }
  })

  test('is cut where it is long, and loses what a database cannot hold', async (t) => {
    const { world, exchanges } = await loggedWorld(t)
    const { orderId } = await placed(world)
    const startedAt = new Date().toISOString()
    const exchange = {
      operation: 'getProductList',
      startedAt,
      durationMs: 1,
      status: 200,
      failure: null,
      errorNumbers: [],
    } as const
    await aboutOrder(orderId, async () =>
      exchanges.note(world.caAccountId, {
        ...exchange,
        request: 'a\0b\ud800c',
        response: 'x'.repeat(200_000),
      }),
    )
    const [kept] = (await ofOrder(exchanges, orderId)).filter(
      ({ operation }) => operation === 'getProductList',
    )
    assert.equal(kept?.request, 'a\ufffdb\ufffdc')
    assert.equal(kept?.response?.length, 65_536 + '[… 200000 characters]'.length)
  })
})

describe('lists of changes', () => {
  test('are logged when they carry something new or fail anew, not every few seconds', async (t) => {
    const { world, exchanges } = await loggedWorld(t)
    const rounds = async (count: number) => {
      for (let n = 0; n < count; n += 1) await watchRound(world.deps, world.caAccountId)
      return (await ofNoOrder(world, exchanges)).map(
        ({ operation, failure }) => `${operation} ${failure ?? 'ok'}`,
      )
    }
    assert.deepEqual(await rounds(3), [])
    const input = await placed(world)
    assert.deepEqual(await rounds(3), ['getModifiedOrders ok'])
    await door(world.sandbox, 'POST', `/orders/${input.caOrderId}/reject`)
    assert.equal((await rounds(3)).length, 2)
    await door(world.sandbox, 'PUT', '/faults', { operation: '*', kind: '403', times: 100 })
    assert.deepEqual((await rounds(5)).slice(2), ['getModifiedOrders not-allowed'])
  })
})

describe('the log of calls', () => {
  test('keeps what it could not write until it can, and holds up nobody', async (t) => {
    const { world, exchanges, warned } = await loggedWorld(t)
    const input = await placed(world)
    await exchanges.flush()
    await rows(here.db.em(), sql`alter table ca_exchanges rename to ca_exchanges_away`)
    await asActivities(world).readCaOrder(input)
    await exchanges.flush()
    assert.equal(warned.length, 1)
    await rows(here.db.em(), sql`alter table ca_exchanges_away rename to ca_exchanges`)
    assert.equal((await ofOrder(exchanges, input.orderId)).length, 4)
    assert.equal((await keptRow(world, input.caOrderId)).status, 'AWAITING')
  })

  test('writes by itself soon after a call', async (t) => {
    const { world } = await loggedWorld(t)
    const { orderId } = await placed(world)
    const deadline = Date.now() + 5_000
    while ((await orderExchanges(here.db, orderId, {})).items.length < 2) {
      assert.ok(Date.now() < deadline, 'nothing was written')
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  })

  test('a number of the CA’s that nobody knows is warned of', async (t) => {
    const { world, warned } = await loggedWorld(t)
    const input = await placed(world)
    await door(world.sandbox, 'PUT', '/faults', {
      operation: 'getOrderState',
      kind: 'error',
      code: 9_876,
      times: 1,
    })
    await assert.rejects(asActivities(world).readCaOrder(input))
    const [unknown] = warned
    assert.deepEqual(unknown, { caAccountId: world.caAccountId, operation: 'getOrderState', number: 9_876 })
  })
})
