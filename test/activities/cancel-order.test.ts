import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { listOrders } from '../../sandbox/core/orders.ts'
import { door } from '../sandbox/harness.ts'
import { withInstallation } from '../store/installation.ts'
import { asActivities, keptRow, toPlace, type World, withPort, worldFor } from './deps.ts'
import { assertPutOff, failureOf } from './failures.ts'
import { atCa, issued, keptCommand, placed } from './order-life.ts'

const here = withInstallation()
const MINUTE_MS = 60_000

const PLACED = { isPlaced: true, lastTryAt: null, commandId: null }
const MAY_LAND = { code: 'ca-order-may-still-land', outcome: 'none' } as const

async function assertClosed(world: World, caOrderId: string): Promise<void> {
  const { closedAt, recordLookAt, nextLookAt } = await keptRow(world, caOrderId)
  assert.ok(closedAt !== null)
  assert.deepEqual([recordLookAt, nextLookAt], [null, null])
}

describe('cancelling at the CA', () => {
  test('the order is refused there, and nobody looks at it any more', async (t) => {
    const world = await worldFor(t, here)
    const input = await placed(world)
    await asActivities(world).cancelCaOrder({ ...input, ...PLACED })
    assert.equal(atCa(world, input.caOrderId).status, 'REJECTED')
    await assertClosed(world, input.caOrderId)
  })

  test('what is cancelled already is no problem', async (t) => {
    const world = await worldFor(t, here)
    const input = await placed(world)
    await asActivities(world).cancelCaOrder({ ...input, ...PLACED })
    await asActivities(world).cancelCaOrder({ ...input, ...PLACED })
    await assertClosed(world, input.caOrderId)
  })

  test('a certificate that exists cannot be cancelled, and stays watched', async (t) => {
    const world = await worldFor(t, here)
    const input = await issued(world)
    const failure = await failureOf(asActivities(world).cancelCaOrder({ ...input, ...PLACED }))
    assert.equal(failure.type, 'CaRefusal')
    assert.match(JSON.stringify(failure.details), /certificate-exists/)
    assert.equal((await keptRow(world, input.caOrderId)).closedAt, null)
  })

  test('a CA that is away is asked again', async (t) => {
    const world = await worldFor(t, here)
    const input = await placed(world)
    await door(world.sandbox, 'PUT', '/faults', { operation: 'cancelOrder', kind: '403', times: 1 })
    const shut = { code: 'not-allowed', outcome: 'none' } as const
    await assertPutOff(asActivities(world).cancelCaOrder({ ...input, ...PLACED }), shut)
    assert.equal((await keptRow(world, input.caOrderId)).closedAt, null)
  })

  for (const [what, body, expected] of [
    ['a word for the CA goes along', { note: 'ordered twice' }, 'ordered twice'],
    ['an empty word does not', { note: '' }, undefined],
    ['nor does what is no word', { note: 7 }, undefined],
    ['nor does nothing', null, undefined],
  ] as const) {
    test(what, async (t) => {
      const world = await worldFor(t, here)
      const input = await placed(world)
      const notes: unknown[] = []
      const listening = withPort(world, (real) => ({
        cancelOrder: (id, note) => {
          notes.push(note)
          return real.cancelOrder(id, note)
        },
      }))
      const commandId = await keptCommand(world, input.orderId, body)
      await asActivities(listening).cancelCaOrder({ ...input, ...PLACED, commandId })
      assert.deepEqual(notes, [expected])
    })
  }
})

describe('cancelling what the CA may have', () => {
  const doubtful = (world: World, agoMs: number) => ({
    isPlaced: false,
    lastTryAt: new Date(world.deps.clock().getTime() - agoMs).toISOString(),
    commandId: null,
  })

  test('it is not there, and may still come: later', async (t) => {
    const world = await worldFor(t, here)
    const input = await toPlace(world)
    const cancel = () => asActivities(world).cancelCaOrder({ ...input, ...doubtful(world, 30_000) })
    const failure = await assertPutOff(cancel(), MAY_LAND)
    assert.equal(failure.nonRetryable, true)
  })

  test('it is not there, and can come no more: done', async (t) => {
    const world = await worldFor(t, here)
    const input = await toPlace(world)
    await asActivities(world).cancelCaOrder({ ...input, ...doubtful(world, 5 * MINUTE_MS) })
    assert.deepEqual(listOrders(world.sandbox.core.context.database), [])
  })

  test('it came meanwhile: it is cancelled like any other', async (t) => {
    const world = await worldFor(t, here)
    const input = await toPlace(world)
    const dying = withPort(world, (real) => ({
      placeOrder: (request) => real.placeOrder(request).then(() => Promise.reject(new Error('died'))),
    }))
    await assert.rejects(asActivities(dying).placeCaOrder(input), /died/)
    await asActivities(world).cancelCaOrder({ ...input, ...doubtful(world, 1_000) })
    assert.equal(atCa(world, input.caOrderId).status, 'REJECTED')
  })

  test('a slow CA leaves more time in which it may come', async (t) => {
    const world = await worldFor(t, here, { timeoutMs: 3 * MINUTE_MS })
    const input = await toPlace(world)
    const cancel = (agoMs: number) =>
      asActivities(world).cancelCaOrder({ ...input, ...doubtful(world, agoMs) })
    await assertPutOff(cancel(4 * MINUTE_MS), MAY_LAND)
    await cancel(6 * MINUTE_MS)
  })
})
