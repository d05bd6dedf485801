import { Router } from 'express'
import { type Audience, requirePerson } from '../caller.ts'
import { configurePage, saveConfigureForm } from '../configure/configure-page.ts'
import type { WebContext } from '../context.ts'
import { orderListPage } from '../lists/order-list-page.ts'
import { propertiesPage } from '../next/properties-page.ts'
import { reissuePage } from '../next/reissue-page.ts'
import { renewPage } from '../next/renew-page.ts'
import { renewalCsrPage } from '../next/renewal-csr-page.ts'
import { renewalPage } from '../next/renewal-page.ts'
import { certificateFile, certificatesPage } from './certificates-page.ts'
import { plainCommand } from './commands.ts'
import { contactPage } from './contact-page.ts'
import { documentsPage, handInDocument } from './documents-page.ts'
import { cancellationPage, terminatePage } from './ending-pages.ts'
import { BUTTON_COMMANDS, type ButtonCommand, buttonCommand } from './life-commands.ts'
import { overviewPage } from './overview-page.ts'
import { paymentPage } from './payment-page.ts'
import { revokePage } from './revoke-page.ts'
import { sendPage } from './send-page.ts'
import { statePage } from './state-page.ts'
import { changeControl } from './verification-change.ts'
import { checkNow, verificationPage } from './verification-page.ts'

/** Pages of which each is the form of one command, by their paths. */
const FORM_PAGES = {
  revoke: revokePage,
  cancellation: cancellationPage,
  terminate: terminatePage,
  send: sendPage,
  payment: paymentPage,
  properties: propertiesPage,
  'renewal-csr': renewalCsrPage,
  reissue: reissuePage,
  renew: renewPage,
  renewal: renewalPage,
} as const

/** The pages about orders that clients and admins share; each audience sees its own orders under its own path. */
export function orderPages(context: WebContext, audience: Audience): Router {
  const router = Router({ mergeParams: true })
  router.use(requirePerson(audience.kind))
  router.get('/', orderListPage(context, audience))
  router.get('/:id', overviewPage(context, audience))
  router.get('/:id/configure', configurePage(context, audience))
  router.post('/:id/configure', saveConfigureForm(context, audience))
  router.get('/:id/verification', verificationPage(context, audience))
  router.post('/:id/verification', changeControl(context, audience))
  router.post('/:id/verification/check', checkNow(context, audience))
  router.get('/:id/state', statePage(context, audience))
  router.get('/:id/documents', documentsPage(context, audience))
  router.post('/:id/documents', handInDocument(context, audience))
  router.post('/:id/synchronize', plainCommand(context, audience, 'synchronize'))
  router.get('/:id/contact', contactPage(context, audience))
  for (const command of Object.keys(BUTTON_COMMANDS) as ButtonCommand[])
    router.post(`/:id/${command}`, buttonCommand(context, audience, command))
  for (const [path, page] of Object.entries(FORM_PAGES)) {
    const { show, take } = page(context, audience)
    router.get(`/:id/${path}`, show)
    router.post(`/:id/${path}`, take)
  }
  router.get('/:id/certificates', certificatesPage(context, audience))
  router.get('/:id/certificates/:file', certificateFile(context))
  return router
}
