import type { Request } from 'express'
import { RENEWAL_POLICIES, type RenewalChoice } from '../../domain/order-terms.ts'
import { type Audience, callerOf, commandIdOf, pathPart } from '../caller.ts'
import type { WebContext } from '../context.ts'
import type { FieldOption } from '../forms/field-spec.ts'
import { formPage } from '../forms/form-page.ts'
import { type FormValues, textOf } from '../forms/form-values.ts'
import { languageOf } from '../language.ts'
import { answerNotice } from '../orders/commands.ts'
import { orderHead, orderPath } from '../orders/order-model.ts'
import { pageTexts } from '../page-texts.ts'
import type { OrderJson } from '../services.ts'

interface PolicySubject {
  order: OrderJson
  own: RenewalChoice
}

/** What is typed as a number is one; anything else goes on as it is, for the service to refuse. */
function numberOrTyped(typed: string): number | string | null {
  const text = typed.trim()
  if (text === '') return null
  return /^\d{1,6}$/.test(text) ? Number(text) : text
}

/** Nothing said is another thing than «nothing happens». */
function policyOptions(request: Request): FieldOption[] {
  const asProduct = pageTexts(languageOf(request)).t('option.policy.default')
  return [{ value: '', label: asProduct }, ...RENEWAL_POLICIES]
}

function changeOf(values: FormValues): object {
  return {
    policy: textOf(values, 'policy') === '' ? null : textOf(values, 'policy'),
    daysBefore: numberOrTyped(textOf(values, 'daysBefore')),
  }
}

/** What becomes of a certificate that is about to expire, and how long before (row S2); empty is left to the product. */
export function renewalPage(context: WebContext, audience: Audience): ReturnType<typeof formPage> {
  const { services } = context
  return formPage<PolicySubject>(context, {
    view: 'orders/next',
    title: 'next-certificate.renewal.title',
    subject: async (request) => {
      const [caller, id] = [callerOf(request), pathPart(request, 'id')]
      const [order, own] = await Promise.all([
        services.orders.read(caller, id),
        services.nextCertificate.renewal(caller, id),
      ])
      return { order, own }
    },
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
    model: ({ order }) => ({
      ...orderHead(order, audience),
      tab: 'renewal',
      command: 'renewal',
      inForce: order.renewal,
    }),
    leaveTo: (request) => orderPath(audience, pathPart(request, 'id')),
    submit: async (request, { order }, _body, values) => {
      const caller = callerOf(request)
      const options = { commandId: commandIdOf(request) }
      const { status } = await services.life.changeRenewal(caller, order.id, changeOf(values), options)
      return {
        notice: answerNotice(status, 'next-certificate.renewal.done'),
        to: orderPath(audience, order.id),
      }
    },
  })
}
