import { ActivityFailure, ApplicationFailure, TimeoutFailure } from '@temporalio/workflow'
import { CA_REFUSAL, CA_UNAVAILABLE, type CaUnavailableDetail } from '../../domain/ca-failure.ts'
import type { FieldProblem } from '../../domain/errors.ts'

/** Why a call of the CA came to nothing. `outcome` unknown: the CA may have done it all the same. */
export type CaFailure =
  | { kind: 'refused'; problems: FieldProblem[] }
  | ({ kind: 'unavailable' } & CaUnavailableDetail)

/** Only codes of our own have words; the class of some error in our code is not one. */
function codeOf(type: string | null | undefined): string {
  return type && /^[a-z]+(-[a-z]+)*$/.test(type) ? type : 'internal'
}

/** Reads a failed activity. What is not about the CA is thrown on: it is a fault of ours and shows as one. */
export function caFailureOf(error: unknown): CaFailure {
  if (!(error instanceof ActivityFailure)) throw error
  const { cause } = error
  if (cause instanceof TimeoutFailure) return { kind: 'unavailable', code: 'ca-timeout', outcome: 'unknown' }
  if (cause instanceof ApplicationFailure) {
    const details = cause.details?.[0]
    if (cause.type === CA_REFUSAL)
      return { kind: 'refused', problems: (details as { problems: FieldProblem[] }).problems }
    if (cause.type === CA_UNAVAILABLE) return { kind: 'unavailable', ...(details as CaUnavailableDetail) }
    return { kind: 'unavailable', code: codeOf(cause.type), outcome: 'unknown' }
  }
  throw error
}
