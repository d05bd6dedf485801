import connectPgSimple from 'connect-pg-simple'
import type { Request, RequestHandler, Response } from 'express'
import session, { type Store } from 'express-session'
import { Pool } from 'pg'
import { CertloomError } from '../domain/errors.ts'
import type { MailText } from '../domain/mail.ts'
import type { Logger } from '../platform/logger.ts'
import type { Language } from '../texts/texts.ts'
import type { RefusedProblem } from './configure/refused.ts'
import { csrfToken } from './csrf.ts'
import type { KeptForm } from './kept-form.ts'
import { touchSeldom } from './seldom-touch.ts'
import type { WebSettings } from './settings.ts'
import type { ShownOnce } from './shown-once.ts'

/** Who sits before the browser. A client is a customer of one billing system. */
export type Person =
  | { kind: 'client'; customerId: string; billingSystemId: string }
  | { kind: 'admin'; id: string; email: string; name: string }

export interface Notice {
  tone: 'good' | 'info' | 'bad'
  key: string
  values?: Record<string, string | number>
}

declare module 'express-session' {
  interface SessionData {
    person?: Person
    language?: Language
    /** Words of a mail that are looked at and not saved, and on which page. */
    mailDraft?: { path: string; words: MailText }
    /** An admin reads the client's pages as this customer. */
    viewsAs?: { customerId: string; billingSystemId: string; orderId: string }
    notices?: Notice[]
    shownOnce?: ShownOnce
    /** The page that somebody wanted who first had to sign in. */
    wanted?: string
    kept?: KeptForm[]
    /** What was last refused of an order's configuration, until it is mended: its two steps are two pages. */
    refused?: { orderId: string; problems: RefusedProblem[]; refusalAt: string | null }
  }
}

const HOUR_MS = 3_600_000
export const SESSION_HOURS = 12

/** Sessions in PostgreSQL, so that any number of web processes share them. Close it when the process ends. */
export function createSessionStore(
  databaseUrl: string,
  log: Logger,
): { store: Store; close(): Promise<void> } {
  const PostgresStore = connectPgSimple(session)
  const pool = new Pool({ connectionString: databaseUrl, max: 4 })
  pool.on('error', (error) => log.warn({ err: error }, 'A connection for sessions was lost'))
  const store = new PostgresStore({
    pool,
    tableName: 'web_sessions',
    errorLog: (...details: unknown[]) => log.warn({ details: details.map(String) }, 'Session store'),
  })
  touchSeldom(store)
  const close = async (): Promise<void> => {
    store.close()
    await pool.end()
  }
  return { store, close }
}

export function isSecure(settings: Pick<WebSettings, 'publicUrl'>): boolean {
  return settings.publicUrl.startsWith('https:')
}

/** The cookie's name: with https browsers then keep it to this very host and to secure connections. */
export function sessionCookieName(settings: Pick<WebSettings, 'publicUrl'>): string {
  return isSecure(settings) ? '__Host-certloom' : 'certloom'
}

/** Loads and keeps the session. A store that cannot be reached is the database being away. */
export function sessionMiddleware(settings: WebSettings): RequestHandler {
  const secure = isSecure(settings)
  const load = session({
    name: sessionCookieName(settings),
    secret: [...settings.sessionSecrets],
    store: settings.sessionStore,
    resave: false,
    saveUninitialized: false,
    // TLS ends before this process; the proxy says so by X-Forwarded-Proto.
    proxy: secure,
    cookie: { httpOnly: true, sameSite: 'lax', secure, path: '/', maxAge: SESSION_HOURS * HOUR_MS },
  })
  return (request, response, next) => {
    load(request, response, (error?: unknown) => {
      next(error === undefined ? undefined : new CertloomError('database-away', { cause: error }))
    })
  }
}

/** Signs somebody in under a fresh session id, so that an id planted before is worth nothing. */
export async function signIn(request: Request, person: Person, language: Language): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    request.session.regenerate((error?: unknown) => (error ? reject(error) : resolve()))
  })
  request.session.person = person
  request.session.language = language
  // Made now, so that two pages opened at once do not each make one.
  csrfToken(request)
}

/**
 * Leads the browser on, with an empty body: only then are the headers held back until the session is saved. A browser
 * follows as soon as it has read them, and would find the old session, or have its new one overwritten.
 */
export function leadTo(response: Response, path: string): void {
  response.status(303).location(path).end()
}

export async function signOut(request: Request): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    request.session.destroy((error?: unknown) => (error ? reject(error) : resolve()))
  })
}

/** Leaves a word for the next page that is shown. */
export function leaveNotice(request: Request, notice: Notice): void {
  request.session.notices = [...(request.session.notices ?? []), notice]
}

/** Takes the words left, once. */
export function takeNotices(request: Request): Notice[] {
  const notices = request.session.notices ?? []
  if (notices.length > 0) delete request.session.notices
  return notices
}
