import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { CaUnavailable } from '../../activities/ca/errors.ts'
import type { CaPort } from '../../activities/ca/port.ts'
import { listOrders } from '../../sandbox/core/orders.ts'
import { caOrderOf } from '../../store/queries/ca-orders.ts'
import { beginLedger } from '../../store/queries/ledger.ts'
import { rows, sql } from '../../store/sql.ts'
import { door } from '../sandbox/harness.ts'
import { withInstallation } from '../store/installation.ts'
import { asActivities, keptRow, toPlace, type World, withPort, worldFor } from './deps.ts'
import { assertPutOff, failureOf } from './failures.ts'

const here = withInstallation()

/** What the worker's death looks like from inside an activity: nothing after it is done. */
const DIED = new Error('the worker died')
const dies = () => Promise.reject(DIED)

/** A worker that dies with the CA's answer in its hands. */
function dyingAfterPlacing(world: World): World {
  return withPort(world, (real) => ({ placeOrder: (request) => real.placeOrder(request).then(dies) }))
}

/** What the CA sold, by its own books. */
function soldBy(world: World) {
  return listOrders(world.sandbox.core.context.database)
}

function ledgerOf(world: World, orderId: string) {
  return beginLedger(world.here.db, orderId, 'ca-order', '1')
}

async function losesItsAnswer(world: World): Promise<void> {
  const fault = { operation: 'quickOrder', kind: 'timeout-after-success', times: 1 }
  await door(world.sandbox, 'PUT', '/faults', fault)
}

async function refuses(world: World, operation: string, code: number): Promise<void> {
  await door(world.sandbox, 'PUT', '/faults', { operation, kind: 'error', code, times: 1 })
}

describe('placing an order at the CA', () => {
  test('is bought and kept, with its code and its first looks', async (t) => {
    const world = await worldFor(t, here)
    const input = await toPlace(world, { names: ['shop.test', 'www.shop.test'] })
    const placed = await asActivities(world).placeCaOrder(input)
    const names = ['shop.test', 'www.shop.test']
    assert.deepEqual(placed, { status: 'AWAITING', method: 'DNS_TXT_PREFIX', names })

    const [sold, ...others] = soldBy(world)
    assert.deepEqual([sold?.id, sold?.customer, sold?.productCode], [input.caOrderId, input.orderId, '601'])
    assert.deepEqual(others, [])
    const row = await keptRow(world, input.caOrderId)
    assert.equal(row.code, sold?.code)
    assert.deepEqual(row.names, [
      { name: 'shop.test', state: 'REQUIRED' },
      { name: 'www.shop.test', state: 'REQUIRED' },
    ])
    assert.ok(row.recordLookAt !== null && row.recordLookAt <= world.deps.clock())
    assert.equal((await ledgerOf(world, input.orderId)).state, 'done')
  })

  test('an approver’s mail has no code and nothing to look for: only the CA’s list can tell', async (t) => {
    const world = await worldFor(t, here)
    const input = await toPlace(world, { verification: { method: 'ADMIN', emailPrefix: 'POSTMASTER' } })
    assert.equal((await asActivities(world).placeCaOrder(input)).method, 'ADMIN')
    const { code, recordLookAt, nextLookAt } = await keptRow(world, input.caOrderId)
    assert.deepEqual([code, recordLookAt, nextLookAt], [null, null, null])
  })

  test('placed twice is placed once: the second time asks nobody', async (t) => {
    const world = await worldFor(t, here)
    const input = await toPlace(world)
    const first = await asActivities(world).placeCaOrder(input)
    await world.sandbox.stop()
    assert.deepEqual(await asActivities(world).placeCaOrder(input), first)
  })
})

