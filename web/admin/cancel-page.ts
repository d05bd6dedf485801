import type { RequestHandler } from 'express'
import { ADMIN, callerOf, commandIdOf, pathPart } from '../caller.ts'
import type { WebContext } from '../context.ts'
import { bodyOf, postedValues } from '../forms/form-values.ts'
import { answerNotice, runCommand } from '../orders/commands.ts'
import { orderHead, orderPath } from '../orders/order-model.ts'

/** Asks whether the order is really to be cancelled. */
export function cancelPage({ services, show }: WebContext): RequestHandler {
  return async (request, response) => {
    const order = await services.orders.readFor(callerOf(request), pathPart(request, 'id'), 'cancel')
    show(
      request,
      response,
      'admin/cancel',
      { title: 'cancel.title' },
      {
        ...orderHead(order, ADMIN),
        tab: 'cancel',
      },
    )
  }
}

export function cancelOrder({ services }: WebContext): RequestHandler {
  return async (request, response) => {
    const id = pathPart(request, 'id')
    const body = bodyOf(postedValues(request.body, ['note']))
    await runCommand(request, response, orderPath(ADMIN, id), async () => {
      const answer = await services.orders.submit(callerOf(request), id, 'cancel', body, {
        commandId: commandIdOf(request),
      })
      return answerNotice(answer.status, 'notice.cancelled')
    })
  }
}
