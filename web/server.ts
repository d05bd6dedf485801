import { Router, urlencoded } from 'express'
import { verifyUtf8Form } from '../api/services/services.ts'
import { CertloomError } from '../domain/errors.ts'
import { adminPages } from './admin/admin-pages.ts'
import { buildAssets } from './assets.ts'
import { CLIENT, requirePerson } from './caller.ts'
import { clientSignInPages } from './client/sign-in-pages.ts'
import type { WebContext } from './context.ts'
import { csrfProtection } from './csrf.ts'
import { errorPages } from './errors.ts'
import { languageSwitch } from './language.ts'
import { orderCsv } from './lists/order-csv.ts'
import { homeOf } from './navigation.ts'
import { orderPages } from './orders/order-pages.ts'
import { createShowPage } from './page.ts'
import { neverCached, securityHeaders } from './security-headers.ts'
import type { WebServices } from './services.ts'
import { leadTo, sessionMiddleware } from './session.ts'
import type { WebSettings } from './settings.ts'
import { readTimeZone } from './time-zone.ts'
import { uploads } from './uploads.ts'
import { createViews } from './views.ts'

/** More than any CSR: what is too long is answered at its field, and only what is absurd by a page of its own. */
const FORM_LIMIT_BYTES = 4_000_000

/**
 * The pages for clients and admins, to be mounted last at the root of the web process's Express app: what nobody knows
 * gets a page that says so. Reads templates and bundles the browser's code once.
 */
export async function createWebRouter(services: WebServices, settings: WebSettings): Promise<Router> {
  const assets = await buildAssets()
  const show = createShowPage(createViews(), assets, settings)
  const context: WebContext = { services, settings, show }
  const router = Router()
  router.use(securityHeaders(settings))
  router.use(assets.router)
  router.use(neverCached)
  router.use(sessionMiddleware(settings))
  router.use(languageSwitch(settings))
  router.use(readTimeZone(services))
  router.use(
    urlencoded({
      extended: false,
      limit: FORM_LIMIT_BYTES,
      parameterLimit: 1000,
      verify: verifyUtf8Form,
    }),
  )
  router.use(uploads)
  router.use(csrfProtection(settings))
  router.get('/', (request, response) => {
    leadTo(response, homeOf(request.session.person ?? null))
  })
  router.use(clientSignInPages(context))
  router.use('/admin', adminPages(context))
  router.get('/orders.csv', requirePerson('client'), orderCsv(context, CLIENT))
  router.use('/orders', orderPages(context, CLIENT))
  router.use((_request, _response, next) => next(new CertloomError('not-found')))
  router.use(errorPages(show, settings))
  return router
}