describe('one order, whatever crashes', () => {
  test('the call was made and nothing kept: it is taken over, with a code that works', async (t) => {
    const world = await worldFor(t, here)
    const input = await toPlace(world)
    await assert.rejects(asActivities(dyingAfterPlacing(world)).placeCaOrder(input), DIED)
    const [lost] = soldBy(world)
    assert.equal(await caOrderOf(here.db, world.caAccountId, input.caOrderId), null)

    const placed = await asActivities(world).placeCaOrder(input)
    assert.equal(placed.status, 'AWAITING')
    const [sold, ...others] = soldBy(world)
    assert.deepEqual(others, [])
    const row = await keptRow(world, input.caOrderId)
    assert.notEqual(row.code, lost?.code)
    assert.equal(row.code, sold?.code)
  })

  test('the CA was done with it meanwhile: its state is kept, and no code asked for', async (t) => {
    const world = await worldFor(t, here)
    const input = await toPlace(world)
    await assert.rejects(asActivities(dyingAfterPlacing(world)).placeCaOrder(input), DIED)
    assert.equal((await door(world.sandbox, 'POST', `/orders/${input.caOrderId}/reject`)).status, 200)
    assert.equal((await asActivities(world).placeCaOrder(input)).status, 'REJECTED')
    const { status, code } = await keptRow(world, input.caOrderId)
    assert.deepEqual([status, code], ['REJECTED', null])
  })

  test('the intent was noted and the call never made: it is made', async (t) => {
    const world = await worldFor(t, here)
    const input = await toPlace(world)
    const dying = withPort(world, () => ({ placeOrder: dies }))
    await assert.rejects(asActivities(dying).placeCaOrder(input), DIED)
    assert.notDeepEqual((await ledgerOf(world, input.orderId)).detail, null)
    assert.deepEqual(soldBy(world), [])

    assert.equal((await asActivities(world).placeCaOrder(input)).status, 'AWAITING')
    assert.equal(soldBy(world).length, 1)
  })

  test('it was kept, and the ledger not told: the second run says what the first would have', async (t) => {
    const world = await worldFor(t, here)
    const input = await toPlace(world)
    const first = await asActivities(world).placeCaOrder(input)
    await rows(here.db.em(), sql`update ledger set state = 'begun' where order_id = ${input.orderId}`)
    const dying = withPort(world, () => ({ placeOrder: dies, findOrder: dies, checkOrder: dies }))
    assert.deepEqual(await asActivities(dying).placeCaOrder(input), first)
  })

  for (const [what, fault] of [
    ['is too busy', { kind: 'throttle' }],
    ['refuses', { kind: 'error', code: 1176 }],
  ] as const)
    test(`it was bought by a message that arrived twice, and the CA ${what} when asked for its code: it stays ours`, async (t) => {
      const world = await worldFor(t, here)
      const input = await toPlace(world)
      await door(world.sandbox, 'PUT', '/faults', { operation: 'quickOrder', kind: 'duplicate-id', times: 1 })
      await door(world.sandbox, 'PUT', '/faults', { operation: 'addSanVerification', times: 1, ...fault })
      const failure = await failureOf(asActivities(world).placeCaOrder(input))
      assert.deepEqual(
        [failure.type, failure.details],
        [
          'CaUnavailable',
          [{ code: fault.kind === 'error' ? 'unexpected-answer' : 'busy', outcome: 'unknown' }],
        ],
      )

      assert.equal((await asActivities(world).placeCaOrder(input)).status, 'AWAITING')
      const [sold, ...others] = soldBy(world)
      assert.deepEqual(others, [])
      assert.equal((await keptRow(world, input.caOrderId)).code, sold?.code)
    })

  test('it was bought, and is being checked by the time it is found: it is taken over without a code', async (t) => {
    const world = await worldFor(t, here)
    const input = await toPlace(world)
    await assert.rejects(asActivities(dyingAfterPlacing(world)).placeCaOrder(input), DIED)
    const checking = withPort(world, (real) => ({
      findOrder: async (id) => {
        const found = await real.findOrder(id)
        return found && { ...found, status: 'VERIFICATION' as const }
      },
    }))
    await refuses(world, 'addSanVerification', 1176)
    assert.equal((await asActivities(checking).placeCaOrder(input)).status, 'VERIFICATION')
    assert.equal((await keptRow(world, input.caOrderId)).code, null)
  })

  test('it dies again and again, wherever: there is one order', async (t) => {
    const world = await worldFor(t, here)
    const input = await toPlace(world)
    const deaths: ((real: CaPort) => Partial<CaPort>)[] = [
      () => ({ checkOrder: dies }),
      () => ({ placeOrder: dies }),
      () => ({ findOrder: dies }),
      (real) => ({ placeOrder: (request) => real.placeOrder(request).then(dies) }),
      () => ({ findOrder: dies }),
      () => ({ renewControl: dies }),
      (real) => ({ renewControl: (id, control) => real.renewControl(id, control).then(dies) }),
    ]
    for (const death of deaths)
      await assert.rejects(asActivities(withPort(world, death)).placeCaOrder(input), DIED)
    await asActivities(world).placeCaOrder(input)
    const [sold, ...others] = soldBy(world)
    assert.deepEqual(others, [])
    assert.equal((await keptRow(world, input.caOrderId)).code, sold?.code)
  })
})

