import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { CaUnavailable } from '../../activities/ca/errors.ts'
import { caCursor } from '../../store/queries/ca-accounts.ts'
import { insertCaOrder, scheduleLook } from '../../store/queries/ca-orders.ts'
import { rows, sql } from '../../store/sql.ts'
import { door } from '../sandbox/harness.ts'
import { withInstallation } from '../store/installation.ts'
import { asActivities, keptRow, toPlace, type World, withPort, worldFor } from './deps.ts'
import { issued, placed, publish } from './order-life.ts'
import { problemOf, round, statusesTold } from './watching.ts'

const here = withInstallation()
const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

async function unmatched(world: World): Promise<string[]> {
  const found = await rows<{ id: string }>(
    here.db.em(),
    sql`select ca_order_id as id from ca_unmatched where ca_account_id = ${world.caAccountId}`,
  )
  return found.map(({ id }) => id)
}

/** An order that the CA has under our id, and our books have not. */
async function atCaOnly(world: World) {
  const input = await toPlace(world)
  const dying = withPort(world, (real) => ({
    placeOrder: (request) => real.placeOrder(request).then(() => Promise.reject(new Error('died'))),
  }))
  await assert.rejects(asActivities(dying).placeCaOrder(input), /died/)
  return input
}

describe('what the CA changed', () => {
  test('is told once, to the order concerned, with counts and serial numbers only', async (t) => {
    const world = await worldFor(t, here)
    const [input, other] = [await issued(world), await placed(world)]
    await round(world)
    const [told, ...more] = world.told.changes
    assert.deepEqual(more, [])
    assert.equal(told?.orderId, input.orderId)
    const { certificates, ...change } = told?.change ?? { certificates: [] }
    const control = { verified: 1, of: 1 }
    const wants = { documents: 'none', email: false, checks: [] }
    assert.deepEqual(change, { caOrderId: input.caOrderId, status: 'ENROLLED', control, wants })
    assert.deepEqual(
      certificates.map((each) => [Object.keys(each).sort(), each.status]),
      [[['serialNumber', 'status'], 'VALID']],
    )
    assert.equal((await keptRow(world, input.caOrderId)).status, 'ENROLLED')
    assert.equal((await keptRow(world, other.caOrderId)).status, 'AWAITING')
  })

  test('is told no more while nothing changes', async (t) => {
    const world = await worldFor(t, here)
    await issued(world)
    await placed(world)
    for (let count = 0; count < 3; count += 1) {
      await round(world)
      world.advance(2 * MINUTE_MS)
    }
    assert.deepEqual(statusesTold(world), ['ENROLLED'])
  })

  test('a new order that only waits is no news, and is not asked for', async (t) => {
    const world = await worldFor(t, here)
    const asked: string[] = []
    const counting = withPort(world, (real) => ({
      readOrder: (id) => {
        asked.push(id)
        return real.readOrder(id)
      },
    }))
    const byMail = await placed(world, { verification: { method: 'ADMIN', emailPrefix: 'ADMIN' } })
    const byRecord = await placed(world)
    for (let hour = 0; hour < 30; hour += 1) {
      await round(counting)
      world.advance(60 * MINUTE_MS)
    }
    assert.deepEqual(asked, [])
    for (const { caOrderId } of [byMail, byRecord]) {
      const row = await keptRow(world, caOrderId)
      await scheduleLook(here.db, row.id, world.deps.clock(), true)
      await round(counting)
      assert.equal((await keptRow(world, caOrderId)).nextLookAt, null, 'a page that was opened is one look')
    }
    assert.deepEqual(asked, [byMail.caOrderId, byRecord.caOrderId])
    assert.deepEqual(world.told.changes, [])
  })

  test('the cursor follows the CA’s clock, and never goes back', async (t) => {
    const world = await worldFor(t, here)
    assert.equal(await caCursor(here.db, world.caAccountId), null)
    await round(world)
    const first = await caCursor(here.db, world.caAccountId)
    world.advance(MINUTE_MS)
    await round(world)
    const second = await caCursor(here.db, world.caAccountId)
    assert.ok(first !== null && second !== null && Date.parse(second) >= Date.parse(first) + MINUTE_MS)
    const behind = withPort(world, () => ({ changedOrders: async () => ({ orders: [], caTime: first }) }))
    await round(behind)
    assert.equal(await caCursor(here.db, world.caAccountId), second)
  })

  test('what changed while nobody watched for weeks is told, asked for day by day', async (t) => {
    const world = await worldFor(t, here)
    const inputs = [await placed(world), await placed(world)]
    await round(world)
    const left = Date.parse((await caCursor(here.db, world.caAccountId)) ?? '')
    world.advance(10 * DAY_MS)
    for (const { caOrderId } of inputs) {
      await door(world.sandbox, 'POST', `/orders/${caOrderId}/reject`)
      world.advance(5 * DAY_MS)
    }
    const windows: [number, number][] = []
    const watched = withPort(world, (real) => ({
      changedOrders: (since, until) => {
        windows.push([Date.parse(since), Date.parse(until)])
        return real.changedOrders(since, until)
      },
    }))
    await round(watched)
    assert.deepEqual(statusesTold(world), ['REJECTED', 'REJECTED'])
    assert.equal(windows.length, 21)
    assert.ok((windows[0]?.[0] ?? 0) <= left)
    for (const [index, [since, until]] of windows.entries()) {
      assert.ok(until - since <= 3 * DAY_MS)
      if (index > 0) assert.ok(since <= (windows[index - 1]?.[1] ?? 0), 'no gap between two windows')
    }
    await round(watched)
    assert.equal(windows.length, 22)
  })

  test('a CA that goes away in the middle of the missed weeks is asked on from there', async (t) => {
    const world = await worldFor(t, here)
    await placed(world)
    await round(world)
    world.advance(20 * DAY_MS)
    let calls = 0
    const failing = (at: number) =>
      withPort(world, (real) => ({
        changedOrders: (since, until) => {
          calls += 1
          return calls === at
            ? Promise.reject(new CaUnavailable('busy', 'none'))
            : real.changedOrders(since, until)
        },
      }))
    await round(failing(15))
    assert.equal(await problemOf(world), 'busy')
    await round(failing(0))
    assert.equal(calls, 15 + 7)
    assert.equal(await problemOf(world), null)
  })

  test('is told by one part alone, once, whatever the list repeats', async (t) => {
    const world = await worldFor(t, here)
    const input = await placed(world)
    await round(world)
    await publish(world, input)
    await door(world.sandbox, 'POST', `/orders/${input.caOrderId}/reject`)
    let reads = 0
    const slow = withPort(world, (real) => ({
      readOrder: async (id) => {
        reads += 1
        await new Promise((resolve) => setTimeout(resolve, 100))
        return real.readOrder(id)
      },
    }))
    await Promise.all([round(slow), round(slow), round(slow)])
    await round(slow)
    assert.deepEqual(statusesTold(world), ['REJECTED'])
    assert.equal(reads, 1)
  })

  test('that the order itself does not show yet is asked for again within seconds', async (t) => {
    const world = await worldFor(t, here)
    const input = await placed(world)
    const port = await world.deps.portOf(world.caAccountId)
    const stale = await port.readOrder(input.caOrderId)
    await door(world.sandbox, 'POST', `/orders/${input.caOrderId}/reject`)
    await round(withPort(world, () => ({ readOrder: async () => stale })))
    assert.deepEqual(statusesTold(world), [])
    world.advance(15_000)
    await round(world)
    assert.deepEqual(statusesTold(world), ['REJECTED'])
  })
})

