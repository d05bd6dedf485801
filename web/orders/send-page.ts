import type { Audience } from '../caller.ts'
import type { WebContext } from '../context.ts'
import { orderForm } from './order-form.ts'

/** Sends the certificate to whoever looks after it, or to another address (row M4). */
export function sendPage(context: WebContext, audience: Audience): ReturnType<typeof orderForm> {
  return orderForm(context, audience, {
    action: 'send',
    texts: 'send',
    words: 'send.',
    read: async (subject) => subject,
    sections: () => [{ key: 'send', fields: [{ name: 'to', type: 'email', autocomplete: 'email' }] }],
    initial: () => ({}),
    submit: ({ subject: { caller, order }, body, options }) =>
      context.services.life.send(caller, order.id, body, options),
  })
}
