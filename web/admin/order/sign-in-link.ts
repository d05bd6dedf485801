import type { RequestHandler } from 'express'
import { ADMIN, callerOf, pathPart } from '../../caller.ts'
import type { WebContext } from '../../context.ts'
import { runCommand } from '../../orders/commands.ts'
import { orderPath } from '../../orders/order-model.ts'

/** Has a link sent to the order's customer that signs them in and leads to the order. */
export function sendSignInLink({ services }: WebContext): RequestHandler {
  return async (request, response) => {
    const id = pathPart(request, 'id')
    await runCommand(request, response, orderPath(ADMIN, id), async () => {
      const address = await services.clientLinks.send(callerOf(request), id)
      return address === null
        ? { tone: 'bad', key: 'sign-in:admin.not-ours' }
        : { tone: 'good', key: 'sign-in:admin.done', values: { address } }
    })
  }
}