describe('what our books do not hold yet', () => {
  test('is remembered, and looked at as soon as it is known', async (t) => {
    const world = await worldFor(t, here)
    const input = await atCaOnly(world)
    await door(world.sandbox, 'POST', `/orders/${input.caOrderId}/reject`)
    await round(world)
    assert.deepEqual(await unmatched(world), [input.caOrderId])
    world.advance(DAY_MS)
    await round(world)
    assert.deepEqual(world.told.changes, [])

    await insertCaOrder(here.db, {
      ...input,
      purpose: 'issue',
      productCode: '601',
      customerLabel: input.orderId,
      status: 'AWAITING',
      names: [],
      placedAt: world.deps.clock(),
    })
    await round(world)
    assert.deepEqual(statusesTold(world), ['REJECTED'])
    assert.deepEqual(await unmatched(world), [])
  })

  test('is looked at at once, too, where it is written in the moment in which the list names it', async (t) => {
    const world = await worldFor(t, here)
    const input = await atCaOnly(world)
    await door(world.sandbox, 'POST', `/orders/${input.caOrderId}/reject`)
    // The list is read first; before it is compared, the order's own activity has written and looked for unmatched ids.
    const racing = withPort(world, (real) => ({
      changedOrders: async (since, until) => {
        const listed = await real.changedOrders(since, until)
        await asActivities(world).placeCaOrder(input)
        return listed
      },
    }))
    await round(racing)
    assert.deepEqual(await unmatched(world), [])
    assert.equal((await keptRow(world, input.caOrderId)).status, 'REJECTED')
  })

  test('is forgotten after a week: it was never ours', async (t) => {
    const world = await worldFor(t, here)
    await atCaOnly(world)
    await round(world)
    assert.equal((await unmatched(world)).length, 1)
    world.advance(8 * DAY_MS)
    const input = await atCaOnly(world)
    await round(world)
    assert.deepEqual(await unmatched(world), [input.caOrderId])
  })
})

