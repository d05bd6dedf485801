import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createActivities } from '../../activities/create-activities.ts'
import { door, eventually } from '../sandbox/harness.ts'
import { withInstallation } from '../store/installation.ts'
import { activityEnvironment, type World, withPort, worldFor } from './deps.ts'
import { issued, placed } from './order-life.ts'

const here = withInstallation()

/** A watch under way, with what ends it by order of the engine. */
function watching(world: World) {
  const environment = activityEnvironment()
  const heartbeats: unknown[] = []
  environment.on('heartbeat', (details) => heartbeats.push(details))
  const { watchCa } = createActivities(world.deps).watch
  const ended = environment.run(watchCa, { caAccountId: world.caAccountId })
  return { ended, heartbeats, cancel: () => environment.cancel('CANCELLED') }
}

describe('a watch', () => {
  test('tells what happens while it lasts, and ends when the worker stops', async (t) => {
    const world = await worldFor(t, here)
    const { ended } = watching(world)
    const [input, other] = [await issued(world), await placed(world)]
    await door(world.sandbox, 'POST', `/orders/${other.caOrderId}/reject`)
    await eventually(async () => {
      const statuses = new Map(
        world.told.changes.map(({ orderId, change }) => [orderId, change.status] as const),
      )
      const isTold = statuses.get(input.orderId) === 'ENROLLED' && statuses.get(other.orderId) === 'REJECTED'
      return isTold ? true : undefined
    })
    world.stop.abort()
    await ended
  })

  test('ends when it is cancelled, and when its time is over', async (t) => {
    const world = await worldFor(t, here)
    const cancelled = watching(world)
    cancelled.cancel()
    await cancelled.ended
    const timed = watching(world)
    world.advance(11 * 60_000)
    await timed.ended
  })

  test('ends at once in a worker that is stopping already', async (t) => {
    const world = await worldFor(t, here)
    world.stop.abort()
    await watching(world).ended
    assert.deepEqual(world.told.changes, [])
  })

  test('heartbeats, and goes on, while the CA does not answer', async (t) => {
    const world = await worldFor(t, here)
    const answer = Promise.withResolvers<never>()
    const mute = withPort(world, () => ({ changedOrders: () => answer.promise }))
    const { ended, heartbeats } = watching(mute)
    const input = await issued(world)
    await eventually(async () => (world.told.records.length > 0 ? true : undefined))
    assert.equal(world.told.records[0]?.orderId, input.orderId)
    await eventually(async () => (heartbeats.length > 0 ? true : undefined))
    world.stop.abort()
    answer.reject(new Error('no answer'))
    await ended
  })
})
