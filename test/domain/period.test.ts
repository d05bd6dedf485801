import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { addMonths, periodMonths } from '../../domain/period.ts'

describe('how long one payment lasts', () => {
  const cases: [string | null, number, number][] = [
    ['P1Y', 365, 12],
    ['P5Y', 365, 60],
    ['P1Y6M', 365, 18],
    ['P3M', 365, 3],
    [null, 365, 12],
    [null, 730, 24],
    [null, 90, 3],
    [null, 10, 1],
    ['P30D', 365, 12],
  ]
  for (const [period, validityDays, months] of cases)
    test(`${period ?? 'nothing said'} of a product of ${validityDays} days: ${months} months`, () => {
      assert.equal(periodMonths(period, validityDays), months)
    })
})

describe('the same day some months later', () => {
  const cases: [string, number, string][] = [
    ['2026-04-02T00:00:00.000Z', 12, '2027-04-02T00:00:00.000Z'],
    ['2026-04-02T00:00:00.000Z', 60, '2031-04-02T00:00:00.000Z'],
    ['2028-02-29T10:00:00.000Z', 12, '2029-02-28T10:00:00.000Z'],
    ['2026-01-31T10:00:00.000Z', 1, '2026-02-28T10:00:00.000Z'],
  ]
  for (const [from, months, to] of cases)
    test(`${months} months after ${from}`, () => {
      assert.equal(addMonths(from, months), to)
    })
})
