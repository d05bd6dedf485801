import { CANCELLATION_TIMES } from '../../domain/order-view.ts'
import type { Audience } from '../caller.ts'
import type { WebContext } from '../context.ts'
import type { FieldSpec } from '../forms/field-spec.ts'
import type { OrderJson } from '../services.ts'
import { orderForm } from './order-form.ts'

const MOST_REASON_CHARACTERS = 1000

/** Only what is there can be revoked with the end. */
function revokeToo({ certificates }: OrderJson): FieldSpec[] {
  const isIssued = certificates.some(({ status }) => status === 'VALID')
  return isIssued ? [{ name: 'revoke', type: 'checkbox' }] : []
}

/** The client wants a recurring order to end: at the end of what is paid, or now (row M12). */
export function cancellationPage(context: WebContext, audience: Audience): ReturnType<typeof orderForm> {
  return orderForm(context, audience, {
    action: 'cancellation-request',
    path: 'cancellation',
    texts: 'cancellation',
    words: 'cancellation.',
    tone: 'danger',
    read: async (subject) => subject,
    sections: ({ order }) => [
      {
        key: 'ending',
        fields: [
          { name: 'when', type: 'select', options: CANCELLATION_TIMES.toReversed() },
          ...revokeToo(order),
          { name: 'reason', type: 'textarea', rows: 3, isProse: true, maxLength: MOST_REASON_CHARACTERS },
        ],
      },
    ],
    initial: () => ({}),
    submit: ({ subject: { caller, order }, body, options }) =>
      context.services.life.requestCancellation(caller, order.id, body, options),
  })
}

/** The service is over (row B8). */
export function terminatePage(context: WebContext, audience: Audience): ReturnType<typeof orderForm> {
  return orderForm(context, audience, {
    action: 'terminate',
    texts: 'terminate',
    words: 'terminate.',
    tone: 'danger',
    read: async (subject) => subject,
    sections: ({ order }) => {
      const fields = revokeToo(order)
      return fields.length === 0 ? [] : [{ key: 'ending', fields }]
    },
    initial: () => ({}),
    submit: ({ subject: { caller, order }, body, options }) =>
      context.services.life.terminate(caller, order.id, body, options),
  })
}
