import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { addPeriod, isOverAYear, type Period, periodOf, readPeriod } from '../../domain/period.ts'

const months = (count: number, days = 0): Period => ({ months: count, days })

describe('a period as ISO 8601 writes it', () => {
  const read: [string, Period][] = [
    ['P1Y', months(12)],
    ['P5Y', months(60)],
    ['P1Y6M', months(18)],
    ['P3M', months(3)],
    ['P2Y0D', months(24)],
    ['P0Y6M', months(6)],
    ['P30D', months(0, 30)],
    ['P730D', months(0, 730)],
    ['P1825D', months(0, 1825)],
    ['P1Y2M3D', months(14, 3)],
    ['P10Y', months(120)],
    ['P120M', months(120)],
    ['P3653D', months(0, 3653)],
  ]
  for (const [text, period] of read)
    test(`${text} is one`, () => {
      assert.deepEqual(readPeriod(text), period)
    })

  const refused = [
    '',
    'P',
    '1Y',
    'p1y',
    'P1',
    'PY',
    'P0D',
    'P0Y0M',
    'P1D1Y',
    'P1.5Y',
    'P-1Y',
    'PT1H',
    'P1YT1H',
  ]
  const tooLong = ['P10Y1D', 'P121M', 'P3654D', 'P9Y366D', 'P8000Y', `P${'9'.repeat(400)}D`]
  for (const text of [...refused, ...tooLong, 'P1W', ' P1Y', 'P1Y\n', 'P١Y'])
    test(`${JSON.stringify(text).slice(0, 30)} is none`, () => {
      assert.equal(readPeriod(text), null)
    })
})

describe('how long one payment lasts', () => {
  const cases: [string | null, number, Period][] = [
    ['P1Y', 365, months(12)],
    ['P1825D', 365, months(0, 1825)],
    ['P30D', 365, months(0, 30)],
    [null, 365, months(12)],
    [null, 730, months(24)],
    [null, 90, months(3)],
    [null, 10, months(1)],
  ]
  for (const [period, validityDays, lasts] of cases)
    test(`${period ?? 'nothing said'} of a product of ${validityDays} days`, () => {
      assert.deepEqual(periodOf(period, validityDays), lasts)
    })
})

describe('the day to which a period reaches', () => {
  const cases: [string, string, string][] = [
    ['2026-04-02T00:00:00.000Z', 'P1Y', '2027-04-02T00:00:00.000Z'],
    ['2026-04-02T00:00:00.000Z', 'P5Y', '2031-04-02T00:00:00.000Z'],
    ['2028-02-29T10:00:00.000Z', 'P1Y', '2029-02-28T10:00:00.000Z'],
    ['2026-01-31T10:00:00.000Z', 'P1M', '2026-02-28T10:00:00.000Z'],
    ['2026-04-02T00:00:00.000Z', 'P730D', '2028-04-01T00:00:00.000Z'],
    ['2026-04-02T00:00:00.000Z', 'P1825D', '2031-04-01T00:00:00.000Z'],
    ['2026-01-31T00:00:00.000Z', 'P1M1D', '2026-03-01T00:00:00.000Z'],
  ]
  for (const [from, period, to] of cases)
    test(`${period} after ${from}`, () => {
      assert.equal(addPeriod(from, periodOf(period, 365)), to)
    })

  test('longer than a year is what ends after the same day of the next', () => {
    const over = (from: string, period: string) => isOverAYear(`${from}T00:00:00.000Z`, periodOf(period, 365))
    assert.deepEqual(
      ['P1Y', 'P12M', 'P365D', 'P366D', 'P1Y1D', 'P2Y'].map((period) => over('2026-04-02', period)),
      [false, false, false, true, true, true],
    )
    assert.equal(over('2027-04-02', 'P366D'), false)
  })
})
