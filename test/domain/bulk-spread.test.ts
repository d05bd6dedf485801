import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { spread } from '../../domain/bulk.ts'

const NOW = new Date('2031-04-02T12:00:00Z')
const CALLS = 2

const ids = fc.uniqueArray(fc.uuid(), { minLength: 1, maxLength: 200 })

function spreadOf(orderIds: readonly string[], spanMs: number, rate: number) {
  const items = orderIds.map((orderId) => ({ orderId, caAccountId: 'one' }))
  const by = new Date(NOW.getTime() + spanMs)
  const due = spread(items, { now: NOW, by, calls: CALLS, callsPerSecond: new Map([['one', rate]]) })
  return due.map(({ orderId, dueAt }) => ({ orderId, afterMs: dueAt.getTime() - NOW.getTime() }))
}

describe('spreading a bulk job', () => {
  test('keeps a deadline that the rate allows, evenly, and never comes closer than the rate', () => {
    fc.assert(
      fc.property(
        ids,
        fc.integer({ min: -100_000_000, max: 100_000_000 }),
        fc.integer({ min: 1, max: 50 }),
        (orderIds, spanMs, rate) => {
          const due = spreadOf(orderIds, spanMs, rate)
          const neededMs = (CALLS / rate) * 1000
          assert.deepEqual(due.map(({ orderId }) => orderId).toSorted(), orderIds.toSorted())
          assert.equal(due[0]?.afterMs, 0)
          const distances = due.slice(1).map(({ afterMs }, index) => afterMs - (due[index]?.afterMs ?? 0))
          const evenMs = Math.max(neededMs, spanMs / orderIds.length)
          for (const distance of distances) assert.ok(Math.abs(distance - evenMs) <= 1)
          if (neededMs * orderIds.length <= spanMs) assert.ok(due.every(({ afterMs }) => afterMs < spanMs))
        },
      ),
    )
  })

  test('gives an order its place whatever order they are found in', () => {
    fc.assert(
      fc.property(ids, (orderIds) => {
        assert.deepEqual(spreadOf(orderIds, 1e6, 5), spreadOf(orderIds.toReversed(), 1e6, 5))
      }),
    )
  })
})
