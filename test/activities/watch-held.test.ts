import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { watchRound } from '../../activities/ca/watch/watch-ca.ts'
import { door } from '../sandbox/harness.ts'
import { withInstallation } from '../store/installation.ts'
import { asActivities, keptRow, type World, worldFor } from './deps.ts'
import { placed, publish, untilAtCa } from './order-life.ts'

const here = withInstallation()
const SECOND_MS = 1_000
const HOUR_MS = 3_600_000

async function caa(world: World, name: string, value: string): Promise<void> {
  assert.equal((await door(world.sandbox, 'PUT', `/dns/${name}/CAA`, { values: [value] })).status, 200)
}

/** An order whose name is proven, and whose CAA record then forbids everybody to issue. */
async function heldOrder(t: TestContext) {
  const world = await worldFor(t, here, { behaviour: { acceptMs: 300, caaRetryMs: HOUR_MS } })
  const input = await placed(world)
  const name = (await keptRow(world, input.caOrderId)).names[0]?.name ?? ''
  await publish(world, input)
  const port = await world.deps.portOf(world.caAccountId)
  await port.startControlCheck((await keptRow(world, input.caOrderId)).code ?? '')
  await untilAtCa(world, input.caOrderId, 'VERIFICATION')
  await caa(world, name, '0 issue ";"')
  await new Promise((resolve) => setTimeout(resolve, 400))
  return { world, input, name }
}

function checksTold(world: World): (readonly string[] | undefined)[] {
  return world.told.changes.map(({ change }) => change.wants?.checks)
}

async function finding(world: World, caOrderId: string): Promise<string[]> {
  const { findings } = await keptRow(world, caOrderId)
  return (findings?.items ?? []).filter(({ code }) => code.startsWith('caa-')).map(({ code }) => code)
}

describe('a CAA record that holds up an order whose name is proven', () => {
  test('is told once, with the record that decides, and the CA is read anew once it allows', async (t) => {
    const { world, input, name } = await heldOrder(t)
    const { caOrderId } = input
    world.advance(20 * SECOND_MS)
    await watchRound(world.deps, world.caAccountId)
    await watchRound(world.deps, world.caAccountId)
    assert.deepEqual(checksTold(world), [['ca-check-caa']])
    assert.deepEqual(await finding(world, caOrderId), ['caa-forbids'])
    const held = await keptRow(world, caOrderId)
    assert.ok(held.heldSince !== null && held.heldLookAt !== null)

    await caa(world, name, '0 issue "certum.pl"')
    world.advance(20 * SECOND_MS)
    await watchRound(world.deps, world.caAccountId)
    assert.deepEqual(await finding(world, caOrderId), ['caa-allows'])
    assert.equal(checksTold(world).length, 1, 'the CA has not looked again')

    world.advance(HOUR_MS)
    await untilAtCa(world, caOrderId, 'ENROLLED')
    await watchRound(world.deps, world.caAccountId)
    await watchRound(world.deps, world.caAccountId)
    assert.deepEqual(checksTold(world).at(-1), [])
    const { heldSince, heldLookAt } = await keptRow(world, caOrderId)
    assert.deepEqual([heldSince, heldLookAt], [null, null])
  })

  test('is asked about at once by whoever presses, and the CA is not told to look at names it has', async (t) => {
    const { world, input } = await heldOrder(t)
    await asActivities(world).readCaOrder(input)
    const change = await asActivities(world).checkControl(input)
    assert.deepEqual(change.wants?.checks, ['ca-check-caa'])
    assert.deepEqual(await finding(world, input.caOrderId), ['caa-forbids'])
  })
})
