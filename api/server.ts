import { type NextFunction, type Request, type Response, Router } from 'express'
import { createDocsPage } from './docs-page.ts'
import { createTokenReader } from './middleware/bearer-token.ts'
import { HttpProblem, problemAnswer } from './middleware/problem.ts'
import { createRateLimit } from './middleware/rate-limit.ts'
import { problemContext, type ServeDeps, sendJson, serveRoute } from './middleware/serve-route.ts'
import { openApiDocument } from './openapi.ts'
import { ROUTES } from './routes/routes.ts'
import type { ServiceDeps } from './services/deps.ts'
import type { Services } from './services/services.ts'

export interface ApiSettings {
  publicUrl: string
  requestsPerSecond: number
}

/** OpenAPI writes `{id}` where Express writes `:id`. */
function expressPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1')
}

/** The methods a path takes, for `Allow`; HEAD comes with GET. */
function allowedMethods(path: string): string {
  const methods = ROUTES.filter((route) => route.path === path).map(({ method }) => method.toUpperCase())
  return [...methods, ...(methods.includes('GET') ? ['HEAD'] : [])].join(', ')
}

function createVersionOne(deps: ServeDeps): Router {
  const router = Router()
  for (const route of ROUTES) router[route.method](expressPath(route.path), serveRoute(deps, route))
  for (const path of new Set(ROUTES.map((route) => route.path))) {
    router.all(expressPath(path), (request) => {
      const headers = { Allow: allowedMethods(path) }
      throw new HttpProblem('method-not-allowed', { headers, params: { method: request.method } })
    })
  }
  return router
}

function createHealth(services: Services): Router {
  const router = Router()
  router.use((_request, response, next) => {
    response.set('Cache-Control', 'no-store')
    next()
  })
  router.get('/live', (_request, response) => void response.json({ status: 'ok' }))
  router.get('/ready', async (_request, response) => {
    const health = await services.health()
    response.status(health.status === 'unavailable' ? 503 : 200).json(health)
  })
  return router
}

/** A path that is no valid text is a path that nobody knows. */
function asHttpProblem(error: unknown): unknown {
  return error instanceof URIError ? new HttpProblem('not-found') : error
}

/**
 * The API, its description and the health checks, to be mounted at the root of the web process's Express app before
 * the pages: `/api/v1`, `/api/openapi.json`, `/api/docs`, `/health`.
 */
export function createApiRouter(
  services: Services,
  deps: Pick<ServiceDeps, 'db' | 'log'>,
  settings: ApiSettings,
): Router {
  const serveDeps: ServeDeps = {
    services,
    db: deps.db,
    readToken: createTokenReader(deps.db),
    limit: createRateLimit(settings.requestsPerSecond),
    publicUrl: settings.publicUrl,
    onFault: (error, incident) => deps.log.error({ err: error, incident }, 'the API failed'),
  }
  const document = JSON.stringify(openApiDocument(settings.publicUrl))
  const router = Router()
  router.use('/health', createHealth(services))
  router.get('/api/openapi.json', (_request, response) => void response.type('json').send(document))
  router.use(createDocsPage())
  router.use('/api/v1', createVersionOne(serveDeps))
  router.use(['/api', '/health'], () => {
    throw new HttpProblem('not-found')
  })
  router.use((error: unknown, request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) return next(error)
    sendJson(request, response, problemAnswer(asHttpProblem(error), problemContext(serveDeps, request)))
  })
  return router
}