describe('what the CA refuses', () => {
  test('is told by field, without what was written there, and leaves no trace', async (t) => {
    const world = await worldFor(t, here)
    const input = await toPlace(world, { names: ['planted-secret.test'], csr: 'no csr' })
    const failure = await failureOf(asActivities(world).placeCaOrder(input))
    assert.equal(failure.type, 'CaRefusal')
    assert.equal(failure.nonRetryable, true)
    assert.match(JSON.stringify(failure.details), /"path":"\/csr"/)
    assert.doesNotMatch(JSON.stringify([failure.details, failure.message]), /planted-secret|no csr/)
    assert.deepEqual(soldBy(world), [])
    assert.equal(await caOrderOf(here.db, world.caAccountId, input.caOrderId), null)
    assert.equal((await ledgerOf(world, input.orderId)).detail, null)
  })

  test('that only an admin can mend, puts the order off', async (t) => {
    const world = await worldFor(t, here)
    const input = await toPlace(world)
    await refuses(world, 'validateOrderParameters', 1075)
    const putOff = { code: 'product-not-allowed', outcome: 'none', needsAdmin: true } as const
    const failure = await assertPutOff(asActivities(world).placeCaOrder(input), putOff)
    assert.equal(failure.nonRetryable, true)
  })

  test('only when it comes to buying: nothing counts as sent, and a later failure is harmless', async (t) => {
    const world = await worldFor(t, here)
    const input = await toPlace(world)
    await refuses(world, 'quickOrder', 1032)
    assert.equal((await failureOf(asActivities(world).placeCaOrder(input))).type, 'CaRefusal')
    assert.deepEqual((await ledgerOf(world, input.orderId)).detail, { sentAt: null })
    await world.sandbox.stop()
    await assertPutOff(asActivities(world).placeCaOrder(input), { code: 'unreachable', outcome: 'none' })
  })
})

