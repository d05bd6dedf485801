import { csrfSync } from 'csrf-sync'
import type { Request, RequestHandler } from 'express'
import { CertloomError } from '../domain/errors.ts'
import type { WebSettings } from './settings.ts'

const sync = csrfSync({ size: 32, getTokenFromRequest: (request) => formToken(request.body) })

function formToken(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null || !('_csrf' in body)) return undefined
  return typeof body._csrf === 'string' ? body._csrf : undefined
}

/** The session's token, made when the first form is printed: pages without a form leave no session behind. */
export function csrfToken(request: Request): string {
  return sync.generateToken(request)
}

const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS']

/** True where the browser says, or does not deny, that the request comes from our own pages. */
function isOwnOrigin(request: Request, publicOrigin: string): boolean {
  const site = request.get('sec-fetch-site')
  if (site !== undefined) return site === 'same-origin'
  const origin = request.get('origin')
  if (origin === undefined) return true
  return origin === publicOrigin || origin === `${request.protocol}://${request.get('host')}`
}

const FORM_EXPIRED = { reason: 'form-expired' }
/** Forms that only somebody signed in can have been given. */
const SIGNED_IN = /^\/(?:orders|sign-out|admin(?!\/sign-in))(?:\/|$)/

/** One of our own forms, of a session that is over: it is to be signed in again, or was, in another window. */
function outdated({ path, session }: Request): CertloomError {
  return session.person === undefined && SIGNED_IN.test(path)
    ? new CertloomError('unauthenticated')
    : new CertloomError('forbidden', { details: { ...FORM_EXPIRED, isOwn: 1 } })
}

/** Refuses every form that was not printed for this session, or that another site sends. */
export function csrfProtection(settings: Pick<WebSettings, 'publicUrl'>): RequestHandler {
  const publicOrigin = new URL(settings.publicUrl).origin
  return (request, _response, next) => {
    if (SAFE_METHODS.includes(request.method)) return next()
    const isOwn = isOwnOrigin(request, publicOrigin)
    if (isOwn && sync.isRequestValid(request)) return next()
    next(isOwn ? outdated(request) : new CertloomError('forbidden', { details: FORM_EXPIRED }))
  }
}
