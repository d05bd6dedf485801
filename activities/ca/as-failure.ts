import { ApplicationFailure } from '@temporalio/activity'
import { CA_REFUSAL, CA_UNAVAILABLE, type CaUnavailableDetail } from '../../domain/ca-failure.ts'
import type { FieldProblem } from '../../domain/errors.ts'
import { type CaProblem, CaRefusal, CaUnavailable } from './errors.ts'

/** What a workflow may be told of the CA's objections: codes and fields, never the text the CA quoted. */
export function fieldProblems(problems: readonly CaProblem[]): FieldProblem[] {
  return problems.map(({ path, code, caCode, params }) => ({
    path,
    code,
    ...(params === undefined ? {} : { params }),
    ...(caCode === null ? {} : { caCode }),
  }))
}

/** What the client can mend, or what cannot be mended at all; the other kinds pass by themselves or by an admin. */
const REFUSING_KINDS: readonly CaProblem['kind'][] = ['input', 'final']

/**
 * Turns what a CA port throws into the failure a workflow understands. Everything else goes on as it is, to be retried
 * and shown as a fault of ours. `before`: whether an earlier call may have had an effect, which a refusal of this one
 * does not undo.
 */
export function asFailure(error: unknown, before: 'none' | 'unknown' = 'none'): unknown {
  if (error instanceof CaUnavailable) return unavailable(error.code, error.outcome, true)
  if (!(error instanceof CaRefusal)) return error
  const refusing = error.problems.filter((problem) => REFUSING_KINDS.includes(problem.kind))
  if (refusing.length === 0) return notMended(error.problems, before)
  return ApplicationFailure.nonRetryable('the CA refused', CA_REFUSAL, { problems: fieldProblems(refusing) })
}

/** Nobody who ordered can mend it: what is wrong with our side is an admin's, the rest passes. */
function notMended(problems: readonly CaProblem[], before: 'none' | 'unknown'): ApplicationFailure {
  const ofAdmin = problems.find(({ kind }) => kind === 'config')
  if (ofAdmin !== undefined) return needsAdmin(ofAdmin.code, before)
  return unavailable(problems[0]?.code ?? 'ca-error', before, false)
}

/** A failure that puts the step off. `soon`: worth another try within the same minute. */
export function unavailable(code: string, outcome: 'none' | 'unknown', soon: boolean): ApplicationFailure {
  return failureOf({ code, outcome }, soon)
}

/** A failure that no time mends: the step is put off until an admin has done something about it. */
export function needsAdmin(code: string, outcome: 'none' | 'unknown'): ApplicationFailure {
  return failureOf({ code, outcome, needsAdmin: true }, false)
}

function failureOf(detail: CaUnavailableDetail, soon: boolean): ApplicationFailure {
  return ApplicationFailure.create({
    message: `the CA could not be asked: ${detail.code}`,
    type: CA_UNAVAILABLE,
    nonRetryable: !soon,
    details: [detail],
  })
}