describe('a CA that is away', () => {
  test('refused connections had no effect', async (t) => {
    const world = await worldFor(t, here)
    const input = await toPlace(world)
    await world.sandbox.stop()
    const failure = await assertPutOff(asActivities(world).placeCaOrder(input), {
      code: 'unreachable',
      outcome: 'none',
    })
    assert.equal(failure.nonRetryable, false)
  })

  test('a lost answer is unknown, and stays so through what fails later', async (t) => {
    const world = await worldFor(t, here, { timeoutMs: 1_500 })
    const input = await toPlace(world)
    await losesItsAnswer(world)
    await assertPutOff(asActivities(world).placeCaOrder(input), { code: 'timeout', outcome: 'unknown' })
    assert.equal(soldBy(world).length, 1)
    await world.sandbox.stop()
    await assertPutOff(asActivities(world).placeCaOrder(input), { code: 'unreachable', outcome: 'unknown' })
  })

  test('a lost answer is found by the next try', async (t) => {
    const world = await worldFor(t, here, { timeoutMs: 1_500 })
    const input = await toPlace(world)
    await losesItsAnswer(world)
    await assertPutOff(asActivities(world).placeCaOrder(input), { code: 'timeout', outcome: 'unknown' })
    assert.equal((await asActivities(world).placeCaOrder(input)).status, 'AWAITING')
    assert.equal(soldBy(world).length, 1)
    assert.equal((await ledgerOf(world, input.orderId)).state, 'done')
  })

  test('while a lost call may still land a refusal decides nothing, and later it does', async (t) => {
    const world = await worldFor(t, here)
    const input = await toPlace(world)
    const losing = withPort(world, () => ({
      placeOrder: () => Promise.reject(new CaUnavailable('timeout', 'unknown')),
    }))
    await assertPutOff(asActivities(losing).placeCaOrder(input), { code: 'timeout', outcome: 'unknown' })
    await refuses(world, 'validateOrderParameters', 1032)
    await assertPutOff(asActivities(world).placeCaOrder(input), { code: 'timeout', outcome: 'unknown' })
    world.advance(5 * 60_000)
    await refuses(world, 'validateOrderParameters', 1032)
    assert.equal((await failureOf(asActivities(world).placeCaOrder(input))).type, 'CaRefusal')
    assert.equal((await asActivities(world).placeCaOrder(input)).status, 'AWAITING')
  })

  test('while a lost call may still land a refusal to sell decides nothing either', async (t) => {
    const world = await worldFor(t, here)
    const input = await toPlace(world)
    const losing = withPort(world, () => ({
      placeOrder: () => Promise.reject(new CaUnavailable('timeout', 'unknown')),
    }))
    await assertPutOff(asActivities(losing).placeCaOrder(input), { code: 'timeout', outcome: 'unknown' })
    await refuses(world, 'quickOrder', 1032)
    await assertPutOff(asActivities(world).placeCaOrder(input), { code: 'timeout', outcome: 'unknown' })
    world.advance(5 * 60_000)
    await refuses(world, 'quickOrder', 1032)
    assert.equal((await failureOf(asActivities(world).placeCaOrder(input))).type, 'CaRefusal')
  })

  test('what an admin must mend does not make a lost call harmless', async (t) => {
    const world = await worldFor(t, here)
    const input = await toPlace(world)
    const losing = withPort(world, () => ({
      placeOrder: () => Promise.reject(new CaUnavailable('timeout', 'unknown')),
    }))
    await assertPutOff(asActivities(losing).placeCaOrder(input), { code: 'timeout', outcome: 'unknown' })
    world.advance(5 * 60_000)
    await refuses(world, 'validateOrderParameters', 1075)
    const putOff = { code: 'product-not-allowed', outcome: 'unknown', needsAdmin: true } as const
    await assertPutOff(asActivities(world).placeCaOrder(input), putOff)
  })

  test('an id that the CA says it has, and then does not find, is asked for again', async (t) => {
    const world = await worldFor(t, here)
    const input = await toPlace(world)
    const { caOrderId } = input
    const forgetful = withPort(world, () => ({
      placeOrder: async () => ({ caOrderId, placed: 'earlier', control: null }),
      findOrder: async () => null,
    }))
    const unsure = { code: 'unexpected-answer', outcome: 'unknown' } as const
    await assertPutOff(asActivities(forgetful).placeCaOrder(input), unsure)
    assert.equal((await asActivities(world).placeCaOrder(input)).status, 'AWAITING')
  })

  test('a shut door is no fault of the order, and had no effect', async (t) => {
    const world = await worldFor(t, here)
    const input = await toPlace(world)
    await door(world.sandbox, 'PUT', '/faults', { operation: 'quickOrder', kind: '403', times: 1 })
    await assertPutOff(asActivities(world).placeCaOrder(input), { code: 'not-allowed', outcome: 'none' })
    assert.deepEqual(soldBy(world), [])
    await asActivities(world).placeCaOrder(input)
  })
})
