import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { watchRound } from '../../activities/ca/watch/watch-ca.ts'
import { newId } from '../../platform/ids.ts'
import type { Behaviour } from '../../sandbox/core/behaviour.ts'
import { proofsOf, saveProof } from '../../sandbox/core/proofs.ts'
import { door } from '../sandbox/harness.ts'
import { withInstallation } from '../store/installation.ts'
import { asActivities, keptRow, type World, worldFor } from './deps.ts'
import { atCa, issued, placed } from './order-life.ts'

const here = withInstallation()
const DAY_MS = 24 * 3_600_000

async function withCertificate(world: World, codes: Behaviour['codes']) {
  const input = await issued(world)
  const { certificates } = await asActivities(world).fetchCertificates(input)
  await door(world.sandbox, 'PUT', '/behaviour', { codes })
  return { ...input, serialNumber: certificates[0]?.serialNumber ?? '' }
}
type Issued = Awaited<ReturnType<typeof withCertificate>>

/** A reissue for which the names are to be proven anew. */
function reissueOf(world: World, { orderId, caAccountId, caOrderId, configurationId, serialNumber }: Issued) {
  const { database } = world.sandbox.core.context
  for (const proof of proofsOf(database, caOrderId)) saveProof(database, { ...proof, expiresAt: 1 })
  return {
    ...{ orderId, caAccountId, caOrderId, configurationId, serialNumber },
    ...{ addNames: [], occasion: newId() },
  }
}

async function callsOf(world: World, operation: string): Promise<number> {
  const { json } = await door(world.sandbox, 'GET', '/soap-log')
  return (json as { items: { operation: string }[] }).items.filter((each) => each.operation === operation)
    .length
}

function assertOneCode(world: World, row: Awaited<ReturnType<typeof keptRow>>): void {
  assert.ok(row.code !== null)
  assert.equal(row.code, atCa(world, row.caOrderId).code)
  assert.ok(row.recordLookAt !== null, 'our own looks begin')
}

describe('an answer without a code', () => {
  test('to a reissue: it is asked for at once, and only once', async (t) => {
    const world = await worldFor(t, here)
    const order = await withCertificate(world, 'first-order')
    await asActivities(world).reissueAtCa(reissueOf(world, order))
    assertOneCode(world, await keptRow(world, order.caOrderId))
    await asActivities(world).readCaOrder(order)
    await asActivities(world).checkControl(order)
    assert.equal(await callsOf(world, 'addSanVerification'), 1)
  })

  test('to a reissue whose names are still proven: none is needed, and none is asked for', async (t) => {
    const world = await worldFor(t, here)
    const order = await withCertificate(world, 'first-order')
    const { orderId, caAccountId, caOrderId, configurationId, serialNumber } = order
    const asked = { orderId, caAccountId, caOrderId, configurationId, serialNumber }
    await asActivities(world).reissueAtCa({ ...asked, addNames: [], occasion: newId() })
    await asActivities(world).readCaOrder(order)
    assert.equal(await callsOf(world, 'addSanVerification'), 0)
  })

  test('to a renewal', async (t) => {
    const world = await worldFor(t, here)
    const { orderId, caAccountId, configurationId, serialNumber } = await withCertificate(
      world,
      'first-order',
    )
    const placed = await asActivities(world).renewAtCa({
      ...{ orderId, caAccountId, configurationId, serialNumber, n: 2, productCode: '606', method: null },
      ...{ occasion: 'renew:1', since: new Date().toISOString() },
    })
    assertOneCode(world, await keptRow(world, placed.caOrderId))
  })

  test('to an order: the watcher’s look asks, and once', async (t) => {
    const world = await worldFor(t, here, { behaviour: { codes: 'on-request' } })
    const input = await placed(world)
    assert.equal((await keptRow(world, input.caOrderId)).code, null)
    world.advance(60_000)
    await watchRound(world.deps, world.caAccountId)
    assertOneCode(world, await keptRow(world, input.caOrderId))
    world.advance(DAY_MS)
    await watchRound(world.deps, world.caAccountId)
    assert.equal(await callsOf(world, 'addSanVerification'), 1)
  })

  test('by the mail of an approver is no lack', async (t) => {
    const world = await worldFor(t, here, { behaviour: { codes: 'on-request' } })
    const input = await placed(world, { verification: { method: 'ADMIN', emailPrefix: 'ADMIN' } })
    await asActivities(world).readCaOrder(input)
    assert.equal(await callsOf(world, 'addSanVerification'), 0)
  })

  test('is asked for again while the CA is still at work on the order (1176)', async (t) => {
    const world = await worldFor(t, here, { behaviour: { codes: 'on-request' } })
    const input = await placed(world)
    const fault = { operation: 'addSanVerification', kind: 'error', code: 1176, times: 2 }
    await door(world.sandbox, 'PUT', '/faults', fault)
    await asActivities(world).readCaOrder(input)
    assert.equal((await keptRow(world, input.caOrderId)).code, null)
    for (const _ of [1, 2, 3]) {
      world.advance(20 * 60_000)
      await watchRound(world.deps, world.caAccountId)
    }
    assertOneCode(world, await keptRow(world, input.caOrderId))
    assert.equal(await callsOf(world, 'addSanVerification'), 3)
  })

  test('is asked for again where the CA fails at that alone, and what it says of the order counts', async (t) => {
    const world = await worldFor(t, here, { behaviour: { codes: 'on-request' } })
    const input = await placed(world)
    const fault = { operation: 'addSanVerification', kind: '500-html', times: 1 }
    await door(world.sandbox, 'PUT', '/faults', fault)
    assert.equal((await asActivities(world).readCaOrder(input)).status, 'AWAITING')
    assert.equal((await keptRow(world, input.caOrderId)).code, null)
    world.advance(60_000)
    await watchRound(world.deps, world.caAccountId)
    assertOneCode(world, await keptRow(world, input.caOrderId))
  })

  test('that the CA will not give at all is not asked for ever', async (t) => {
    const world = await worldFor(t, here, { behaviour: { codes: 'on-request' } })
    const input = await placed(world)
    await door(world.sandbox, 'PUT', '/faults', {
      operation: 'addSanVerification',
      kind: 'error',
      code: 2163,
      times: 50,
    })
    await asActivities(world).readCaOrder(input)
    await asActivities(world).readCaOrder(input)
    assert.equal(await callsOf(world, 'addSanVerification'), 1)
  })
})