describe('an order that hears nothing', () => {
  test('because it is over: its purchase is closed, with what the CA said last', async (t) => {
    const world = await worldFor(t, here)
    const input = await placed(world)
    await door(world.sandbox, 'POST', `/orders/${input.caOrderId}/reject`)
    world.told.hears = () => false
    await round(world)
    const { status, closedAt, nextLookAt, recordLookAt } = await keptRow(world, input.caOrderId)
    assert.deepEqual([status, nextLookAt, recordLookAt], ['REJECTED', null, null])
    assert.ok(closedAt !== null)
    world.advance(DAY_MS)
    await round(world)
    assert.deepEqual(statusesTold(world), ['REJECTED'])
  })

  test('because the engine is away: it is told within minutes, and once', async (t) => {
    const world = await worldFor(t, here)
    const input = await issued(world)
    world.told.hears = () => {
      throw new Error('the engine is away')
    }
    await round(world)
    assert.deepEqual(world.told.changes, [])
    assert.equal((await keptRow(world, input.caOrderId)).status, 'AWAITING')

    world.told.hears = () => true
    world.advance(3 * MINUTE_MS)
    await round(world)
    await round(world)
    assert.deepEqual(statusesTold(world), ['ENROLLED'])
  })

  test('news of an issued certificate does not wait a day for the engine', async (t) => {
    const world = await worldFor(t, here)
    const input = await issued(world)
    const fetched = await asActivities(world).fetchCertificates(input)
    const { serialNumber } = fetched.certificates[0] ?? { serialNumber: '' }
    assert.equal((await door(world.sandbox, 'POST', `/certificates/${serialNumber}/revoke`)).status, 200)
    const row = await keptRow(world, input.caOrderId)
    await scheduleLook(here.db, row.id, world.deps.clock())
    world.told.hears = () => {
      throw new Error('the engine is away')
    }
    await round(world)
    world.told.hears = () => true
    world.advance(3 * MINUTE_MS)
    await round(world)
    const [told] = world.told.changes
    assert.equal(told?.change.certificates[0]?.serialNumber, serialNumber)
    assert.match(told?.change.certificates[0]?.status ?? '', /^REVOK(ING|ED)$/)
  })
})
