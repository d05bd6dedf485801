import { Router } from 'express'
import type { WebContext } from '../../context.ts'
import { exchangesPage, ledgerPage, mailsPage } from './journal-pages.ts'
import { movePage } from './move-page.ts'
import { changeTask, notesPage } from './notes-page.ts'
import { sendSignInLink } from './sign-in-link.ts'
import { beginViewing } from './view-as.ts'

/** What only admins see and do of one order, below `/admin/orders`. */
export function orderRecords(context: WebContext): Router {
  const router = Router({ mergeParams: true })
  const [notes, move] = [notesPage(context), movePage(context)]
  router.get('/:id/exchanges', exchangesPage(context))
  router.get('/:id/mails', mailsPage(context))
  router.get('/:id/ledger', ledgerPage(context))
  router.get('/:id/notes', notes.show)
  router.post('/:id/notes', notes.take)
  router.post('/:id/notes/:noteId/done', changeTask(context, true))
  router.post('/:id/notes/:noteId/open', changeTask(context, false))
  router.get('/:id/move', move.show)
  router.post('/:id/move', move.take)
  router.post('/:id/view-as', beginViewing(context))
  router.post('/:id/sign-in-link', sendSignInLink(context))
  return router
}
