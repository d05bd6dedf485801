import assert from 'node:assert/strict'
import { once } from 'node:events'
import { after, before } from 'node:test'
import express from 'express'
import { problemDocument } from '../../api/openapi.ts'
import { ROUTES } from '../../api/routes/routes.ts'
import { createApiRouter } from '../../api/server.ts'
import { createServices, type Services } from '../../api/services/services.ts'
import type { ProductSnapshot } from '../../domain/product.ts'
import { createKeyRing } from '../../platform/secrets.ts'
import { openDatabase } from '../../store/database.ts'
import { upsertProducts } from '../../store/queries/products.ts'
import { seedInstallation } from '../../store/queries/seed.ts'
import { createToken, type Scope } from '../../store/queries/tokens.ts'
import { type Installation, PRODUCT, SECRET } from '../store/installation.ts'
import { createTestDatabase } from '../support/postgres.ts'
import { createScriptedEngine, type ScriptedEngine } from './scripted-engine.ts'

export const MULTI: ProductSnapshot = {
  ...PRODUCT,
  code: '931',
  name: 'Commercial MultiDomain SSL',
  kind: 'ssl-multi',
  names: { included: 2, max: 5, step: 1 },
}
export const MULTI_WILDCARD: ProductSnapshot = {
  ...MULTI,
  code: '961',
  name: 'Commercial MultiDomain Wildcard SSL',
  kind: 'ssl-multi-wildcard',
}
export const TRUSTED: ProductSnapshot = { ...PRODUCT, code: '631', name: 'Trusted SSL', validation: 'OV' }
export const CODE_SIGNING: ProductSnapshot = {
  ...PRODUCT,
  code: '841',
  name: 'Code Signing',
  kind: 'code-signing',
  validation: 'OV',
  methods: [],
}
export const NOT_SOLD: ProductSnapshot = { ...PRODUCT, code: '999', name: 'Not sold' }

export interface Reply {
  status: number
  headers: Headers
  body: unknown
  text: string
}

export interface CallOptions {
  token?: string | null
  language?: string
  key?: string
  headers?: Record<string, string>
  /** Sent as it is, instead of JSON of `body`. */
  raw?: string | FormData | Uint8Array<ArrayBuffer>
}

/** The real app over a real PostgreSQL, with an engine that answers as told. Read its members inside tests only. */
export interface Api {
  here: Installation
  engine: ScriptedEngine
  services: Services
  url: string
  tokens: { full: string; reader: string; other: string; installation: string }
  logged: unknown[]
  call(method: string, path: string, body?: unknown, options?: CallOptions): Promise<Reply>
  get(path: string, options?: CallOptions): Promise<Reply>
  post(path: string, body?: unknown, options?: CallOptions): Promise<Reply>
}

function routeOf(method: string, path: string) {
  const [bare = ''] = path.split('?')
  const isOf = (pattern: string): boolean =>
    new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+?')}$`).test(bare)
  return ROUTES.find((route) => route.method === method.toLowerCase() && isOf(route.path))
}

/** Every answer of every test must be what the OpenAPI document says. */
function assertDocumented(method: string, path: string, reply: Reply): void {
  if (reply.status >= 400) {
    assert.match(reply.headers.get('content-type') ?? '', /^application\/problem\+json/)
    problemDocument.parse(reply.body)
    return
  }
  const schema = routeOf(method, path)?.answers[reply.status]
  assert.ok(schema, `${method} ${path} answers ${reply.status}, which is not documented`)
  if (schema !== 'file') schema.parse(reply.body)
}

async function send(
  url: string,
  defaultToken: string,
  method: string,
  path: string,
  body: unknown,
  options: CallOptions,
): Promise<Reply> {
  const token = options.token === undefined ? defaultToken : options.token
  const payload = options.raw ?? (body === undefined ? undefined : JSON.stringify(body))
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(typeof payload === 'string' ? { 'content-type': 'application/json' } : {}),
      ...(options.language === undefined ? {} : { 'accept-language': options.language }),
      ...(options.key === undefined ? {} : { 'idempotency-key': options.key }),
      ...options.headers,
    },
    ...(payload === undefined ? {} : { body: payload }),
  })
  const text = await response.text()
  const isJson = /json/.test(response.headers.get('content-type') ?? '')
  return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : null }
}

const PUBLIC_URL = 'http://certloom.test'

interface Running {
  here: Installation
  services: Services
  tokens: Api['tokens']
  url: string
  close(): Promise<void>
}

