import { Router } from 'express'
import { type Audience, requirePerson } from '../caller.ts'
import { configurePage, saveConfigureForm } from '../configure/configure-page.ts'
import type { WebContext } from '../context.ts'
import { certificateFile, certificatesPage } from './certificates-page.ts'
import { plainCommand } from './commands.ts'
import { documentsPage, handInDocument } from './documents-page.ts'
import { listPage } from './list-page.ts'
import { overviewPage } from './overview-page.ts'
import { statePage } from './state-page.ts'
import { changeControl } from './verification-change.ts'
import { checkNow, verificationPage } from './verification-page.ts'

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
  router.get('/:id/certificates', certificatesPage(context, audience))
  router.get('/:id/certificates/:file', certificateFile(context))
  return router
}
