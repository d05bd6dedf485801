import { hashOf } from '../../api/services/canonical-json.ts'
import { reasonsFor } from '../../domain/revocation.ts'
import type { Audience } from '../caller.ts'
import type { WebContext } from '../context.ts'
import type { FieldSpec, SectionSpec } from '../forms/field-spec.ts'
import type { SharedKey, WebServices } from '../services.ts'
import type { Notice } from '../session.ts'
import { type OrderSubject, orderForm } from './order-form.ts'
import { orderPath } from './order-model.ts'
import { serialChoice } from './serial-options.ts'

const MOST_NOTE_CHARACTERS = 250
const KEY_LOST = { field: 'reason', is: ['keyCompromise'] } as const

interface RevokeSubject extends OrderSubject {
  /** The customer's other certificates on the keys of this order. */
  shared: readonly SharedKey[]
}

function sections({ reader, order, shared }: RevokeSubject): SectionSpec[] {
  const valid = order.certificates.filter(({ status }) => status === 'VALID')
  const also: FieldSpec[] =
    shared.length === 0 ? [] : [{ name: 'alsoSameKey', type: 'checkbox', shownWhen: KEY_LOST }]
  return [
    {
      key: 'revoke',
      fields: [
        { name: 'serialNumber', type: 'select', options: serialChoice(valid, { order, reader }) },
        { name: 'reason', type: 'select', options: ['', ...reasonsFor(order.product.validation)] },
        { name: 'compromisedOn', type: 'date', isShort: true, shownWhen: KEY_LOST },
        ...also,
        { name: 'note', type: 'textarea', rows: 3, isProse: true, maxLength: MOST_NOTE_CHARACTERS },
      ],
    },
  ]
}

/** The same for the same form: sent twice, it is one command for each certificate. */
function idFor(commandId: string, { orderId, serialNumber }: SharedKey): string {
  return hashOf(commandId, orderId, serialNumber).slice(0, 32)
}

/** Each of the others in its own order; one that cannot be revoked any more keeps none of the rest. */
async function revokeOthers(
  { revocation }: WebServices,
  { caller, shared }: RevokeSubject,
  asked: { serialNumber: unknown; compromisedOn: unknown },
  commandId: string,
): Promise<Notice[]> {
  const meant = shared.filter(({ sameKeyAs }) => sameKeyAs === asked.serialNumber)
  const revoked = await Promise.allSettled(
    meant.map((other) => {
      const { orderId, serialNumber } = other
      const body = { serialNumber, reason: 'keyCompromise', compromisedOn: asked.compromisedOn ?? null }
      return revocation.revoke(caller, orderId, body, { commandId: idFor(commandId, other) })
    }),
  )
  const left = meant.filter((_other, index) => revoked[index]?.status === 'rejected')
  return left.length === 0 ? [] : [sameKeyNotice(left)]
}

function sameKeyNotice(others: readonly { serialNumber: string }[]): Notice {
  const serials = others.map(({ serialNumber }) => serialNumber).join(', ')
  return { tone: 'bad', key: 'notice.same-key', values: { serials } }
}

/** Which certificate, and why; what follows from it, and what else is on its key, is said before (row M9). */
export function revokePage(context: WebContext, audience: Audience): ReturnType<typeof orderForm> {
  const { services } = context
  return orderForm<RevokeSubject>(context, audience, {
    action: 'revoke',
    texts: 'revoke',
    words: 'revoke.',
    view: 'orders/revoke',
    tone: 'danger',
    read: async (subject) => ({
      ...subject,
      shared: await services.revocation.onSameKeys(subject.caller, subject.order.id),
    }),
    sections,
    required: () => ['serialNumber', 'reason'],
    initial: () => ({}),
    model: ({ order, shared }) => ({
      reissuePath: order.actions.includes('reissue') ? `${orderPath(audience, order.id)}/reissue` : null,
      shared: shared.map((each) => ({ ...each, href: orderPath(audience, each.orderId) })),
    }),
    submit: async ({ subject, body, options }) => {
      const { alsoSameKey, ...asked } = body
      const { caller, order } = subject
      const { status, sameKey = [] } = await services.revocation.revoke(caller, order.id, asked, options)
      if (alsoSameKey === true && asked.reason === 'keyCompromise') {
        const { serialNumber, compromisedOn } = asked
        const notices = await revokeOthers(
          services,
          subject,
          { serialNumber, compromisedOn },
          options.commandId,
        )
        return { status, notices }
      }
      return { status, notices: sameKey.length === 0 ? [] : [sameKeyNotice(sameKey)] }
    },
  })
}
