import { Router } from 'express'
import { pathPart } from '../caller.ts'
import type { WebContext } from '../context.ts'
import { languageOf } from '../language.ts'
import { leadTo, leaveNotice, type Notice } from '../session.ts'

const CA_PATH = '/admin/ca'

function checkedNotice(name: string, detail: string | null, ok: boolean): Notice {
  return ok
    ? { tone: 'good', key: 'admin.ca-accounts.works', values: { name } }
    : { tone: 'bad', key: 'admin.ca-accounts.fails', values: { name, detail: detail ?? '' } }
}

/** The accounts at CAs: how each stands, and whether it answers now. */
export function caPages({ services, show }: WebContext): Router {
  const router = Router()
  router.get('/', async (request, response) => {
    const { items } = await services.caAccounts.list()
    const accounts = items.map((account) => ({ ...account, isManual: account.kind === 'manual' }))
    show(request, response, 'admin/ca', { title: 'admin.ca-accounts.title' }, { accounts, path: CA_PATH })
  })
  router.post('/:id/check', async (request, response) => {
    const id = pathPart(request, 'id')
    const { ok, detail } = await services.caAccounts.check(id, languageOf(request))
    const account = (await services.caAccounts.list()).items.find((each) => each.id === id)
    leaveNotice(request, checkedNotice(account?.name ?? '', detail, ok))
    leadTo(response, CA_PATH)
  })
  return router
}
