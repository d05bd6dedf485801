import { PAYMENT_STATUSES } from '../../domain/order-terms.ts'
import type { Audience } from '../caller.ts'
import type { WebContext } from '../context.ts'
import { amountIn } from '../forms/amount.ts'
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
          { name: 'amount.amount', type: 'text', isShort: true },
          { name: 'amount.currency', type: 'text', isShort: true },
          { name: 'paidUntil', type: 'date', isShort: true },
        ],
      },
    ],
    required: () => ['invoice'],
    initial: ({ order: { billing } }) => ({
      invoice: billing.invoice ?? '',
      'amount.currency': (billing.recurring ?? billing.firstPayment)?.currency ?? 'PLN',
    }),
    submit: ({ subject: { caller, order }, body, values, options }) => {
      const amount = amountIn(values, 'amount')
      const { amount: _, ...rest } = body
      const told = amount === null ? rest : { ...rest, amount }
      return context.services.orders.submit(caller, order.id, 'paymentReceived', told, options)
    },
  })
}
