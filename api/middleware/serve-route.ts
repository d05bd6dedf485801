import type { Request, RequestHandler, Response } from 'express'
import type { Database } from '../../store/database.ts'
import type { KeptAnswer } from '../../store/queries/idempotency.ts'
import type { TokenHolder } from '../../store/queries/tokens.ts'
import { LANGUAGES, type Language } from '../../texts/texts.ts'
import type { ApiRequest, FileAnswer, Route } from '../routes/route.ts'
import type { Caller } from '../services/deps.ts'
import { isMultipart, readMultipart, type UploadedFile } from '../services/multipart.ts'
import type { Services } from '../services/services.ts'
import { requireScope, type TokenReader } from './bearer-token.ts'
import { answerOnce, keyedRequest } from './idempotency.ts'
import { readJsonBody } from './json-body.ts'
import { refuseUnholdable } from './plain-json.ts'
import { HttpProblem, type ProblemContext, problemAnswer } from './problem.ts'
import type { RateLimit } from './rate-limit.ts'

/** What serving a route takes. */
export interface ServeDeps {
  services: Services
  db: Database
  readToken: TokenReader
  limit: RateLimit
  publicUrl: string
  onFault(error: unknown, incident: string): void
}

/** English unless the caller prefers Polish. */
export function languageOf(request: Request): Language {
  const found = request.acceptsLanguages('en', 'pl')
  return LANGUAGES.find((language) => language === found) ?? 'en'
}

export function problemContext(
  deps: Pick<ServeDeps, 'publicUrl' | 'onFault'>,
  request: Request,
): ProblemContext {
  return {
    language: languageOf(request),
    publicUrl: deps.publicUrl,
    onFault: (error, incident) => deps.onFault(error, incident),
  }
}

function callerOf(token: TokenHolder, language: Language): Caller {
  const role = token.billingSystemId === null ? 'admin' : 'billing'
  return {
    tenant: { billingSystemId: token.billingSystemId },
    actor: { role, id: token.id },
    role,
    customerId: null,
    language,
  }
}

function textsOf(values: object): Record<string, string> {
  const texts = Object.entries(values).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  )
  return Object.fromEntries(texts)
}

export function sendJson(request: Request, response: Response, answer: KeptAnswer): void {
  const isProblem = answer.status >= 400
  response
    .status(answer.status)
    .set(answer.headers)
    .set('Cache-Control', 'no-store')
    .set('Vary', 'Accept-Language, Authorization')
    .type(isProblem ? 'application/problem+json' : 'application/json')
  if (isProblem && !response.hasHeader('Content-Language'))
    response.set('Content-Language', languageOf(request))
  response.send(JSON.stringify(answer.body))
}

function sendFile(response: Response, { file }: FileAnswer): void {
  response
    .set('Cache-Control', 'no-store')
    .set('X-Content-Type-Options', 'nosniff')
    .attachment(file.fileName)
    .type(file.contentType)
    .send(file.body)
}

/** What the handler answers or throws, as JSON that can be kept; a file goes by itself. */
async function outcomeOf(
  deps: ServeDeps,
  route: Route,
  asked: ApiRequest,
  context: ProblemContext,
): Promise<KeptAnswer | FileAnswer> {
  try {
    const answer = await route.handle(deps.services, asked)
    return 'file' in answer ? answer : { ...answer, headers: answer.headers ?? {} }
  } catch (error) {
    const { status, headers, body } = problemAnswer(error, context)
    return { status, headers: { ...headers, 'Content-Language': context.language }, body }
  }
}

/** What came in the body: JSON, or the fields and files of a form. `told` is what a repeat is recognised by. */
async function readBody(
  route: Route,
  request: Request,
  response: Response,
): Promise<{ body: unknown; files: readonly UploadedFile[]; told: unknown }> {
  if (route.method === 'get') return { body: undefined, files: [], told: undefined }
  if (route.takesFiles !== true) {
    const json = await readJsonBody(request, response)
    const body = route.bodyIsOptional ? (json ?? {}) : json
    return { body, files: [], told: body }
  }
  if (!isMultipart(request)) {
    throw new HttpProblem('unsupported-media-type', { params: { type: 'multipart/form-data' } })
  }
  const { fields, files } = await readMultipart(request, response)
  const told = { fields, files: files.map(({ name, sha256 }) => ({ name, sha256 })) }
  return { body: fields, files, told }
}

async function serve(
  deps: ServeDeps,
  route: Route,
  request: Request,
  response: Response,
): Promise<KeptAnswer | FileAnswer> {
  const context = problemContext(deps, request)
  const token = await deps.readToken(request)
  await deps.limit(token.id)
  requireScope(token, route.scope)
  const { body, files, told } = await readBody(route, request, response)
  refuseUnholdable(told)
  const { path, query, params } = request
  const asked: ApiRequest = {
    token,
    caller: callerOf(token, context.language),
    params: textsOf(params),
    query: { ...query },
    body,
    files,
    commandId: undefined,
  }
  const key = route.method === 'get' ? undefined : request.get('idempotency-key')
  const keyed = keyedRequest(token, key, { method: request.method, path, body: told })
  if (keyed === null) return outcomeOf(deps, route, asked, context)
  return answerOnce(deps.db, keyed, async () => {
    const answer = await outcomeOf(deps, route, { ...asked, commandId: keyed.commandId }, context)
    if ('file' in answer) throw new Error('files are read, and reading takes no key')
    return answer
  })
}

/** Serves one route: token, rate, scope, body, key, and then the use case. */
export function serveRoute(deps: ServeDeps, route: Route): RequestHandler {
  return async (request, response) => {
    try {
      const answer = await serve(deps, route, request, response)
      if ('file' in answer) sendFile(response, answer)
      else sendJson(request, response, answer)
    } catch (error) {
      sendJson(request, response, problemAnswer(error, problemContext(deps, request)))
    }
  }
}
