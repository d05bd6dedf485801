import type { RequestHandler } from 'express'
import { type Audience, callerOf, pathPart } from '../caller.ts'
import type { WebContext } from '../context.ts'
import { pageTexts } from '../page-texts.ts'
import { documentRows } from './document-rows.ts'
import { showLive } from './live-part.ts'
import { orderHead } from './order-model.ts'

/** The CA's verifications of an order in plain words, its documents, and until when its product holds (row V4). */
export function statePage({ services, show }: WebContext, audience: Audience): RequestHandler {
  return async (request, response) => {
    const caller = callerOf(request)
    const id = pathPart(request, 'id')
    const order = await services.orders.read(caller, id)
    const verification = await services.verification.read(caller, id)
    const { items } = await services.documents.list(caller, id)
    const texts = pageTexts(caller.language)
    const verifications = verification.order.map(({ type, state, expiresAt }) => {
      const key = `verification-type.${type}`
      // A word of the CA's that we do not know stands as it came.
      return { type, text: texts.has(key) ? texts.t(key) : type, state, expiresAt }
    })
    const model = {
      ...orderHead(order, audience),
      tab: 'state',
      caOrder: order.caOrders.at(-1) ?? null,
      verifications,
      email: verification.email ?? null,
      documents: documentRows(items, texts),
    }
    showLive(show, request, response, 'orders/state', { title: 'order-state.title' }, model)
  }
}
