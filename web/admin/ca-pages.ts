import { Router } from 'express'
import { pathPart } from '../caller.ts'
import type { WebContext } from '../context.ts'
import { languageOf } from '../language.ts'
import { problemWords } from '../problem-words.ts'
import { leadTo, leaveNotice, type Notice } from '../session.ts'
import { ACCOUNTS_PATH, accountPage, newAccountPage } from './accounts/account-page.ts'

function checkedNotice(name: string, detail: string | null, ok: boolean): Notice {
  return ok
    ? { tone: 'good', key: 'admin.ca-accounts.works', values: { name } }
    : { tone: 'bad', key: 'admin.ca-accounts.fails', values: { name, detail: detail ?? '' } }
}

/** The accounts at CAs: how each stands, and whether it answers now. */
export function caPages(context: WebContext): Router {
  const { services, show } = context
  const router = Router()
  router.get('/', async (request, response) => {
    const { items } = await services.caAccounts.list()
    const accounts = items.map((account) => ({
      ...account,
      isManual: account.kind === 'manual',
      problem: account.problem === null ? null : problemWords(account.problem, languageOf(request)),
    }))
    show(
      request,
      response,
      'admin/ca',
      { title: 'admin.ca-accounts.title' },
      { accounts, path: ACCOUNTS_PATH },
    )
  })
  const [one, added] = [accountPage(context), newAccountPage(context)]
  router.get('/new', added.show)
  router.post('/new', added.take)
  router.get('/:id', one.show)
  router.post('/:id', one.take)
  router.post('/:id/check', async (request, response) => {
    const id = pathPart(request, 'id')
    const { ok, detail } = await services.caAccounts.check(id, languageOf(request))
    const account = (await services.caAccounts.list()).items.find((each) => each.id === id)
    leaveNotice(request, checkedNotice(account?.name ?? '', detail, ok))
    leadTo(response, ACCOUNTS_PATH)
  })
  return router
}
