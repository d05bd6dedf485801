import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { openApiDocument } from '../../api/openapi.ts'
import { ROUTES } from '../../api/routes/routes.ts'
import { createApiRouter } from '../../api/server.ts'
import { ERROR_CODES } from '../../domain/errors.ts'
import { catalogue, LANGUAGES } from '../../texts/texts.ts'
import { at, textAt, withApi } from './harness.ts'

const api = withApi()

interface Layer {
  route?: { path: string; methods: Record<string, boolean> }
  handle?: { stack?: Layer[] }
}

/** Every `method /path` of a router and those inside it, as Express knows them. */
function registered(layers: readonly Layer[]): string[] {
  return layers.flatMap(({ route, handle }) => {
    if (route === undefined) return registered(handle?.stack ?? [])
    const methods = Object.keys(route.methods).filter((method) => method !== '_all' && route.methods[method])
    return methods.map((method) => `${method} ${route.path}`)
  })
}

describe('the description of the API', () => {
  test('is OpenAPI 3.1, of every call that the router takes and of no other', async () => {
    const response = await fetch(`${api.url}/api/openapi.json`)
    const document: unknown = await response.json()
    assert.equal(at(document, 'openapi'), '3.1.0')
    const paths = at(document, 'paths')
    assert.ok(typeof paths === 'object' && paths !== null)
    const described = Object.entries(paths).flatMap(([path, operations]: [string, object]) =>
      Object.keys(operations).map((method) => `${method} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`),
    )
    const settings = { publicUrl: 'http://x', requestsPerSecond: 1 }
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined }
    const router = createApiRouter(api.services, { db: api.here.db, log }, settings)
    const calls = registered(router.stack as unknown as Layer[]).filter(
      (call) => !/ \/(api|live|ready)/.test(call),
    )
    assert.deepEqual(calls.sort(), described.sort())
    assert.equal(described.length, ROUTES.length)
  })

  test('points only to what it holds', () => {
    const document = openApiDocument('http://certloom.test')
    const text = JSON.stringify(document)
    const references = [...text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(
      ([, name = '']) => name,
    )
    const held = Object.keys(document.components?.schemas ?? {})
    assert.ok(held.includes('Order') && held.includes('Problem'))
    assert.deepEqual(
      [...new Set(references)].filter((name) => !held.includes(name)),
      [],
    )
  })

  test('names every operation once', () => {
    assert.equal(new Set(ROUTES.map(({ id }) => id)).size, ROUTES.length)
  })

  test('shows examples that it would take itself', () => {
    const examples = ROUTES.flatMap(({ id, body }) => {
      const example = body?.meta()?.example
      return body === undefined || example === undefined ? [] : [{ id, body, example }]
    })
    assert.ok(examples.length >= 6)
    for (const { id, body, example } of examples) {
      assert.equal(body.safeParse(example).success, true, `the example of ${id}`)
    }
  })

  test('is shown by a page that takes everything from here', async () => {
    const page = await fetch(`${api.url}/api/docs`)
    const policy = page.headers.get('content-security-policy') ?? ''
    assert.match(policy, /script-src 'self';/)
    const html = await page.text()
    assert.doesNotMatch(html, /https?:\/\//)
    const files = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file = '']) => file)
    assert.equal(files.length, 3)
    for (const file of files) {
      const response = await fetch(api.url + file)
      assert.equal(response.status, 200, file)
      assert.ok((await response.text()).length > 50)
    }
  })
})

describe('the health of the service', () => {
  test('is live without asking anybody', async () => {
    const response = await fetch(`${api.url}/health/live`)
    assert.deepEqual([response.status, await response.json()], [200, { status: 'ok' }])
  })

  test('is ready while PostgreSQL answers, and says which part is away', async () => {
    const good = await fetch(`${api.url}/health/ready`)
    assert.deepEqual([good.status, at(await good.json(), 'status')], [200, 'ok'])
    api.engine.isAway = true
    const without = await fetch(`${api.url}/health/ready`)
    const body: unknown = await without.json()
    assert.deepEqual(
      [without.status, at(body, 'status'), at(body, 'temporal.ok'), at(body, 'database.ok')],
      [200, 'degraded', false, true],
    )
    api.engine.reset()
  })

  test('has no other pages', async () => {
    const response = await fetch(`${api.url}/health/nothing`)
    assert.equal(response.status, 404)
    assert.equal(textAt(await response.json(), 'code'), 'not-found')
  })
})

describe('the words of the API', () => {
  test('are there for every error code, in every language', () => {
    for (const language of LANGUAGES) {
      for (const code of [...ERROR_CODES, 'method-not-allowed']) {
        for (const part of ['title', 'detail']) {
          const key = `errors:problems.${code}.${part}`
          assert.ok(catalogue.exists(key, { lng: language, fallbackLng: language }), `${language} ${key}`)
        }
      }
    }
  })
})
