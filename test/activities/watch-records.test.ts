import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { lookForRecords } from '../../activities/ca/watch/record-looks.ts'
import type { LookResult } from '../../activities/preflight/control-look.ts'
import { noteCaState } from '../../store/queries/ca-orders.ts'
import { withInstallation } from '../store/installation.ts'
import { asActivities, keptRow, type World, worldFor } from './deps.ts'
import { placed, publish } from './order-life.ts'

const here = withInstallation()
const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS

async function look(world: World): Promise<void> {
  await lookForRecords(world.deps, world.caAccountId)
}

/** The same world, where our looks find what is said here by name, and are counted. */
function seeing(world: World, found: Record<string, LookResult>) {
  const looked: string[] = []
  const eyes: World['deps']['look'] = {
    look: async ({ name }) => {
      looked.push(name)
      return found[name] ?? 'absent'
    },
  }
  return { looked, world: { ...world, deps: { ...world.deps, look: eyes } } }
}

async function problemsOf(world: World, caOrderId: string) {
  const { names } = await keptRow(world, caOrderId)
  return Object.fromEntries(names.map(({ name, problem }) => [name, problem ?? null]))
}

describe('our own looks for records', () => {
  test('find one within ten seconds of its being there, and tell it once', async (t) => {
    const world = await worldFor(t, here)
    const input = await placed(world)
    await look(world)
    assert.deepEqual(world.told.records, [])
    await publish(world, input)
    world.advance(10 * SECOND_MS)
    await look(world)
    const { orderId, caOrderId } = input
    assert.deepEqual(world.told.records, [{ orderId, caOrderId }])
    assert.ok((await keptRow(world, caOrderId)).recordSeenAt !== null)
    world.advance(10 * SECOND_MS)
    await look(world)
    assert.equal(world.told.records.length, 1)
  })

  test('say what is there instead, by name, until it is there', async (t) => {
    const world = await worldFor(t, here)
    const names = ['one.test', 'www.one.test']
    const input = await placed(world, { names })
    await look(seeing(world, { 'one.test': 'different', 'www.one.test': 'unreachable' }).world)
    assert.deepEqual(await problemsOf(world, input.caOrderId), {
      'one.test': 'record-different',
      'www.one.test': 'record-unreachable',
    })
    world.advance(10 * SECOND_MS)
    await look(seeing(world, { 'one.test': 'visible' }).world)
    assert.deepEqual(await problemsOf(world, input.caOrderId), {
      'one.test': null,
      'www.one.test': 'record-absent',
    })
  })

  test('tell the first that is there, and then only when all are', async (t) => {
    const world = await worldFor(t, here)
    await placed(world, { names: ['one.test', 'www.one.test'] })
    const steps: [Record<string, LookResult>, number][] = [
      [{}, 0],
      [{ 'one.test': 'visible' }, 1],
      [{ 'one.test': 'visible' }, 1],
      [{ 'one.test': 'visible', 'www.one.test': 'visible' }, 2],
    ]
    for (const [found, told] of steps) {
      await look(seeing(world, found).world)
      assert.equal(world.told.records.length, told, JSON.stringify(found))
      world.advance(3 * MINUTE_MS)
    }
  })

  test('go to unproven names only, and never to those of a refused order', async (t) => {
    const world = await worldFor(t, here)
    const input = await placed(world, { names: ['one.test', 'www.one.test'] })
    const row = await keptRow(world, input.caOrderId)
    const state = { verifications: [], systemChecks: [], productValidUntil: null }
    const names = [
      { name: 'one.test', state: 'VERIFIED' as const },
      { name: 'www.one.test', state: 'REQUIRED' as const },
    ]
    await noteCaState(here.db, row.id, { ...state, names, status: 'AWAITING' }, world.deps.clock())
    const partly = seeing(world, {})
    await look(partly.world)
    assert.deepEqual(partly.looked, ['www.one.test'])

    await noteCaState(here.db, row.id, { ...state, names, status: 'REJECTED' }, world.deps.clock())
    world.advance(10 * MINUTE_MS)
    const over = seeing(world, {})
    await look(over.world)
    assert.deepEqual(over.looked, [])
  })

  test('a new code is looked for anew, in place of the one that was seen', async (t) => {
    const world = await worldFor(t, here)
    const input = await placed(world)
    await publish(world, input)
    await look(world)
    await asActivities(world).changeControl({ ...input, commandId: null })
    await look(world)
    assert.equal(world.told.records.length, 1)
    assert.deepEqual(Object.values(await problemsOf(world, input.caOrderId)), ['record-different'])
    await publish(world, input)
    world.advance(10 * SECOND_MS)
    await look(world)
    assert.equal(world.told.records.length, 2)
  })

  test('an order that is over is looked at no more', async (t) => {
    const world = await worldFor(t, here)
    const input = await placed(world)
    await publish(world, input)
    world.told.hears = () => false
    await look(world)
    const { closedAt, recordLookAt, recordSeenAt } = await keptRow(world, input.caOrderId)
    assert.ok(closedAt !== null)
    assert.deepEqual([recordLookAt, recordSeenAt], [null, null])
  })

  test('an order that could not be told is told a minute later, and holds up nobody', async (t) => {
    const world = await worldFor(t, here)
    const inputs = [await placed(world), await placed(world)]
    for (const input of inputs) await publish(world, input)
    let calls = 0
    world.told.hears = () => {
      calls += 1
      if (calls === 1) throw new Error('the engine is away')
      return true
    }
    await look(world)
    assert.equal(world.told.records.length, 1)
    world.advance(MINUTE_MS + SECOND_MS)
    await look(world)
    const told = world.told.records.map(({ orderId }) => orderId)
    assert.deepEqual(told.sort(), inputs.map(({ orderId }) => orderId).sort())
  })

  test('two watchers at once look at each order once', async (t) => {
    const world = await worldFor(t, here)
    for (const input of [await placed(world), await placed(world)]) await publish(world, input)
    await Promise.all([look(world), look(world), look(world)])
    assert.equal(world.told.records.length, 2)
  })
})
