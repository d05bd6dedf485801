import type { RequestHandler } from 'express'
import { ADMIN, CLIENT, callerOf, pathPart } from '../../caller.ts'
import type { WebContext } from '../../context.ts'
import { orderPath } from '../../orders/order-model.ts'
import { leadTo } from '../../session.ts'

/**
 * From now on this admin reads the client's pages as the order's customer does; nothing is done in the customer's name
 * (row B10).
 */
export function beginViewing({ services }: WebContext): RequestHandler {
  return async (request, response) => {
    const id = pathPart(request, 'id')
    const owner = await services.orderJournal.owner(callerOf(request), id)
    request.session.viewsAs = { ...owner, orderId: id }
    leadTo(response, orderPath(CLIENT, id))
  }
}

export const endViewing: RequestHandler = (request, response) => {
  const orderId = request.session.viewsAs?.orderId
  delete request.session.viewsAs
  leadTo(response, orderId === undefined ? ADMIN.ordersPath : orderPath(ADMIN, orderId))
}
