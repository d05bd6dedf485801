import { CertloomError, type ErrorCode, HTTP_STATUS } from '../../domain/errors.ts'
import type { Obstacle } from '../../domain/obstacle.ts'
import { newId } from '../../platform/ids.ts'
import { isDatabaseAway } from '../../store/database-away.ts'
import { type Language, translate } from '../../texts/texts.ts'
import { obstacleJson } from '../schemas/obstacle.ts'
import { type ToldProblem, toldProblem } from '../services/field-texts.ts'
import { obstacleText } from '../services/obstacle-text.ts'

/** RFC 9457, with our own `code`, and `errors` at JSON pointers for bad input. */
export interface ProblemDocument {
  type: string
  title: string
  status: number
  detail: string
  code: ErrorCode
  errors?: ToldProblem[]
  state?: string
  blockedBy?: Obstacle
  incident?: string
}

export interface ProblemAnswer {
  status: number
  headers: Record<string, string>
  body: ProblemDocument
}

/** A refusal on its way to the caller. */
export class HttpProblem extends Error {
  readonly code: ErrorCode
  readonly headers: Readonly<Record<string, string>>
  readonly params: Readonly<Record<string, string | number>>

  constructor(
    code: ErrorCode,
    options: { headers?: Record<string, string>; params?: Record<string, string | number> } = {},
  ) {
    super(code)
    this.name = 'HttpProblem'
    this.code = code
    this.headers = options.headers ?? {}
    this.params = options.params ?? {}
  }
}

export interface ProblemContext {
  language: Language
  publicUrl: string
  /** Where a fault of ours is written down, under the number the caller is told. */
  onFault(error: unknown, incident: string): void
}

/** PostgreSQL is back within seconds, or not for long: either way the next try is cheap. */
const RETRY_AFTER_SECONDS = 5

const BODY_LIMIT = '1 MB'
const BODY_TYPE = 'application/json in UTF-8'

function documentOf(
  code: ErrorCode,
  params: Record<string, string | number>,
  { language, publicUrl }: ProblemContext,
): ProblemDocument {
  const key = `errors:problems.${code}`
  const variant = params.scope === undefined ? [] : [`${key}.scope`]
  return {
    type: `${publicUrl}/problems/${code}`,
    title: translate(language, `${key}.title`),
    status: HTTP_STATUS[code],
    detail: translate(language, [...variant, `${key}.detail`], params),
    code,
  }
}

function ofDomain(error: CertloomError, context: ProblemContext): ProblemAnswer {
  const { code, details, problems, blockedBy } = error
  const { state } = details
  const body = documentOf(code, { limit: BODY_LIMIT, ...details }, context)
  if (typeof state === 'string') body.state = state
  if (blockedBy !== null) {
    body.detail = obstacleText(blockedBy, context.language)
    body.blockedBy = obstacleJson(blockedBy)
  }
  if (problems.length > 0) body.errors = problems.map((each) => toldProblem(each, context.language))
  return { status: body.status, headers: {}, body }
}

function ofFault(error: unknown, context: ProblemContext): ProblemAnswer {
  if (isDatabaseAway(error)) {
    const body = documentOf('database-away', {}, context)
    return { status: body.status, headers: { 'Retry-After': String(RETRY_AFTER_SECONDS) }, body }
  }
  const incident = newId().slice(0, 12)
  context.onFault(error, incident)
  const body = { ...documentOf('internal', { incident }, context), incident }
  return { status: body.status, headers: {}, body }
}

/** Turns whatever was thrown into what the caller is told: codes with words, and never a stack or a message of ours. */
export function problemAnswer(error: unknown, context: ProblemContext): ProblemAnswer {
  if (error instanceof CertloomError) return ofDomain(error, context)
  if (error instanceof HttpProblem) {
    const body = documentOf(error.code, { limit: BODY_LIMIT, type: BODY_TYPE, ...error.params }, context)
    return { status: body.status, headers: { ...error.headers }, body }
  }
  return ofFault(error, context)
}
