import { PAYMENT_STATUSES } from '../../domain/order-terms.ts'
import type { Audience } from '../caller.ts'
import type { WebContext } from '../context.ts'
import { orderForm } from './order-form.ts'

/** An admin enters what the billing system did not tell. */
export function paymentPage(context: WebContext, audience: Audience): ReturnType<typeof orderForm> {
  return orderForm(context, audience, {
    action: 'payment',
    texts: 'payment',
    words: 'payment.',
    read: async (subject) => subject,
    sections: () => [
      {
        key: 'payment',
        fields: [
          { name: 'invoice', type: 'text', isShort: true },
          { name: 'status', type: 'select', options: PAYMENT_STATUSES },
          { name: 'paidUntil', type: 'date', isShort: true },
        ],
      },
    ],
    required: () => ['invoice'],
    initial: ({ order }) => ({ invoice: order.billing.invoice ?? '' }),
    submit: ({ subject: { caller, order }, body, options }) =>
      context.services.orders.submit(caller, order.id, 'paymentReceived', body, options),
  })
}
