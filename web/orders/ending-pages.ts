import type { RequestHandler } from 'express'
import { CertloomError } from '../../domain/errors.ts'
import { type Audience, callerOf, commandIdOf, pathPart } from '../caller.ts'
import type { WebContext } from '../context.ts'
import { bodyOf, postedValues } from '../forms/form-values.ts'
import { answerNotice, runCommand } from './commands.ts'
import { orderHead, orderPath } from './order-model.ts'

/** Both ask before they act, and say what follows. */
const PAGES = {
  'cancellation-request': { view: 'orders/cancellation', title: 'cancellation.title' },
  terminate: { view: 'orders/terminate', title: 'terminate.title' },
} as const
type Ending = keyof typeof PAGES

/** Asks whether the service is really to end, and how. */
export function endingPage(
  { services, show }: WebContext,
  audience: Audience,
  ending: Ending,
): RequestHandler {
  return async (request, response) => {
    const order = await services.orders.read(callerOf(request), pathPart(request, 'id'))
    if (!order.actions.includes(ending))
      throw new CertloomError('not-possible-now', { details: { state: order.state } })
    const { view, title } = PAGES[ending]
    const isIssued = order.certificates.some(({ status }) => status === 'VALID')
    show(request, response, view, { title }, { ...orderHead(order, audience), tab: ending, isIssued })
  }
}

/** The client wants a recurring order to end: at the end of what is paid, or now (row M12). */
export function requestCancellation({ services }: WebContext, audience: Audience): RequestHandler {
  return async (request, response) => {
    const id = pathPart(request, 'id')
    await runCommand(request, response, orderPath(audience, id), async () => {
      const body = bodyOf(postedValues(request.body, ['when', 'reason', 'revoke']), ['revoke'])
      const options = { commandId: commandIdOf(request) }
      const { status } = await services.life.requestCancellation(callerOf(request), id, body, options)
      return answerNotice(status, 'notice.cancellation-request')
    })
  }
}

/** The service is over (row B8). */
export function terminateOrder({ services }: WebContext, audience: Audience): RequestHandler {
  return async (request, response) => {
    const id = pathPart(request, 'id')
    await runCommand(request, response, orderPath(audience, id), async () => {
      const body = bodyOf(postedValues(request.body, ['revoke']), ['revoke'])
      const options = { commandId: commandIdOf(request) }
      const { status } = await services.life.terminate(callerOf(request), id, body, options)
      return answerNotice(status, 'notice.terminate')
    })
  }
}

const CONTACT_FIELDS = [
  'firstName',
  'lastName',
  'company',
  'taxId',
  'address1',
  'address2',
  'city',
  'state',
  'postalCode',
  'country',
  'phone',
  'email',
] as const

/** Whom the order is for, as the billing system said it (row M3). */
export function contactPage({ services, show }: WebContext, audience: Audience): RequestHandler {
  return async (request, response) => {
    const caller = callerOf(request)
    const id = pathPart(request, 'id')
    const [order, contact] = await Promise.all([
      services.orders.read(caller, id),
      services.orders.contact(caller, id),
    ])
    const rows = CONTACT_FIELDS.map((field) => ({ field, value: contact[field] }))
    show(
      request,
      response,
      'orders/contact',
      { title: 'contact.title' },
      { ...orderHead(order, audience), tab: 'contact', rows },
    )
  }
}
