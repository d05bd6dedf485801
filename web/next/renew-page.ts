import type { Audience } from '../caller.ts'
import type { WebContext } from '../context.ts'
import type { SectionSpec } from '../forms/field-spec.ts'
import { serialOptions } from '../orders/serial-options.ts'
import type { RenewalVariant } from '../services.ts'
import { proofSections, withProof } from './next-fields.ts'
import { type NextSubject, nextPage } from './next-page.ts'

interface RenewSubject extends NextSubject {
  /** The order's own product, then what else it may be renewed as. */
  variants: readonly RenewalVariant[]
}

function sections(subject: RenewSubject): SectionSpec[] {
  const [own, ...others] = subject.variants
  const options = others.map(({ code, name }) => ({ value: code, label: `${name} (${code})` }))
  const product: SectionSpec['fields'] =
    others.length === 0
      ? []
      : [{ name: 'product', type: 'select', options: [{ value: '', label: own?.name ?? '' }, ...options] }]
  return [
    {
      key: 'renewed',
      fields: [
        {
          name: 'serialNumber',
          type: 'select',
          options: ['', ...serialOptions(subject.order.certificates, subject)],
        },
        { name: 'certificate', type: 'textarea', rows: 4 },
        ...product,
      ],
    },
    {
      key: 'next-key',
      fields: [
        { name: 'csr', type: 'textarea', rows: 10, hintKey: 'csr-if-new' },
        { name: 'hashAlgorithm', type: 'select', options: ['', ...subject.allowance.hashAlgorithms] },
      ],
    },
    ...proofSections(subject),
  ]
}

/** Another purchase at the CA, with what is stored unless something else is given; lost days are said before (M10, M17). */
export function renewPage(context: WebContext, audience: Audience): ReturnType<typeof nextPage> {
  const { nextCertificate, replacing } = context.services
  return nextPage<RenewSubject>(context, audience, {
    action: 'renew',
    readMore: async (subject) => ({
      ...subject,
      variants: await nextCertificate.variants(subject.caller, subject.order.id),
    }),
    sections,
    initial: () => ({}),
    model: ({ variants }) => ({ variants: variants.filter(({ ifRenewedNow }) => ifRenewedNow !== null) }),
    submit: ({ subject: { caller, order }, body, values, options }) =>
      replacing.renew(caller, order.id, withProof(body, values), options),
  })
}
