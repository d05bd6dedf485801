import assert from 'node:assert/strict'
import { once } from 'node:events'
import { after, before } from 'node:test'
import express from 'express'
import { createServices, type Services } from '../../api/services/services.ts'
import type { CaMode, ProductSnapshot } from '../../domain/product.ts'
import { createLogger } from '../../platform/logger.ts'
import { createKeyRing } from '../../platform/secrets.ts'
import { openDatabase } from '../../store/database.ts'
import { createAdmin } from '../../store/queries/admins.ts'
import { seedInstallation } from '../../store/queries/seed.ts'
import { createWebRouter } from '../../web/server.ts'
import { createSessionStore } from '../../web/session.ts'
import { createScriptedEngine, type ScriptedEngine } from '../api/scripted-engine.ts'
import { type Installation, PRODUCT, SECRET } from '../store/installation.ts'
import { createTestDatabase } from '../support/postgres.ts'
import { type BrowserOptions, openBrowser, type TestBrowser } from './browser.ts'

export const MULTI: ProductSnapshot = {
  ...PRODUCT,
  code: '931',
  name: 'Commercial MultiDomain SSL',
  kind: 'ssl-multi',
  names: { included: 2, max: 5, step: 1 },
}
export const ANY_WILDCARD: ProductSnapshot = { ...MULTI, code: '961', kind: 'ssl-multi-wildcard' }
export const TRUSTED: ProductSnapshot = { ...PRODUCT, code: '631', name: 'Trusted SSL', validation: 'OV' }

export const MAILBOX: ProductSnapshot = {
  ...PRODUCT,
  code: '511',
  name: 'S/MIME Mailbox',
  kind: 'smime',
  validation: 'MV',
  methods: [],
}

export const ADMIN_EMAIL = 'admin@certloom.test'
export const ADMIN_PASSWORD = 'a password for the tests'

export interface SiteOptions {
  caMode?: CaMode
  publicUrl?: string
  /** Where the Temporal UI is; null where none is known. */
  temporalUiUrl?: string | null
  /** How many proxies are believed. */
  trustProxy?: number
  /** What time it is; left out, it is now. */
  clock?: () => Date
}

/** The pages on the real app over a real PostgreSQL. The engine alone answers as it is told. */
export interface Site {
  here: Installation
  engine: ScriptedEngine
  services: Services
  origin: string
  browser(options?: BrowserOptions): TestBrowser
}

interface Running extends Omit<Site, 'engine' | 'browser'> {
  close(): Promise<void>
}

const SILENT = createLogger({ level: 'silent', part: 'test' })

async function openInstallation(): Promise<Installation & { close(): Promise<void> }> {
  const { url, drop } = await createTestDatabase()
  const db = await openDatabase(url)
  const keyRing = createKeyRing(SECRET)
  const caAccount = { mode: 'sandbox', url: 'http://127.0.0.1:1/', userName: 'u', password: 'p' } as const
  const seeded = await seedInstallation(db, keyRing, { caAccount, products: [PRODUCT, MULTI, TRUSTED] })
  await createAdmin(db, ADMIN_EMAIL, ADMIN_PASSWORD, { name: 'Ada' })
  const close = async (): Promise<void> => {
    await db.close()
    await drop()
  }
  return { db, url, keyRing, ...seeded, close }
}

async function listen(app: express.Express): Promise<{ origin: string; close(): Promise<void> }> {
  const server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { origin: `http://127.0.0.1:${port}`, close }
}

/** Brings the pages up; for tests, and to look at them by hand. */
export async function runSite(engine: ScriptedEngine, options: SiteOptions = {}): Promise<Running> {
  const here = await openInstallation()
  const { publicUrl = 'http://certloom.test', temporalUiUrl = 'http://temporal.test' } = options
  const services = createServices({
    db: here.db,
    temporal: engine,
    keyRing: here.keyRing,
    clock: options.clock ?? (() => new Date()),
    settings: { publicUrl, commandWaitMs: 500, temporalUiUrl, temporalNamespace: 'default' },
    log: SILENT,
  })
  const sessions = createSessionStore(here.url, SILENT)
  const web = await createWebRouter(services, {
    publicUrl,
    caMode: options.caMode ?? 'sandbox',
    sessionSecrets: [SECRET],
    sessionStore: sessions.store,
    log: SILENT,
  })
  const { origin, close } = await listen(
    express()
      .set('trust proxy', options.trustProxy ?? false)
      .use(web),
  )
  const closeAll = async (): Promise<void> => {
    await close()
    await sessions.close()
    await here.close()
  }
  return { here, services, origin, close: closeAll }
}

/** Brings the pages up for the tests of this file. Read its members inside tests only. */
export function withSite(options: SiteOptions = {}): Site {
  const engine = createScriptedEngine()
  const holder: { running: Running | null } = { running: null }
  const running = (): Running => {
    assert.ok(holder.running, 'the site is there only inside tests')
    return holder.running
  }
  before(async () => {
    holder.running = await runSite(engine, options)
  })
  after(() => holder.running?.close())
  return {
    engine,
    get here() {
      return running().here
    },
    get services() {
      return running().services
    },
    get origin() {
      return running().origin
    },
    browser: (browserOptions) => openBrowser(running().origin, browserOptions),
  }
}
