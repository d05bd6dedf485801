import { z } from 'zod'
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi'
import { ERROR_CODES } from '../domain/errors.ts'
import type { Route } from './routes/route.ts'
import { ROUTES } from './routes/routes.ts'
import { obstacle } from './schemas/obstacle.ts'
import { fieldProblem } from './schemas/order.ts'

/** The shape of every error. */
export const problemDocument = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.enum(ERROR_CODES),
    errors: z.array(fieldProblem).optional(),
    state: z.string().optional(),
    blockedBy: obstacle.optional(),
    incident: z.string().optional(),
  })
  .meta({ id: 'Problem' })

const problemAnswer = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: problemDocument } },
})

const READ_PROBLEMS = {
  401: problemAnswer('No valid token'),
  403: problemAnswer('The token lacks the scope, or `blockedBy` names who may not ask for this'),
  429: problemAnswer('Too many requests with this token: see Retry-After'),
  503: problemAnswer('PostgreSQL is away: see Retry-After'),
}

const WRITE_PROBLEMS = {
  400: problemAnswer('Not JSON, or not in UTF-8'),
  409: problemAnswer(
    'Not possible now: `blockedBy` names what stands in the way; or a key or reference that was used before',
  ),
  413: problemAnswer('Too large'),
  415: problemAnswer('Not of the content type that the call takes'),
  422: problemAnswer('Bad input: each problem is listed in `errors`'),
}

const IDEMPOTENCY_KEY = z
  .string()
  .max(255)
  .optional()
  .meta({
    description: 'A repeat with the same key gets the first answer',
    param: { in: 'header', name: 'Idempotency-Key' },
  })

const ANSWER_WORDS: Record<string, string> = {
  200: 'Done, or as it is',
  201: 'Made',
  202: 'Kept: it goes on by itself',
  204: 'Done',
}

function parametersOf(path: string): z.ZodString[] {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
  return names.map((name) => z.string().meta({ param: { in: 'path', name } }))
}

function answersOf(route: Route) {
  const good = Object.entries(route.answers).map(([status, schema]) => {
    const description = ANSWER_WORDS[status] ?? ''
    const content =
      schema === 'file'
        ? { 'application/octet-stream': { schema: z.string().meta({ override: { format: 'binary' } }) } }
        : { 'application/json': { schema } }
    return [status, { description, content }] as const
  })
  const missing = route.path.includes('{') ? { 404: problemAnswer('Unknown, or somebody else’s') } : {}
  const query = route.query === undefined ? {} : { 422: WRITE_PROBLEMS[422] }
  const write = route.method === 'get' ? query : WRITE_PROBLEMS
  return { ...Object.fromEntries(good), ...READ_PROBLEMS, ...missing, ...write }
}

function operationOf(route: Route): ZodOpenApiOperationObject {
  const key = route.method === 'get' ? [] : [IDEMPOTENCY_KEY]
  return {
    operationId: route.id,
    summary: route.summary,
    ...(route.scope === null ? {} : { description: `Scope \`${route.scope}\`.` }),
    parameters: [...parametersOf(route.path), ...key],
    ...(route.query === undefined ? {} : { requestParams: { query: route.query } }),
    ...(route.body === undefined
      ? {}
      : {
          requestBody: {
            required: route.bodyIsOptional !== true,
            content: {
              [route.takesFiles ? 'multipart/form-data' : 'application/json']: { schema: route.body },
            },
          },
        }),
    responses: answersOf(route),
  }
}

function pathsOf(routes: readonly Route[]): ZodOpenApiPathsObject {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {}
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method]: operationOf(route) }
  }
  return paths
}

/** The OpenAPI 3.1 description, of the same schemas that requests are read by. */
export function openApiDocument(publicUrl: string) {
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Certloom',
      version: '1',
      description:
        'Orders of certificates, from start to end of term. Times are RFC 3339 UTC, money integer cents.',
    },
    servers: [{ url: `${publicUrl}/api/v1` }],
    security: [{ token: [] }],
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    paths: pathsOf(ROUTES),
  })
}
