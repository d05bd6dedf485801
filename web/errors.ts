import type { ErrorRequestHandler, Request, Response } from 'express'
import { isDatabaseAway } from '../api/services/services.ts'
import { CertloomError, HTTP_STATUS } from '../domain/errors.ts'
import { rememberWay } from './after-sign-in.ts'
import { showAddressForm } from './client/address-form.ts'
import { keepForm } from './kept-form.ts'
import { languageOf } from './language.ts'
import { obstacleWords } from './orders/too-late.ts'
import type { ShowPage } from './page.ts'
import { pageTexts } from './page-texts.ts'
import { leadTo } from './session.ts'
import type { WebSettings } from './settings.ts'

const RETRY_AFTER_SECONDS = '10'

/** Errors of the body parser carry a status; everything else that is not ours is a fault of ours. */
function asCertloomError(error: unknown): CertloomError {
  if (error instanceof CertloomError) return error
  if (isDatabaseAway(error)) return new CertloomError('database-away', { cause: error })
  // A path that cannot be decoded is one that nobody knows.
  if (error instanceof URIError) return new CertloomError('not-found', { cause: error })
  const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : 500
  if (status === 413) return new CertloomError('too-large', { cause: error })
  const isRequestsFault = typeof status === 'number' && status >= 400 && status < 500
  return new CertloomError(isRequestsFault ? 'invalid-input' : 'internal', { cause: error })
}

function signInPath(error: CertloomError, request: Request): string {
  const isAdmin = error.details.kind === 'admin' || request.path.startsWith('/admin')
  return isAdmin ? '/admin/sign-in' : '/sign-in'
}

/** Texts of an error: a reason has words of its own. */
function textKey(error: CertloomError): string {
  const { reason } = error.details
  return `error.${reason ?? error.code}`
}

/** Turns whatever was thrown into a page in the reader's language. What went wrong inside is logged, never shown. */
export function errorPages(show: ShowPage, settings: WebSettings): ErrorRequestHandler {
  // Express tells an error handler by its four parameters.
  return (thrown, request: Request, response: Response, _next) => {
    const error = asCertloomError(thrown)
    if (error.code === 'internal' || error.code === 'database-away') {
      settings.log.error({ err: thrown, method: request.method, path: request.path }, 'A page failed')
    }
    if (response.headersSent) return response.end()
    if (error.code === 'unauthenticated') {
      rememberWay(request, settings)
      return leadTo(response, signInPath(error, request))
    }
    // Who signed in again in another window meanwhile has the form printed anew.
    const page = error.details.isOwn === 1 ? keepForm(request, settings) : null
    if (page !== null) return leadTo(response, page)
    if (error.code === 'database-away') response.setHeader('Retry-After', RETRY_AFTER_SECONDS)
    if (isSignInForm(error, request)) return showSignIn(show, request, response)
    showError(show, request, response, error)
  }
}

/** A form by which people sign in, open for longer than the session that it was printed for. */
function isSignInForm(error: CertloomError, { path }: Request): boolean {
  return error.details.isOwn === 1 && (path === '/admin/sign-in' || path === '/sign-in')
}

function showSignIn(show: ShowPage, request: Request, response: Response): void {
  const again = 'administration:sign-in-again'
  if (request.path === '/sign-in') {
    const problem = pageTexts(languageOf(request)).t(again)
    return showAddressForm({ show }, request, response, { status: 403, problem })
  }
  const model = { email: '', problem: again }
  show(request, response, 'admin/sign-in', { title: 'admin.sign-in.title', status: 403 }, model)
}

function showError(show: ShowPage, request: Request, response: Response, error: CertloomError): void {
  const key = textKey(error)
  const options = { title: `${key}.title`, status: HTTP_STATUS[error.code] }
  show(request, response, 'error', options, {
    textKey: `${key}.text`,
    why: obstacleWords(error.blockedBy, request),
  })
}
