import type { Request, RequestHandler } from 'express'
import { CertloomError } from '../domain/errors.ts'
import { isId, newId } from '../platform/ids.ts'
import { languageOf } from './language.ts'
import type { Caller } from './services.ts'
import type { Person } from './session.ts'

/** The two kinds of people, and where each finds the orders. */
export interface Audience {
  kind: Person['kind']
  ordersPath: '/orders' | '/admin/orders'
}
export const CLIENT: Audience = { kind: 'client', ordersPath: '/orders' }
export const ADMIN: Audience = { kind: 'admin', ordersPath: '/admin/orders' }

/** True where an admin reads a client's page as that client. */
export function isViewing({
  session,
  originalUrl,
}: Pick<Request, 'originalUrl'> & Partial<Pick<Request, 'session'>>): boolean {
  // While the database is away there is no session, and an error page to be shown all the same.
  const isAdmins = session?.person?.kind === 'admin' && session.viewsAs !== undefined
  return isAdmins && isClients(originalUrl)
}

function isClients(url: string): boolean {
  return url === CLIENT.ordersPath || /^\/orders[/?]/.test(url)
}

/** Who is before the browser on this page: an admin who views as a client is that client there. */
function personAt(request: Request): Person | undefined {
  const { person, viewsAs } = request.session
  if (viewsAs === undefined || !isViewing(request)) return person
  const { customerId, billingSystemId } = viewsAs
  return { kind: 'client', customerId, billingSystemId }
}

const READING = ['GET', 'HEAD']

/** Lets only this kind of person further. Who views as a client may look, and do nothing in their name. */
export function requirePerson(kind: Person['kind']): RequestHandler {
  return (request, _response, next) => {
    if (isViewing(request) && !READING.includes(request.method)) return next(new CertloomError('forbidden'))
    if (personAt(request)?.kind === kind) return next()
    next(new CertloomError('unauthenticated', { details: { kind } }))
  }
}

/** Whose billing system the reader is in, null for an admin; undefined where nobody is signed in. */
export function readerOf(request: Request): Caller['tenant'] | undefined {
  const person = request.session === undefined ? undefined : personAt(request)
  if (person === undefined) return undefined
  return { billingSystemId: person.kind === 'client' ? person.billingSystemId : null }
}

/**
 * Who asks, as the services want it: a client within their billing system and among their own orders, an admin
 * everywhere.
 * @throws {CertloomError} `unauthenticated` where nobody is signed in
 */
export function callerOf(request: Request): Caller {
  const person = personAt(request)
  if (person === undefined) throw new CertloomError('unauthenticated')
  const language = languageOf(request)
  switch (person.kind) {
    case 'client':
      return {
        tenant: { billingSystemId: person.billingSystemId },
        actor: { role: 'client', id: person.customerId },
        role: 'client',
        customerId: person.customerId,
        language,
      }
    case 'admin':
      return {
        tenant: { billingSystemId: null },
        actor: { role: 'admin', id: person.id },
        role: 'admin',
        customerId: null,
        language,
      }
  }
}

/** A part of the path; a path without it does not reach its handler. */
export function pathPart(request: Request, name: string): string {
  const value = request.params[name]
  return typeof value === 'string' ? value : ''
}

/** One value of the query string, or undefined where it is absent, empty or given twice. */
export function queryText(request: Request, name: string): string | undefined {
  const value = request.query[name]
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
}

/** The id that the form was printed with, so that sending it twice is one command; a made-up one is replaced. */
export function commandIdOf(request: Request): string {
  const body: unknown = request.body
  const given = typeof body === 'object' && body !== null && '_command' in body ? body._command : undefined
  return typeof given === 'string' && isId(given) ? given : newId()
}
