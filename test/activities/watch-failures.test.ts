import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { CaRefusal, CaUnavailable } from '../../activities/ca/errors.ts'
import { door } from '../sandbox/harness.ts'
import { withInstallation } from '../store/installation.ts'
import { keptRow, withPort, worldFor } from './deps.ts'
import { issued, placed, publish } from './order-life.ts'
import { problemOf, round, statusesTold } from './watching.ts'

const here = withInstallation()
const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

describe('a CA that fails', () => {
  test('is noted, stops no look for records, and is forgotten when it answers', async (t) => {
    const world = await worldFor(t, here)
    const input = await placed(world)
    await publish(world, input)
    await door(world.sandbox, 'PUT', '/faults', { operation: '*', kind: '403', times: 100 })
    await round(world)
    assert.equal(await problemOf(world), 'not-allowed')
    assert.deepEqual(world.told.records, [{ orderId: input.orderId, caOrderId: input.caOrderId }])

    await door(world.sandbox, 'PUT', '/faults', { operation: '*', kind: '403', times: 0 })
    await round(world)
    assert.equal(await problemOf(world), null)
  })

  test('for one order leaves the others alone', async (t) => {
    const world = await worldFor(t, here)
    const [bad, good] = [await issued(world), await issued(world)]
    for (const failure of [
      new CaRefusal([{ path: '', code: 'order-unknown', kind: 'final', caCode: 1033 }]),
      new CaUnavailable('fault', 'none'),
      new CaUnavailable('unexpected-answer', 'none'),
    ]) {
      const picky = withPort(world, (real) => ({
        readOrder: (id) => (id === bad.caOrderId ? Promise.reject(failure) : real.readOrder(id)),
      }))
      await round(picky)
      world.advance(MINUTE_MS)
    }
    assert.deepEqual(
      world.told.changes.map(({ orderId }) => orderId),
      [good.orderId],
    )
    world.advance(DAY_MS)
    await round(world)
    assert.deepEqual(
      world.told.changes.map(({ orderId }) => orderId),
      [good.orderId, bad.orderId],
    )
  })

  test('for one order, refused again and again, is asked ever less often', async (t) => {
    const world = await worldFor(t, here)
    const input = await issued(world)
    let asked = 0
    const refusing = withPort(world, () => ({
      readOrder: () => {
        asked += 1
        return Promise.reject(
          new CaRefusal([{ path: '', code: 'order-unknown', kind: 'final', caCode: 1033 }]),
        )
      },
    }))
    for (let minute = 0; minute < 60; minute += 1) {
      world.advance(MINUTE_MS)
      await round(refusing)
    }
    assert.ok(asked >= 3 && asked <= 6, String(asked))
    assert.equal((await keptRow(world, input.caOrderId)).looks, asked)
  })

  test('while it is asked for orders is asked anew for all that it did not tell', async (t) => {
    const world = await worldFor(t, here)
    const inputs = [await placed(world), await placed(world)]
    await round(world)
    for (const { caOrderId } of inputs) await door(world.sandbox, 'POST', `/orders/${caOrderId}/reject`)
    const away = withPort(world, () => ({
      readOrder: () => Promise.reject(new CaUnavailable('unreachable', 'none')),
    }))
    await round(away)
    assert.equal(await problemOf(world), 'unreachable')
    world.advance(15_000)
    await round(world)
    assert.deepEqual(statusesTold(world), ['REJECTED', 'REJECTED'])
  })

  test('by a time-out for one order tells the others in the same round, and is no failure of the CA', async (t) => {
    const world = await worldFor(t, here)
    const inputs = [await issued(world), await issued(world), await issued(world)]
    const [slow] = inputs
    const hanging = withPort(world, (real) => ({
      readOrder: (id) =>
        id === slow?.caOrderId ? Promise.reject(new CaUnavailable('timeout', 'none')) : real.readOrder(id),
    }))
    await round(hanging)
    const told = world.told.changes.map(({ orderId }) => orderId)
    assert.deepEqual(
      told.toSorted(),
      inputs
        .slice(1)
        .map(({ orderId }) => orderId)
        .toSorted(),
    )
    world.advance(MINUTE_MS)
    await round(hanging)
    assert.equal(await problemOf(world), null)
    world.advance(5 * MINUTE_MS)
    await round(world)
    assert.equal(world.told.changes.at(-1)?.orderId, slow?.orderId)
  })

  test('by chance while it tells of one order delays its news by seconds; again and again, by minutes', async (t) => {
    const world = await worldFor(t, here)
    const input = await issued(world)
    const faults = (times: number) =>
      door(world.sandbox, 'PUT', '/faults', { operation: 'getOrderState', kind: 'fault', times })
    await faults(3)
    await round(world)
    for (let look = 0; look < 3; look += 1) {
      assert.deepEqual(world.told.changes, [])
      world.advance(15_000)
      await round(world)
    }
    assert.equal(world.told.changes[0]?.orderId, input.orderId)

    const often = await issued(world)
    await faults(100)
    for (let look = 0; look < 4; look += 1) {
      await round(world)
      world.advance(15_000)
    }
    await faults(0)
    await round(world)
    assert.equal(world.told.changes.length, 1)
    world.advance(MINUTE_MS)
    await round(world)
    assert.equal(world.told.changes.at(-1)?.orderId, often.orderId)
  })

  test('for one account leaves the orders of another alone', async (t) => {
    const [dead, alive] = [await worldFor(t, here, { timeoutMs: 300 }), await worldFor(t, here)]
    const [input, other] = [await placed(dead), await issued(alive)]
    await door(dead.sandbox, 'PUT', '/faults', { operation: '*', kind: 'timeout-after-success', times: 100 })
    await Promise.all([round(dead), round(alive)])
    assert.deepEqual(statusesTold(alive), ['ENROLLED'])
    assert.equal(alive.told.changes[0]?.orderId, other.orderId)
    assert.deepEqual([await problemOf(dead), await problemOf(alive)], ['timeout', null])
    assert.equal((await keptRow(dead, input.caOrderId)).status, 'AWAITING')
  })
})
