import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { revokedByCaAt } from '../../domain/older-certificates.ts'

const certificate = (notBefore: string, notAfter: string, changes = {}) => ({
  ...{ status: 'VALID' as const, caOrder: 'a' },
  notBefore: `${notBefore}T00:00:00.000Z`,
  notAfter: `${notAfter}T00:00:00.000Z`,
  ...changes,
})

describe('a certificate that a reissue has replaced', () => {
  const older = certificate('2026-04-02', '2026-10-18')
  const newer = certificate('2026-06-01', '2026-12-17')
  const cases = [
    ['is revoked fourteen days after the reissue', older, [older, newer], 14, '2026-06-15'],
    [
      'counts from the first reissue',
      older,
      [certificate('2026-07-01', '2027-01-01'), newer, older],
      14,
      '2026-06-15',
    ],
    ['stays where the CA leaves it alone', older, [older, newer], null, undefined],
    ['stays where it is the newest', newer, [older, newer], 14, undefined],
    [
      'stays where the other is of another purchase',
      older,
      [older, { ...newer, caOrder: 'b' }],
      14,
      undefined,
    ],
    ['is gone already', { ...older, status: 'REVOKED' as const }, [older, newer], 14, undefined],
    ['ends before', certificate('2026-04-02', '2026-06-10'), [newer], 14, undefined],
  ] as const
  for (const [what, one, all, afterDays, expected] of cases)
    test(what, () => assert.equal(revokedByCaAt(one, all, afterDays)?.slice(0, 10), expected))
})
