import assert from 'node:assert/strict'
import { ApplicationFailure } from '@temporalio/activity'

/** The failure a workflow would see; what succeeds or fails otherwise fails the test. */
export async function failureOf(call: Promise<unknown>): Promise<ApplicationFailure> {
  try {
    await call
  } catch (error) {
    if (error instanceof ApplicationFailure) return error
    throw error
  }
  throw new Error('the activity succeeded')
}

/** Asserts that a step was put off, why, and whether the CA may have done something. */
export async function assertPutOff(
  call: Promise<unknown>,
  expected: { code: string; outcome: 'none' | 'unknown'; needsAdmin?: true },
): Promise<ApplicationFailure> {
  const failure = await failureOf(call)
  assert.equal(failure.type, 'CaUnavailable', failure.message)
  assert.deepEqual(failure.details, [expected])
  return failure
}
