import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { proofNeeds } from '../../domain/proof-plan.ts'
import { controlMethodEnd, rulesAt, VALIDITY_CALENDAR } from '../../domain/validity-calendar.ts'

const at = (day: string): number => Date.parse(`${day}T00:00:00Z`)

describe('the calendar of the rules', () => {
  const cases = [
    ['ssl', '2026-03-14', [397, 398, 825]],
    ['ssl', '2026-03-15', [199, 200, 398]],
    ['ssl-wildcard', '2027-03-14', [199, 200, 398]],
    ['ssl-multi', '2027-03-15', [99, 100, 398]],
    ['ssl-multi-wildcard', '2029-03-14', [99, 100, 398]],
    ['ssl', '2029-03-15', [46, 10, 398]],
    ['code-signing', '2026-02-28', [1187, null, 825]],
    ['code-signing', '2026-03-01', [459, null, 825]],
    ['smime', '2030-01-01', [825, 30, 825]],
  ] as const
  for (const [kind, date, expected] of cases)
    test(`${kind} from ${date}: ${expected.join(', ')} days of life, proof and organization`, () => {
      const { certificateDays, controlReuseDays, organizationReuseDays } = rulesAt(kind, new Date(at(date)))
      assert.deepEqual([certificateDays, controlReuseDays, organizationReuseDays], expected)
    })

  test('each book goes back to the beginning, newest first, and names its source', () => {
    for (const rows of Object.values(VALIDITY_CALENDAR)) {
      const dates = rows.map(({ from }) => from)
      assert.deepEqual(dates, dates.toSorted().reverse())
      assert.equal(dates.at(-1), '')
      assert.ok(rows.every(({ source }) => /BR \d/.test(source)))
    }
  })

  test('a constructed mail address proves nothing from 2028-03-15 on; records have no known end', () => {
    assert.equal(controlMethodEnd('ADMIN'), '2028-03-15')
    assert.equal(controlMethodEnd('DNS_TXT'), null)
  })
})

describe('what has to be proven for a certificate', () => {
  const DV = { kind: 'ssl', validation: 'DV' } as const
  const OV = { kind: 'ssl', validation: 'OV' } as const
  const MAILBOX = { kind: 'smime', validation: 'MV' } as const
  const SIGNING = { kind: 'code-signing', validation: 'OV' } as const
  const proven = (day: string | null, method: 'ADMIN' | 'DNS_TXT' | null = 'DNS_TXT') => {
    const instant = day === null ? null : new Date(at(day)).toISOString()
    return { controlAt: instant, method, organizationAt: instant }
  }
  const cases = [
    ['a purchase, however fresh the proof', DV, proven('2026-06-01'), '2026-06-02', false, 'afresh', null],
    ['a reissue 200 days later', DV, proven('2026-06-01'), '2026-12-18', true, 'kept', null],
    ['a reissue 201 days later', DV, proven('2026-06-01'), '2026-12-19', true, 'afresh', null],
    ['from 2027-03-15 on a proof of 101 days', DV, proven('2026-12-05'), '2027-03-16', true, 'afresh', null],
    ['the day before it still serves', DV, proven('2026-12-05'), '2027-03-14', true, 'kept', null],
    ['from 2029-03-15 on a proof of 10 days', DV, proven('2029-04-01'), '2029-04-11', true, 'kept', null],
    ['and of 11 days', DV, proven('2029-04-01'), '2029-04-12', true, 'afresh', null],
    ['by mail, on 2028-03-14', DV, proven('2028-02-01', 'ADMIN'), '2028-03-14', true, 'kept', null],
    ['by mail, on 2028-03-15', DV, proven('2028-02-01', 'ADMIN'), '2028-03-15', true, 'other-method', null],
    ['an organization after 398 days', OV, proven('2026-06-01'), '2027-07-04', true, 'afresh', 'kept'],
    ['an organization after 399 days', OV, proven('2026-06-01'), '2027-07-05', true, 'afresh', 'afresh'],
    ['a mailbox after 30 days', MAILBOX, proven('2026-06-01'), '2026-07-01', true, 'kept', null],
    ['a mailbox after 31 days', MAILBOX, proven('2026-06-01'), '2026-07-02', true, 'afresh', null],
    ['a key in hardware', SIGNING, proven('2026-06-01'), '2026-07-02', true, null, 'kept'],
    ['what was never proven', DV, proven(null), '2026-06-02', true, 'afresh', null],
  ] as const
  for (const [what, product, before, day, isReissue, control, organization] of cases)
    test(`${what}: control ${control}, organization ${organization}`, () => {
      assert.deepEqual(proofNeeds(product, before, at(day), isReissue), { control, organization })
    })
})
