import type { Audience } from '../caller.ts'
import { splitNames } from '../configure/names-form.ts'
import type { WebContext } from '../context.ts'
import type { SectionSpec } from '../forms/field-spec.ts'
import { type FormValues, listOf } from '../forms/form-values.ts'
import { serialOptions } from '../orders/serial-options.ts'
import { proofSections, withProof } from './next-fields.ts'
import { type NextSubject, nextPage } from './next-page.ts'

function sections(subject: NextSubject): SectionSpec[] {
  const { namesToSpare } = subject.next
  const added: SectionSpec[] =
    namesToSpare === 0
      ? []
      : [
          {
            key: 'add-names',
            fields: [{ name: 'addNames[]', type: 'textarea', rows: 3, textKey: 'addNames' }],
          },
        ]
  return [
    {
      key: 'next-csr',
      fields: [
        { name: 'serialNumber', type: 'select', options: serialOptions(subject.order.certificates, subject) },
        { name: 'csr', type: 'textarea', rows: 10 },
      ],
    },
    ...added,
    ...proofSections(subject),
  ]
}

function reissueBody(body: Record<string, unknown>, values: FormValues): Record<string, unknown> {
  const addNames = splitNames(listOf(values, 'addNames[]').join('\n'))
  const { addNames: _typed, ...rest } = withProof(body, values)
  return addNames.length === 0 ? rest : { ...rest, addNames }
}

/** Another certificate of the same purchase, free, on a new key and where the product takes them with more names (M6, M7). */
export function reissuePage(context: WebContext, audience: Audience): ReturnType<typeof nextPage> {
  return nextPage(context, audience, {
    action: 'reissue',
    readMore: async (subject) => subject,
    sections,
    required: () => ['csr'],
    initial: () => ({}),
    model: ({ next, order }) => ({ spare: next.namesToSpare, productValidUntil: order.productValidUntil }),
    submit: ({ subject: { caller, order }, body, values, options }) =>
      context.services.replacing.reissue(caller, order.id, reissueBody(body, values), options),
  })
}
