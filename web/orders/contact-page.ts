import type { RequestHandler } from 'express'
import { type Audience, callerOf, pathPart } from '../caller.ts'
import type { WebContext } from '../context.ts'
import { orderHead } from './order-model.ts'

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
    const model = { ...orderHead(order, audience), tab: 'contact', rows }
    show(request, response, 'orders/contact', { title: 'contact.title' }, model)
  }
}
