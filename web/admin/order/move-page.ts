import { ADMIN, callerOf, pathPart } from '../../caller.ts'
import type { WebContext } from '../../context.ts'
import { formPage } from '../../forms/form-page.ts'
import { textOf } from '../../forms/form-values.ts'
import { orderHead, orderPath } from '../../orders/order-model.ts'
import type { OrderJson } from '../../services.ts'

/** Gives an order to another customer of its billing system (row B10). */
export function movePage(context: WebContext): ReturnType<typeof formPage> {
  const { orders, orderMove } = context.services
  return formPage<OrderJson>(context, {
    view: 'orders/order-form',
    title: 'order-admin:move.title',
    words: 'order-admin:move.',
    subject: (request) => orders.read(callerOf(request), pathPart(request, 'id')),
    sections: () => [{ key: 'move', fields: [{ name: 'customer.reference', type: 'text' }] }],
    required: () => ['customer.reference'],
    initial: () => ({}),
    model: (order) => ({
      ...orderHead(order, ADMIN),
      tab: 'move',
      action: 'move',
      formPath: `${orderPath(ADMIN, order.id)}/move`,
      texts: 'order-admin:move',
      back: 'order-admin:move.back',
      tone: 'main',
    }),
    submit: async (request, order, _body, values) => {
      const body = { customer: { reference: textOf(values, 'customer.reference') } }
      const { customer } = await orderMove.move(callerOf(request), order.id, body)
      const { name, reference } = customer
      const notice = { tone: 'good', key: 'order-admin:move.done', values: { name, reference } } as const
      return { notice, to: orderPath(ADMIN, order.id) }
    },
  })
}
