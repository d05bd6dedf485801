import type { Obstacle } from './obstacle.ts'

/** Stable codes of what can go wrong, as problem documents carry them. The words are in `texts/`. */
export const ERROR_CODES = [
  'not-json',
  'not-utf8',
  'unauthenticated',
  'forbidden',
  'not-found',
  'method-not-allowed',
  'not-possible-now',
  'reference-in-use',
  'idempotency-key-reused',
  'too-large',
  'unsupported-media-type',
  'invalid-input',
  'too-many-requests',
  'database-away',
  'ca-refused',
  'internal',
] as const
export type ErrorCode = (typeof ERROR_CODES)[number]

/** The HTTP status each code is answered with. */
export const HTTP_STATUS: Record<ErrorCode, number> = {
  'not-json': 400,
  'not-utf8': 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  'method-not-allowed': 405,
  'not-possible-now': 409,
  'reference-in-use': 409,
  'idempotency-key-reused': 409,
  'too-large': 413,
  'unsupported-media-type': 415,
  'invalid-input': 422,
  'ca-refused': 422,
  'too-many-requests': 429,
  internal: 500,
  'database-away': 503,
}

/** What is wrong with one field of a body. `path` is a JSON pointer; `caCode` the CA's own number. */
export interface FieldProblem {
  path: string
  code: string
  params?: Record<string, string | number>
  caCode?: number
}

/** A refusal that an edge turns into a problem document or a page. Carries codes, never words. */
export class CertloomError extends Error {
  readonly code: ErrorCode
  readonly problems: readonly FieldProblem[]
  readonly details: Readonly<Record<string, string | number>>
  /** Of what is not possible now, or not for this caller: what stands in the way. */
  readonly blockedBy: Obstacle | null

  constructor(
    code: ErrorCode,
    options: {
      problems?: readonly FieldProblem[]
      details?: Record<string, string | number>
      blockedBy?: Obstacle | undefined
      cause?: unknown
    } = {},
  ) {
    super(code, { cause: options.cause })
    this.name = 'CertloomError'
    this.code = code
    this.problems = options.problems ?? []
    this.details = options.details ?? {}
    this.blockedBy = options.blockedBy ?? null
  }
}
