import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  addDays,
  dayOf,
  daysAroundMonth,
  isDay,
  isTimeZone,
  minuteOf,
  startOfDay,
} from '../../platform/days.ts'

const WARSAW = 'Europe/Warsaw'

describe('a day in Warsaw', () => {
  const DAYS: [string, string][] = [
    ['2027-03-01T22:59:59Z', '2027-03-01'],
    ['2027-03-01T23:00:00Z', '2027-03-02'],
    // The clock goes forward on 28 March, and back on 31 October.
    ['2027-03-27T23:00:00Z', '2027-03-28'],
    ['2027-03-28T21:59:59Z', '2027-03-28'],
    ['2027-03-28T22:00:00Z', '2027-03-29'],
    ['2027-10-30T22:00:00Z', '2027-10-31'],
    ['2027-10-31T22:59:59Z', '2027-10-31'],
    ['2027-10-31T23:00:00Z', '2027-11-01'],
  ]
  for (const [at, day] of DAYS)
    test(`is ${day} at ${at}`, () => {
      assert.equal(dayOf(at, WARSAW), day)
      assert.equal(dayOf(new Date(at), WARSAW), day)
    })

  const STARTS: [string, string][] = [
    ['2027-03-28', '2027-03-27T23:00:00.000Z'],
    ['2027-03-29', '2027-03-28T22:00:00.000Z'],
    ['2027-10-31', '2027-10-30T22:00:00.000Z'],
    ['2027-11-01', '2027-10-31T23:00:00.000Z'],
  ]
  for (const [day, at] of STARTS)
    test(`${day} begins at ${at}`, () => assert.equal(startOfDay(day, WARSAW).toISOString(), at))
})

describe('days', () => {
  test('begin later where the clock is put forward at midnight', () => {
    assert.equal(startOfDay('2027-04-23', 'Africa/Cairo').toISOString(), '2027-04-22T22:00:00.000Z')
    assert.equal(startOfDay('2027-04-30', 'Africa/Cairo').toISOString(), '2027-04-29T22:00:00.000Z')
  })

  test('follow each other by the calendar', () => {
    assert.equal(addDays('2027-03-27', 2), '2027-03-29')
    assert.equal(addDays('2028-02-28', 1), '2028-02-29')
    assert.deepEqual(daysAroundMonth('2027-12'), { first: '2027-12-01', next: '2028-01-01' })
  })

  test('that there are not are none', () => {
    assert.ok(isDay('2028-02-29'))
    for (const text of ['2027-02-29', '2027-13-01', '1 March', '2027-3-1', ''])
      assert.equal(isDay(text), false)
  })

  test('and minutes name their zone', () => {
    assert.equal(minuteOf('2027-03-28T00:59:00Z', WARSAW), '2027-03-28 01:59 (Europe/Warsaw)')
    assert.equal(minuteOf('2027-03-28T01:00:00Z', WARSAW), '2027-03-28 03:00 (Europe/Warsaw)')
    assert.equal(minuteOf('2026-05-05T09:30:00Z', 'UTC'), '2026-05-05 09:30 (UTC)')
  })

  test('are those of zones that there are', () => {
    for (const zone of ['UTC', WARSAW, 'America/New_York']) assert.ok(isTimeZone(zone), zone)
    for (const name of ['Warsaw', 'europe/warsaw', '+01:00', '']) assert.equal(isTimeZone(name), false, name)
  })
})
