import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createActivities } from '../../activities/create-activities.ts'
import { door, eventually } from '../sandbox/harness.ts'
import { withInstallation } from '../store/installation.ts'
import { activityEnvironment, type World, worldFor } from './deps.ts'
import { placed } from './order-life.ts'

const here = withInstallation()
const SECOND_MS = 1_000
const INTERVAL_MS = 250
const FEW = 10
const MANY = 200

async function placeMany(world: World, count: number) {
  const inputs: Awaited<ReturnType<typeof placed>>[] = []
  for (let from = 0; from < count; from += 20)
    inputs.push(
      ...(await Promise.all(Array.from({ length: Math.min(20, count - from) }, () => placed(world)))),
    )
  return inputs
}

async function soapLog(world: World): Promise<{ operation: string }[]> {
  const { json } = await door(world.sandbox, 'GET', '/soap-log')
  return (json as { items: { operation: string }[] }).items
}

/** How often each operation of the CA's was called in some seconds of quiet. */
async function callsIn(world: World, ms: number): Promise<Map<string, number>> {
  const before = (await soapLog(world)).length
  await new Promise((resolve) => setTimeout(resolve, ms))
  const calls = (await soapLog(world)).slice(before).map(({ operation }) => operation)
  return new Map([...new Set(calls)].map((name) => [name, calls.filter((each) => each === name).length]))
}

describe('many orders that wait for their proofs', () => {
  test('cost the CA not one call more than a few, and each change is told in seconds', async (t) => {
    const world = await worldFor(t, here)
    const deps = { ...world.deps, watch: { ...world.deps.watch, intervalMs: INTERVAL_MS } }
    const toldAtMs = new Map<string, number>()
    const signals = {
      ...deps.signals,
      caChanged: async (orderId: string) => {
        toldAtMs.set(orderId, Date.now())
        return true
      },
    }
    const { watchCa } = createActivities({ ...deps, signals }).watch
    t.after(() => world.stop.abort())
    const few = await placeMany(world, FEW)
    const watch = activityEnvironment().run(watchCa, { caAccountId: world.caAccountId })
    await callsIn(world, SECOND_MS)
    const withFew = await callsIn(world, 4 * SECOND_MS)
    const inputs = [...few, ...(await placeMany(world, MANY - FEW))]
    // What was placed just now is listed once more, as lists overlap by a minute.
    world.advance(2 * 60 * SECOND_MS)
    await callsIn(world, SECOND_MS)
    const withMany = await callsIn(world, 4 * SECOND_MS)
    assert.deepEqual([...withMany.keys()], ['getModifiedOrders'])
    const [before = 0, after = 0] = [...withFew.values(), ...withMany.values()]
    assert.ok(
      before >= 8 && Math.abs(after - before) <= Math.max(2, before / 10),
      `${before}, then ${after} calls`,
    )

    const changed = inputs.filter((_, index) => index % 8 === 0)
    const changedAtMs = new Map<string, number>()
    for (const { orderId, caOrderId } of changed) {
      changedAtMs.set(orderId, Date.now())
      await door(world.sandbox, 'POST', `/orders/${caOrderId}/reject`)
      await new Promise((resolve) => setTimeout(resolve, 40))
    }
    await eventually(async () => (toldAtMs.size >= changed.length ? true : undefined), 20 * SECOND_MS)
    const latencies = changed.map(
      ({ orderId }) => (toldAtMs.get(orderId) ?? Infinity) - (changedAtMs.get(orderId) ?? 0),
    )
    assert.ok(Math.max(...latencies) < 5 * SECOND_MS, `the slowest took ${Math.max(...latencies)} ms`)
    assert.equal(toldAtMs.size, changed.length)
    world.stop.abort()
    await watch
  })
})
