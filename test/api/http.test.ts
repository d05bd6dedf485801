import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import { createToken, revokeToken, tokenByPlain } from '../../store/queries/tokens.ts'
import { at, startedOrder, textAt, withApi } from './harness.ts'

const api = withApi()
beforeEach(() => api.engine.reset())

const WORDS = {
  en: {
    'not-json': 'Not JSON',
    'not-utf8': 'Not UTF-8',
    unauthenticated: 'Not signed in',
    forbidden: 'Not allowed',
    'not-found': 'Not found',
    'method-not-allowed': 'Method not allowed',
    'unsupported-media-type': 'Unsupported content type',
  },
  pl: {
    'not-json': 'To nie jest JSON',
    'not-utf8': 'To nie jest UTF-8',
    unauthenticated: 'Brak uwierzytelnienia',
    forbidden: 'Brak uprawnień',
    'not-found': 'Nie znaleziono',
    'method-not-allowed': 'Niedozwolona metoda',
    'unsupported-media-type': 'Nieobsługiwany typ treści',
  },
} as const

type Code = keyof (typeof WORDS)['en']

const CASES: [string, number, Code, () => [string, string, unknown, object]][] = [
  ['no token', 401, 'unauthenticated', () => ['GET', '/me', undefined, { token: null }]],
  ['an unknown token', 401, 'unauthenticated', () => ['GET', '/me', undefined, { token: 'cl_nobody' }]],
  [
    'a token that lacks the scope',
    403,
    'forbidden',
    () => ['POST', '/orders', {}, { token: api.tokens.reader }],
  ],
  ['an unknown path', 404, 'not-found', () => ['GET', '/nowhere', undefined, {}]],
  ['an unknown id', 404, 'not-found', () => ['GET', `/orders/${'0'.repeat(32)}`, undefined, {}]],
  ['an id that is none', 404, 'not-found', () => ['GET', "/orders/'%00--", undefined, {}]],
  ['a path that is no text', 404, 'not-found', () => ['GET', '/orders/%E0%A4%A', undefined, {}]],
  ['a method the path does not take', 405, 'method-not-allowed', () => ['DELETE', '/orders', undefined, {}]],
  [
    'a body that is not JSON',
    400,
    'not-json',
    () => ['POST', '/orders', undefined, { raw: '{"reference":' }],
  ],
  [
    'letters of another code page',
    400,
    'not-utf8',
    () => [
      'POST',
      '/orders',
      undefined,
      {
        raw: new Uint8Array(Buffer.from('{"reference":"\xb3"}', 'latin1')),
        headers: { 'content-type': 'application/json' },
      },
    ],
  ],
  [
    'a code page that says so',
    400,
    'not-utf8',
    () => [
      'POST',
      '/orders',
      undefined,
      { raw: '{}', headers: { 'content-type': 'application/json; charset=iso-8859-2' } },
    ],
  ],
  [
    'UTF-16',
    400,
    'not-utf8',
    () => [
      'POST',
      '/orders',
      undefined,
      {
        raw: new Uint8Array(Buffer.from('{}', 'utf16le')),
        headers: { 'content-type': 'application/json; charset=utf-16le' },
      },
    ],
  ],
  [
    'a body of another type',
    415,
    'unsupported-media-type',
    () => ['POST', '/orders', undefined, { raw: 'a=b', headers: { 'content-type': 'text/plain' } }],
  ],
]

describe('what HTTP can get wrong', () => {
  for (const [what, status, code, request] of CASES) {
    for (const language of ['en', 'pl'] as const) {
      test(`${what}, in ${language}`, async () => {
        const [method, path, body, options] = request()
        const reply = await api.call(method, path, body, { ...options, language })
        assert.equal(reply.status, status, reply.text)
        assert.equal(at(reply.body, 'code'), code)
        assert.equal(at(reply.body, 'title'), WORDS[language][code])
        assert.equal(at(reply.body, 'type'), `http://certloom.test/problems/${code}`)
        assert.equal(reply.headers.get('content-language'), language)
        assert.equal(reply.headers.get('cache-control'), 'no-store')
        assert.doesNotMatch(reply.text, /\bat .*\.ts|node_modules|stack/)
      })
    }
  }

  test('says which methods a path takes', async () => {
    const reply = await api.call('DELETE', '/orders')
    assert.equal(reply.headers.get('allow'), 'POST, GET, HEAD')
  })

  test('speaks English to those who want neither, and Polish to a regional preference for it', async () => {
    const french = await api.get('/nowhere', { language: 'fr' })
    assert.equal(at(french.body, 'title'), 'Not found')
    const polish = await api.get('/nowhere', { language: 'de, pl-PL;q=0.8, en;q=0.2' })
    assert.equal(at(polish.body, 'title'), 'Nie znaleziono')
  })

  test('a revoked token is good for two seconds more at most', async () => {
    const token = await createToken(api.here.db, { billingSystemName: 'default', name: 'x', scopes: [] })
    assert.equal((await api.get('/me', { token })).status, 200)
    const holder = await tokenByPlain(api.here.db, token)
    await revokeToken(api.here.db, holder?.id ?? '')
    await new Promise((resolve) => setTimeout(resolve, 2_100))
    assert.equal((await api.get('/me', { token })).status, 401)
  })

  test('a fault of ours is told by a number that stands in the log, and by nothing else', async () => {
    const id = await startedOrder(api)
    api.logged.length = 0
    api.engine.answer = () => {
      throw new Error('the secret inside')
    }
    const reply = await api.post(`/orders/${id}/synchronize`, undefined, { language: 'pl' })
    assert.equal(reply.status, 500)
    assert.equal(at(reply.body, 'code'), 'internal')
    assert.doesNotMatch(reply.text, /secret/)
    const incident = textAt(reply.body, 'incident')
    assert.match(textAt(reply.body, 'detail'), new RegExp(incident))
    assert.equal(at(api.logged, '0.0.incident'), incident)
  })
})

describe('whose token it is', () => {
  test('me tells the billing system and the scopes', async () => {
    const reply = await api.get('/me', { token: api.tokens.reader })
    assert.equal(at(reply.body, 'billingSystem.name'), 'default')
    assert.deepEqual(at(reply.body, 'scopes'), ['orders:read'])
    const installation = await api.get('/me', { token: api.tokens.installation })
    assert.equal(at(installation.body, 'billingSystem'), null)
  })

  test('a reader reads, inspects and looks up, and changes nothing', async () => {
    const token = api.tokens.reader
    const id = await startedOrder(api)
    for (const path of ['/products', '/orders', `/orders/${id}`, `/orders/${id}/verification`]) {
      assert.equal((await api.get(path, { token })).status, 200, path)
    }
    assert.equal((await api.post('/orders/lookup', { references: [] }, { token })).status, 200)
    for (const path of ['cancel', 'payment', 'acceptance', 'synchronize', 'configuration', 'client-link']) {
      assert.equal((await api.post(`/orders/${id}/${path}`, {}, { token })).status, 403, path)
    }
    assert.deepEqual(api.engine.updates, [])
  })
})
