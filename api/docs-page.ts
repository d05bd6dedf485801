import { fileURLToPath } from 'node:url'
import { Router } from 'express'

const FILES = ['swagger-ui.css', 'swagger-ui-bundle.js'] as const

/** Everything comes from here: the page works without the internet, and tells nobody that it was opened. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Certloom API</title>
<link rel="stylesheet" href="/api/docs/swagger-ui.css">
</head>
<body>
<div id="api"></div>
<script src="/api/docs/swagger-ui-bundle.js"></script>
<script src="/api/docs/start.js"></script>
</body>
</html>
`

const START = `window.SwaggerUIBundle({ url: '/api/openapi.json', dom_id: '#api', deepLinking: true, validatorUrl: null })
`

/** The description of the API for people, at `/api/docs`. */
export function createDocsPage(): Router {
  const router = Router()
  router.use('/api/docs', (_request, response, next) => {
    response.set('Content-Security-Policy', POLICY).set('X-Content-Type-Options', 'nosniff')
    next()
  })
  router.get('/api/docs', (_request, response) => void response.type('html').send(PAGE))
  router.get('/api/docs/start.js', (_request, response) => void response.type('js').send(START))
  for (const file of FILES) {
    const path = fileURLToPath(import.meta.resolve(`swagger-ui-dist/${file}`))
    router.get(`/api/docs/${file}`, (_request, response) => response.sendFile(path, { maxAge: '1h' }))
  }
  return router
}
