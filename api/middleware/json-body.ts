import express, { type Request, type Response } from 'express'
import { HttpProblem } from './problem.ts'
import { verifyUtf8Json } from './utf8-body.ts'

const LIMIT_BYTES = 1_048_576

const parser = express.json({
  limit: LIMIT_BYTES,
  strict: false,
  type: 'application/json',
  verify: verifyUtf8Json,
})

function hasBody(request: Request): boolean {
  const length = request.get('content-length')
  return request.get('transfer-encoding') !== undefined || (length !== undefined && length !== '0')
}

function run(request: Request, response: Response): Promise<void> {
  return new Promise((resolve, reject) => {
    parser(request, response, (error?: unknown) => (error === undefined ? resolve() : reject(error)))
  })
}

/** The parser's own names of what went wrong. */
function problemOf(error: unknown): unknown {
  const type = error instanceof Error && 'type' in error ? error.type : null
  switch (type) {
    case 'entity.too.large':
      return new HttpProblem('too-large')
    case 'charset.unsupported':
      return new HttpProblem('not-utf8')
    case 'encoding.unsupported':
      return new HttpProblem('unsupported-media-type')
    case 'entity.parse.failed':
    case 'request.size.invalid':
    case 'request.aborted':
      return new HttpProblem('not-json')
    default:
      return error
  }
}

/**
 * The request's JSON; undefined where it has no body.
 * @throws {HttpProblem} `unsupported-media-type`, `too-large`, `not-json`, `not-utf8`
 */
export async function readJsonBody(request: Request, response: Response): Promise<unknown> {
  if (!hasBody(request)) return undefined
  if (!request.is('application/json')) throw new HttpProblem('unsupported-media-type')
  await run(request, response).catch((error: unknown) => {
    throw problemOf(error)
  })
  const body: unknown = request.body
  return body
}
