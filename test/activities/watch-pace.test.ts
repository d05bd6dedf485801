import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { nextRecordLookMs } from '../../activities/ca/watch/record-looks.ts'
import { nextLookDelayMs } from '../../activities/ca/watch/single-looks.ts'
import { CA_ORDER_STATUSES } from '../../domain/order-view.ts'

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
const INTERVAL_MS = 5 * SECOND_MS

describe('how often our own look goes out for a record', () => {
  for (const [what, ageMs, isSeen, expectedMs] of [
    ['a new code', 0, false, INTERVAL_MS],
    ['almost an hour', HOUR_MS - 1, false, INTERVAL_MS],
    ['an hour', HOUR_MS, false, 3 * MINUTE_MS],
    ['ten hours', 10 * HOUR_MS, false, 30 * MINUTE_MS],
    ['a month', 30 * DAY_MS, false, HOUR_MS],
    ['a new code, seen', 0, true, 2 * MINUTE_MS],
    ['ten minutes, seen', 10 * MINUTE_MS, true, 5 * MINUTE_MS],
    ['a day, seen', DAY_MS, true, HOUR_MS],
  ] as const) {
    test(what, () => assert.equal(nextRecordLookMs(ageMs, isSeen, INTERVAL_MS), expectedMs))
  }

  test('in the first hour a record is seen within ten seconds', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: HOUR_MS - 1 }), (ageMs) => {
        assert.ok(nextRecordLookMs(ageMs, false, INTERVAL_MS) <= 10 * SECOND_MS)
      }),
    )
  })

  test('never more often than the interval, never less than once an hour, and never more often with age', () => {
    const ageMs = fc.integer({ min: 0, max: 3_650 * DAY_MS })
    fc.assert(
      fc.property(ageMs, ageMs, fc.boolean(), (one, other, isSeen) => {
        const [earlier, later] = [Math.min(one, other), Math.max(one, other)].map((each) =>
          nextRecordLookMs(each, isSeen, INTERVAL_MS),
        )
        assert.ok(earlier !== undefined && later !== undefined)
        assert.ok(earlier >= INTERVAL_MS && later <= HOUR_MS && earlier <= later)
      }),
    )
  })
})

describe('how often the CA is asked about one order', () => {
  for (const [looks, expectedMs] of [
    [0, 15 * SECOND_MS],
    [1, MINUTE_MS],
    [2, 5 * MINUTE_MS],
    [3, 15 * MINUTE_MS],
    [4, HOUR_MS],
    [5, 6 * HOUR_MS],
    [6, DAY_MS],
    [1_000, DAY_MS],
  ] as const) {
    test(`after ${looks} looks without news`, () => {
      for (const status of CA_ORDER_STATUSES.filter((each) => each !== 'ENROLLED'))
        assert.equal(nextLookDelayMs(looks, status), expectedMs, status)
    })
  }

  test('what is issued: once a day, from the first look on', () => {
    for (const looks of [0, 1, 5, 100]) assert.equal(nextLookDelayMs(looks, 'ENROLLED'), DAY_MS)
  })
})
