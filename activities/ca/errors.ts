import { CA_REFUSAL, CA_UNAVAILABLE } from '../../domain/ca-failure.ts'

export const PROBLEM_KINDS = ['input', 'retry', 'success', 'wait', 'final', 'config'] as const
/**
 * What a refusal asks for: `input` other data; `retry` the same call later; `success` nothing, it is already so;
 * `wait` patience, the CA is at it; `final` cannot be done on this order; `config` an administrator or a programmer.
 */
export type ProblemKind = (typeof PROBLEM_KINDS)[number]

export interface CaProblem {
  /** JSON pointer into the body of the REST call; empty when no field is at fault. */
  path: string
  /** Stable; the words are in `texts/ca.*.json`. */
  code: string
  kind: ProblemKind
  caCode: number | null
  params?: Record<string, string | number>
  /** The text the CA objected to. May be personal: never into histories or messages. */
  value?: string
}

/** The CA understood and said no; nothing has changed there. */
export class CaRefusal extends Error {
  readonly problems: readonly CaProblem[]

  constructor(problems: readonly CaProblem[]) {
    super(problems.map(({ code, caCode }) => (caCode === null ? code : `${code} (${caCode})`)).join(', '))
    this.name = CA_REFUSAL
    this.problems = problems
  }
}

export const CA_AWAY_CODES = [
  'unreachable',
  'tls',
  'wrong-address',
  'not-allowed',
  'credentials',
  'busy',
  'fault',
  'timeout',
  'connection-lost',
  'unexpected-answer',
] as const
/** Why the CA could not be asked. `not-allowed`: our address is not on its allow list. */
export type CaAwayCode = (typeof CA_AWAY_CODES)[number]

/** Whether the call may have had an effect: after `unknown`, look before calling again. */
export type CallOutcome = 'none' | 'unknown'

/** No usable answer; the order is not to blame. */
export class CaUnavailable extends Error {
  readonly code: CaAwayCode
  readonly outcome: CallOutcome

  constructor(code: CaAwayCode, outcome: CallOutcome, options?: { cause?: unknown }) {
    super(`${code}, outcome ${outcome}`, options)
    this.name = CA_UNAVAILABLE
    this.code = code
    this.outcome = outcome
  }
}
