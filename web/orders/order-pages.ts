import { Router } from 'express'
import { type Audience, requirePerson } from '../caller.ts'
import { configurePage, saveConfigureForm } from '../configure/configure-page.ts'
import type { WebContext } from '../context.ts'
import { propertiesPage } from '../next/properties-page.ts'
import { reissuePage } from '../next/reissue-page.ts'
import { renewPage } from '../next/renew-page.ts'
import { renewalCsrPage } from '../next/renewal-csr-page.ts'
import { renewalPage } from '../next/renewal-page.ts'
import { certificateFile, certificatesPage } from './certificates-page.ts'
import { plainCommand } from './commands.ts'
import { documentsPage, handInDocument } from './documents-page.ts'
import { contactPage, endingPage, requestCancellation, terminateOrder } from './ending-pages.ts'
import { BUTTON_COMMANDS, type ButtonCommand, buttonCommand, sendCertificate } from './life-commands.ts'
import { listPage } from './list-page.ts'
import { overviewPage } from './overview-page.ts'
import { revokeCertificate, revokePage } from './revoke-page.ts'
import { statePage } from './state-page.ts'
import { changeControl } from './verification-change.ts'
import { checkNow, verificationPage } from './verification-page.ts'

/** Pages about what comes after the certificate that is there, by their paths. */
const NEXT_PAGES = {
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
  router.get('/', listPage(context, audience))
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
  router.get('/:id/revoke', revokePage(context, audience))
  router.post('/:id/revoke', revokeCertificate(context, audience))
  router.get('/:id/contact', contactPage(context, audience))
  router.get('/:id/cancellation', endingPage(context, audience, 'cancellation-request'))
  router.post('/:id/cancellation', requestCancellation(context, audience))
  router.get('/:id/terminate', endingPage(context, audience, 'terminate'))
  router.post('/:id/terminate', terminateOrder(context, audience))
  router.post('/:id/send', sendCertificate(context, audience))
  for (const command of Object.keys(BUTTON_COMMANDS) as ButtonCommand[])
    router.post(`/:id/${command}`, buttonCommand(context, audience, command))
  for (const [path, page] of Object.entries(NEXT_PAGES)) {
    const { show, take } = page(context, audience)
    router.get(`/:id/${path}`, show)
    router.post(`/:id/${path}`, take)
  }
  router.get('/:id/certificates', certificatesPage(context, audience))
  router.get('/:id/certificates/:file', certificateFile(context))
  return router
}
