import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { daysLeftIfFew } from '../../domain/certificate-end.ts'

const NOW = new Date('2026-11-30T12:00:00Z')
const HOUR_MS = 3_600_000

function left(lifeDays: number, leftHours: number, status: 'VALID' | 'REVOKED' = 'VALID'): number | null {
  const end = NOW.getTime() + leftHours * HOUR_MS
  const notBefore = new Date(end - lifeDays * 24 * HOUR_MS).toISOString()
  return daysLeftIfFew({ status, notBefore, notAfter: new Date(end).toISOString() }, NOW)
}

describe('the days that are left of a certificate', () => {
  test('are told from the thirtieth on, and of a short life from its last half at most', () => {
    assert.deepEqual([left(200, 24 * 31), left(200, 24 * 30), left(200, 24 * 7 + 1)], [null, 30, 7])
    assert.deepEqual([left(47, 24 * 15), left(47, 24 * 14)], [null, 14])
    assert.deepEqual([left(7, 24 * 4), left(7, 24 * 3)], [null, 3])
    assert.equal(left(1, 2), null, 'of a life of a day nothing is few')
  })

  test('are whole ones, none on the last, and nothing afterwards', () => {
    assert.deepEqual([left(200, 47), left(200, 23), left(200, 0), left(200, -1)], [1, 0, 0, null])
    assert.equal(left(200, 24, 'REVOKED'), null)
  })
})
