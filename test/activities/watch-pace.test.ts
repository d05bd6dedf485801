import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { CaCertificate, CaOrderDetail } from '../../activities/ca/port.ts'
import { nextLookDelayMs } from '../../activities/ca/watch/look-pace.ts'
import { nextRecordLookMs } from '../../activities/ca/watch/record-looks.ts'

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
  const row = { listedAs: null, recordSeenAt: null }
  const seen = { ...row, recordSeenAt: new Date() }
  const open = (type: string) => [{ type, state: 'REQUIRED' as const, expiresAt: null }]
  const email = {
    address: 'a@b.test',
    sentAt: null,
    linkValidUntil: null,
    verifiedAt: null,
    validUntil: null,
  }

  test('not at all while it waits only for a record, a file or an approver', () => {
    assert.equal(nextLookDelayMs(0, row, detail({ verifications: open('DOMAIN') })), null)
    assert.equal(nextLookDelayMs(3, row, detail({ verifications: open('DOMAIN') })), null)
  })

  for (const [looks, expectedMs] of [
    [0, MINUTE_MS],
    [1, 5 * MINUTE_MS],
    [2, 15 * MINUTE_MS],
    [3, HOUR_MS],
    [4, 6 * HOUR_MS],
    [5, DAY_MS],
    [1_000, DAY_MS],
  ] as const) {
    test(`${looks} looks after the last news, where no list would tell`, () => {
      for (const [waiting, what] of [
        [seen, detail({ verifications: open('DOMAIN') })],
        [row, detail({ status: 'VERIFICATION' })],
        [row, detail({ status: 'ACCEPTED' })],
        [row, detail({ verifications: open('ORGANIZATION') })],
        [row, detail({ email: { ...email, verified: false } })],
        [row, detail({ status: 'ENROLLED', certificates: [certificate('REVOKING')] })],
      ] as const)
        assert.equal(nextLookDelayMs(looks, waiting, what), expectedMs, JSON.stringify(what))
    })
  }

  test('soon, a few times, while the list says more than the order itself', () => {
    const listed = { ...row, listedAs: 'ENROLLED+0' }
    for (const looks of [0, 1, 2, 3])
      assert.equal(nextLookDelayMs(looks, listed, detail({ status: 'ACCEPTED' })), 15 * SECOND_MS)
    assert.equal(nextLookDelayMs(4, listed, detail({ status: 'ACCEPTED' })), 6 * HOUR_MS)
  })

  test('what is issued: once a day; what is refused: never again', () => {
    for (const looks of [0, 1, 5, 100]) {
      const issued = detail({
        status: 'ENROLLED',
        certificates: [certificate('VALID'), certificate('REVOKED')],
      })
      assert.equal(nextLookDelayMs(looks, row, issued), DAY_MS)
      assert.equal(nextLookDelayMs(looks, row, detail({ status: 'REJECTED' })), null)
    }
  })

  test('a proven mailbox and accepted papers are waited for no more', () => {
    const done = detail({
      verifications: [{ type: 'ORGANIZATION', state: 'VERIFIED', expiresAt: null }],
      email: { ...email, verified: true },
    })
    assert.equal(nextLookDelayMs(0, row, done), null)
  })
})

function certificate(status: CaCertificate['status']): CaCertificate {
  const instants = { notBefore: null, notAfter: null, revokedAt: null }
  return { pem: '', chain: null, serialNumber: 'A1', status, reissue: false, ...instants }
}

function detail(changes: Partial<CaOrderDetail>): CaOrderDetail {
  return {
    caOrderId: 'a-1',
    status: 'AWAITING',
    caStatus: 'AWAITING',
    changedAt: null,
    verifications: [],
    productValidUntil: null,
    names: [],
    systemChecks: [],
    certificates: [],
    documents: [],
    email: null,
    ...changes,
  }
}
