import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ApplicationFailure } from '@temporalio/activity'
import { asFailure } from '../../activities/ca/as-failure.ts'
import { caActivity } from '../../activities/ca/ca-activity.ts'
import { caChangeOf } from '../../activities/ca/ca-change.ts'
import {
  CA_AWAY_CODES,
  type CaProblem,
  CaRefusal,
  CaUnavailable,
  PROBLEM_KINDS,
} from '../../activities/ca/errors.ts'
import { mayStillLand } from '../../activities/ca/landing.ts'
import type { CaOrderDetail } from '../../activities/ca/port.ts'
import { activityEnvironment } from './deps.ts'
import { failureOf } from './failures.ts'

function problem(kind: CaProblem['kind'], code = `a-${kind}`): CaProblem {
  return { path: '/names/0', code, kind, caCode: 1234, params: { most: 5 }, value: 'planted secret' }
}

/** What a workflow sees of what a port threw. */
async function seenAs(error: unknown): Promise<ApplicationFailure> {
  const activity = caActivity(() => Promise.reject(error))
  return failureOf(activityEnvironment().run(activity, undefined))
}

describe('what a workflow is told of a CA', () => {
  for (const code of CA_AWAY_CODES) {
    for (const outcome of ['none', 'unknown'] as const) {
      test(`away: ${code}, outcome ${outcome}`, async () => {
        const failure = await seenAs(new CaUnavailable(code, outcome))
        assert.deepEqual([failure.type, failure.nonRetryable], ['CaUnavailable', false])
        assert.deepEqual(failure.details, [{ code, outcome }])
      })
    }
  }

  for (const kind of PROBLEM_KINDS) {
    const isRefusal = kind === 'input' || kind === 'final'
    test(`a problem of kind ${kind} ${isRefusal ? 'refuses' : 'puts off'}`, async () => {
      const failure = await seenAs(new CaRefusal([problem(kind)]))
      assert.equal(failure.nonRetryable, true)
      assert.equal(failure.type, isRefusal ? 'CaRefusal' : 'CaUnavailable')
      const ofAdmin = kind === 'config' ? { needsAdmin: true } : {}
      if (!isRefusal) assert.deepEqual(failure.details, [{ code: `a-${kind}`, outcome: 'none', ...ofAdmin }])
    })
  }

  test('of several problems those that can be mended are told, without what was written there', async () => {
    const failure = await seenAs(new CaRefusal([problem('config'), problem('input'), problem('final')]))
    const told = { path: '/names/0', params: { most: 5 }, caCode: 1234 }
    assert.deepEqual(failure.details, [
      {
        problems: [
          { ...told, code: 'a-input' },
          { ...told, code: 'a-final' },
        ],
      },
    ])
    assert.doesNotMatch(`${failure.message} ${failure.stack}`, /planted secret/)
  })

  test('a refusal without a reason puts off', async () => {
    const failure = await seenAs(new CaRefusal([]))
    assert.deepEqual(failure.details, [{ code: 'ca-error', outcome: 'none' }])
  })

  test('a fault of ours stays what it is', () => {
    const error = new TypeError('a bug')
    assert.equal(asFailure(error), error)
    const failure = ApplicationFailure.nonRetryable('no', 'certificate-does-not-match')
    assert.equal(asFailure(failure), failure)
  })
})

describe('whether a lost call may still land', () => {
  const SENT = '2026-06-01T12:00:00.000Z'
  const after = (ms: number) => ({ clock: () => new Date(Date.parse(SENT) + ms), caTimeoutMs: 30_000 })
  for (const [what, ms, sentAt, expected] of [
    ['at once', 0, SENT, true],
    ['within its time and two minutes', 149_999, SENT, true],
    ['after that', 150_000, SENT, false],
    ['what was never sent', 0, null, false],
  ] as const) {
    test(what, () => assert.equal(mayStillLand(after(ms), sentAt), expected))
  }
})

describe('what a workflow is told of an order', () => {
  const DETAIL: CaOrderDetail = {
    caOrderId: 'order-1',
    status: 'AWAITING',
    caStatus: 'AWAITING',
    changedAt: null,
    verifications: [],
    productValidUntil: null,
    names: (['VERIFIED', 'REQUIRED', 'FAILED'] as const).map((state, index) => ({
      name: `n${index}.test`,
      state,
      expiresAt: null,
      info: null,
    })),
    systemChecks: [],
    certificates: [],
    documents: [],
    email: null,
  }

  test('how many of its names are proven', () => {
    assert.deepEqual(caChangeOf(DETAIL).control, { verified: 1, of: 3 })
  })

  test('all of them once it is issued, whatever is still listed', () => {
    assert.deepEqual(caChangeOf({ ...DETAIL, status: 'ENROLLED' }).control, { verified: 3, of: 3 })
  })

  test('nothing of names where there are none', () => {
    assert.equal(caChangeOf({ ...DETAIL, names: [] }).control, null)
  })
})