async function openInstallation(): Promise<Installation & { close(): Promise<void> }> {
  const { url, drop } = await createTestDatabase()
  const db = await openDatabase(url)
  const keyRing = createKeyRing(SECRET)
  const caAccount = { mode: 'sandbox', url: 'http://127.0.0.1:1/', userName: 'u', password: 'p' } as const
  const seeded = await seedInstallation(db, keyRing, {
    caAccount,
    products: [PRODUCT, MULTI, MULTI_WILDCARD, TRUSTED, CODE_SIGNING],
  })
  await upsertProducts(db, [NOT_SOLD], { enabled: false })
  const close = async (): Promise<void> => {
    await db.close()
    await drop()
  }
  return { db, url, keyRing, ...seeded, close }
}

async function createTokens({ db }: Installation): Promise<Api['tokens']> {
  const token = (billingSystemName: string | null, scopes: Scope[]) =>
    createToken(db, { billingSystemName, name: 'test', scopes })
  return {
    full: await token('default', ['orders:read', 'orders:write', 'admin']),
    reader: await token('default', ['orders:read']),
    other: await token('other', ['orders:read', 'orders:write']),
    installation: await token(null, ['admin']),
  }
}

async function listen(app: express.Express): Promise<{ url: string; close(): Promise<void> }> {
  const server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { url: `http://127.0.0.1:${port}`, close }
}

async function run(engine: ScriptedEngine, logged: unknown[], requestsPerSecond: number): Promise<Running> {
  const here = await openInstallation()
  const nothing = (): void => undefined
  const log = { info: nothing, warn: nothing, error: (...entry: unknown[]) => void logged.push(entry) }
  const settings = {
    publicUrl: PUBLIC_URL,
    commandWaitMs: 500,
    temporalUiUrl: 'http://temporal.test',
    temporalNamespace: 'default',
  }
  const clock = (): Date => new Date()
  const deps = { db: here.db, temporal: engine, keyRing: here.keyRing, clock, settings, log }
  const services = createServices(deps)
  const app = express().use(createApiRouter(services, deps, { publicUrl: PUBLIC_URL, requestsPerSecond }))
  const { url, close } = await listen(app)
  const tokens = await createTokens(here)
  const closeAll = async (): Promise<void> => {
    await close()
    await here.close()
  }
  return { here, services, tokens, url, close: closeAll }
}

/** Brings the app up for the tests of this file. */
export function withApi(options: { requestsPerSecond?: number } = {}): Api {
  const engine = createScriptedEngine()
  const logged: unknown[] = []
  const holder: { running: Running | null } = { running: null }
  const running = (): Running => {
    if (holder.running === null) throw new Error('the app is there only inside tests')
    return holder.running
  }
  before(async () => {
    holder.running = await run(engine, logged, options.requestsPerSecond ?? 10_000)
  })
  after(() => holder.running?.close())

  const call: Api['call'] = async (method, path, body, callOptions = {}) => {
    const { url, tokens } = running()
    const reply = await send(url, tokens.full, method, path, body, callOptions)
    assertDocumented(method, path, reply)
    return reply
  }
  return {
    engine,
    logged,
    get here() {
      return running().here
    },
    get url() {
      return running().url
    },
    get tokens() {
      return running().tokens
    },
    get services() {
      return running().services
    },
    call,
    get: (path, callOptions) => call('GET', path, undefined, callOptions),
    post: (path, body, callOptions) => call('POST', path, body, callOptions),
  }
}

let count = 0

/** A body that starts an order. */
export function orderBody(overrides: Record<string, unknown> = {}): Record<string, unknown> {
  count += 1
  return {
    reference: `whmcs-${process.pid}-${count}`,
    product: '601',
    customer: {
      reference: '42',
      firstName: 'Jadwiga',
      lastName: 'Śmiała',
      email: 'jadwiga@customer.test',
      language: 'pl',
    },
    ...overrides,
  }
}

export const CONTACT = { firstName: 'Jadwiga', lastName: 'Śmiała', email: 'jadwiga@customer.test' }

/** A member of a JSON answer, by dotted path. */
export function at(value: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (found, part) => (typeof found === 'object' && found !== null ? Reflect.get(found, part) : undefined),
      value,
    )
}

export function textAt(value: unknown, path: string): string {
  const found = at(value, path)
  assert.equal(typeof found, 'string', `${path} is no text`)
  return String(found)
}

/** Starts an order and gives its id. */
export async function startedOrder(api: Api, overrides: Record<string, unknown> = {}): Promise<string> {
  const reply = await api.post('/orders', orderBody(overrides))
  assert.equal(reply.status, 201, reply.text)
  return textAt(reply.body, 'id')
}

/** `path code` of each problem of an answer. */
export function problemsOf(reply: Reply): string[] {
  const errors = at(reply.body, 'errors')
  if (!Array.isArray(errors)) return []
  return errors.map((error: unknown) => `${textAt(error, 'path')} ${textAt(error, 'code')}`)
}
