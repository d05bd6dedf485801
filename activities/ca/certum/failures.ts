import type { CaAwayCode, CallOutcome } from '../errors.ts'
import type { CertumErrorItem } from './types.ts'

/**
 * `refused`: the CA answered with error numbers. `misunderstood`: it says that the message itself was wrong (a SOAP
 * fault of the caller). `unsendable`: a text holds characters that XML cannot carry.
 */
export type CertumFailureCode = CaAwayCode | 'refused' | 'misunderstood' | 'unsendable'

interface FailureOptions {
  outcome: CallOutcome
  errors?: readonly CertumErrorItem[]
  /** A status or a system error code: never a text that came from outside. */
  reason?: string
}

/** The only error a client call throws. Its message holds codes alone: no data, no password. */
export class CertumFailure extends Error {
  readonly operation: string
  readonly code: CertumFailureCode
  /** Whether the call may have had an effect at the CA. */
  readonly outcome: CallOutcome
  readonly errors: readonly CertumErrorItem[]

  constructor(operation: string, code: CertumFailureCode, options: FailureOptions) {
    const numbers = options.errors?.map((error) => error.number).join(' ')
    const reason = options.reason ?? numbers
    super(`${operation}: ${code}${reason ? ` (${reason})` : ''}`)
    this.name = 'CertumFailure'
    this.operation = operation
    this.code = code
    this.outcome = options.outcome
    this.errors = options.errors ?? []
  }
}

/** Operations that change nothing at the CA, whatever becomes of the answer. */
const READS_ONLY = /^(get|validate)/

/** What a failure means for this operation: a read has never had an effect. */
export function outcomeFor(operation: string, outcome: CallOutcome): CallOutcome {
  return READS_ONLY.test(operation) ? 'none' : outcome
}
