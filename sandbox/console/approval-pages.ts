import express, { type Request, type Router } from 'express'
import { findLink } from '../core/approval-links.ts'
import type { SandboxCore } from '../core/core.ts'
import { BACKEND_PATH, partnerId } from '../core/portal.ts'
import { type Confirmation, confirmLink } from '../core/verification.ts'
import { page } from './views.ts'

type Language = 'pl' | 'en'

/** The CA's own words to approvers; not part of the product's texts. */
const WORDS = {
  en: {
    title: 'Domain verification',
    question: 'Confirm that you administer these names:',
    button: 'Verify',
    confirmed: 'Thank you: verified.',
    'already-confirmed': 'This was verified before.',
    gone: 'This link is unknown, was replaced by a newer one, or is too old.',
  },
  pl: {
    title: 'Weryfikacja domeny',
    question: 'Potwierdź, że administrujesz tymi nazwami:',
    button: 'Potwierdź',
    confirmed: 'Dziękujemy: zweryfikowano.',
    'already-confirmed': 'Zweryfikowano już wcześniej.',
    gone: 'Ten odnośnik jest nieznany, został zastąpiony nowszym albo wygasł.',
  },
} as const

/** The page behind the link of a verification mail, and what its button does. */
export function approvalPages(core: SandboxCore): Router {
  const router = express.Router()
  router.get('/emailVerification', async (request, response) => {
    const language = languageOf(request)
    const id = String(request.query.verificationId ?? '')
    const link = await core.run(({ database }) =>
      isOurs(core, request) ? findLink(database, id) : undefined,
    )
    if (link === undefined) {
      response.status(404).send(resultPage('gone', language))
      return
    }
    const words = WORDS[language]
    const subjects = link.names.length === 0 ? [link.address] : link.names
    const ids = { verificationId: id, partnerId: partnerId(core.context.database), language }
    const data = { ...ids, confirm: true, subjects, question: words.question, button: words.button }
    response.send(page('approval', words.title, data, language))
  })
  router.get('/assets/config/config.release.json', (_request, response) => {
    response.json({ backend: { uri: `${core.context.publicUrl}${BACKEND_PATH}` } })
  })
  router.post(['/domain-verification', `${BACKEND_PATH}/domain-verification`], async (request, response) => {
    const id = String(request.query.verificationId ?? '')
    const result = await core.run((context) => (isOurs(core, request) ? confirmLink(context, id) : 'gone'))
    response.status(result === 'gone' ? 404 : 200).send(resultPage(result, languageOf(request)))
  })
  return router
}

/** Whether the link is of this account. One that names no partner is taken as well: older ones did not. */
function isOurs({ context }: SandboxCore, { query }: Request): boolean {
  return query.partnerId === undefined || query.partnerId === partnerId(context.database)
}

function resultPage(result: Confirmation, language: Language): string {
  return page('approval', WORDS[language].title, { message: WORDS[language][result] }, language)
}

function languageOf(request: Request): Language {
  return request.query.language === 'pl' ? 'pl' : 'en'
}
