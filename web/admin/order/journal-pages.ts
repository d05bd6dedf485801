import type { RequestHandler } from 'express'
import { ADMIN, callerOf, pathPart, queryText } from '../../caller.ts'
import type { WebContext } from '../../context.ts'
import { languageOf } from '../../language.ts'
import { orderHead, orderPath } from '../../orders/order-model.ts'
import { pageTexts } from '../../page-texts.ts'
import type { OrderJson } from '../../services.ts'

type Request = Parameters<RequestHandler>[0]

/** A page below an admin's order that shows what is kept about it. */
function recordPage(
  { services, show }: WebContext,
  tab: 'exchanges' | 'mails' | 'ledger',
  read: (request: Request, order: OrderJson) => Promise<object>,
): RequestHandler {
  return async (request, response) => {
    const order = await services.orders.read(callerOf(request), pathPart(request, 'id'))
    const model = { ...orderHead(order, ADMIN), tab, ...(await read(request, order)) }
    show(request, response, `admin/order-${tab}`, { title: `order-admin:${tab}.title` }, model)
  }
}

/** What was said to and by the CA (row S4). */
export function exchangesPage(context: WebContext): RequestHandler {
  return recordPage(context, 'exchanges', async (request, order) => {
    const cursor = queryText(request, 'cursor')
    const page = await context.services.exchanges.list(callerOf(request), order.id, { cursor })
    const path = `${orderPath(ADMIN, order.id)}/exchanges`
    const older = page.nextCursor === null ? null : `${path}?cursor=${encodeURIComponent(page.nextCursor)}`
    const exchanges = page.items.map((each) => ({ ...each, isGood: each.result === 'ok' }))
    return { exchanges, older }
  })
}

/** Which mails went out, and which are still to go. */
export function mailsPage(context: WebContext): RequestHandler {
  return recordPage(context, 'mails', async (request, order) => {
    const mails = await context.services.orderJournal.mails(callerOf(request), order.id)
    const texts = pageTexts(languageOf(request))
    const nameOf = (template: string): string => {
      const key = `mail:${template}.subject`
      // Without their values the subjects of mails still name them best.
      return texts.has(key)
        ? texts.t(key, { reference: order.reference, expires: '…', names: '…' })
        : template
    }
    return { mails: mails.map((mail) => ({ ...mail, name: nameOf(mail.template) })) }
  })
}

function shownDetail(detail: unknown): string | null {
  return detail === null || detail === undefined ? null : JSON.stringify(detail)
}

/** What the order had done at its partners, and what was asked of it. */
export function ledgerPage(context: WebContext): RequestHandler {
  return recordPage(context, 'ledger', async (request, order) => {
    const { entries, commands } = await context.services.orderJournal.ledger(callerOf(request), order.id)
    const texts = pageTexts(languageOf(request))
    // What an earlier or later release wrote down may have no words here.
    const say = (key: string, name: string): string => (texts.has(key) ? texts.t(key) : name)
    return {
      entries: entries.map((entry) => ({
        ...entry,
        actionText: say(`order-admin:ledger.actions.${entry.action}`, entry.action),
        detail: shownDetail(entry.detail),
      })),
      commands: commands.map((command) => ({
        ...command,
        nameText: say(`order-admin:commands.names.${command.name}`, command.name),
      })),
    }
  })
}
