import type { Request } from 'express'
import { RENEWAL_POLICIES, type RenewalChoice, type RenewalPolicy } from '../../domain/order-terms.ts'
import type { Audience } from '../caller.ts'
import type { WebContext } from '../context.ts'
import type { FieldOption } from '../forms/field-spec.ts'
import { withNulls } from '../forms/form-values.ts'
import { languageOf } from '../language.ts'
import { type OrderSubject, orderForm } from '../orders/order-form.ts'
import { pageTexts } from '../page-texts.ts'

interface PolicySubject extends OrderSubject {
  own: RenewalChoice
  inForce: { policy: RenewalPolicy; daysBefore: number }
}

/** Nothing said is another thing than «nothing happens». */
function policyOptions(request: Request): FieldOption[] {
  const asProduct = pageTexts(languageOf(request)).t('option.policy.default')
  return [{ value: '', label: asProduct }, ...RENEWAL_POLICIES]
}

/** What becomes of a certificate that is about to expire, and how long before (row S2); empty is left to the product. */
export function renewalPage(context: WebContext, audience: Audience): ReturnType<typeof orderForm> {
  const { life, nextCertificate } = context.services
  return orderForm<PolicySubject>(context, audience, {
    action: 'renewal',
    texts: 'next-certificate.renewal',
    view: 'orders/next',
    back: 'next-certificate.back',
    read: async (subject) => ({
      ...subject,
      ...(await nextCertificate.renewal(subject.caller, subject.order.id)),
    }),
    sections: (_subject, request) => [
      {
        key: 'policy',
        fields: [
          { name: 'policy', type: 'select', options: policyOptions(request) },
          { name: 'daysBefore', type: 'number', isShort: true },
        ],
      },
    ],
    initial: ({ own: { policy, daysBefore } }) => ({
      policy: policy ?? '',
      daysBefore: daysBefore === null ? '' : String(daysBefore),
    }),
    model: ({ order, inForce }) => ({
      inForce: { ...inForce, effectiveDaysBefore: order.renewal.effectiveDaysBefore },
    }),
    submit: ({ subject: { caller, order }, body, options }) =>
      life.changeRenewal(caller, order.id, withNulls(body, ['policy', 'daysBefore']), options),
  })
}
