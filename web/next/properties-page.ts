import type { Audience } from '../caller.ts'
import { stepOneSections } from '../configure/field-specs.ts'
import type { WebContext } from '../context.ts'
import type { SectionSpec } from '../forms/field-spec.ts'
import { type FormValues, valuesOf } from '../forms/form-values.ts'
import { proofSections, withProof } from './next-fields.ts'
import { type NextSubject, nextPage } from './next-page.ts'

const TAX_NUMBER = 'organization.taxNumber'

/** Contacts, the organization's number where the product has one, and the way of proof. */
function sections(subject: NextSubject): SectionSpec[] {
  const all = stepOneSections(subject.order.product, [], [])
  const contacts = all.filter(({ key }) => key === 'contact' || key === 'administrativeContact')
  const taxNumber = all.flatMap(({ fields }) => fields).filter(({ name }) => name === TAX_NUMBER)
  const organization = taxNumber.length === 0 ? [] : [{ key: 'organization', fields: taxNumber }]
  return [...contacts, ...organization, ...proofSections(subject)]
}

/** What a person emptied is taken out; the rest of what they left alone stays. */
function changesOf(body: Record<string, unknown>, values: FormValues): Record<string, unknown> {
  const { administrativeContact = null, revocationEmail = null, ...rest } = withProof(body, values)
  return { ...rest, administrativeContact, revocationEmail }
}

/** What the next renewal is ordered with (row M16). */
export function propertiesPage(context: WebContext, audience: Audience): ReturnType<typeof nextPage> {
  return nextPage(context, audience, {
    action: 'properties',
    readMore: async (subject) => subject,
    sections,
    required: () => ['contact.firstName', 'contact.lastName', 'contact.email'],
    initial: ({ next }) => valuesOf(next.configuration),
    submit: ({ subject: { caller, order }, body, values, options }) =>
      context.services.replacing.editProperties(caller, order.id, changesOf(body, values), options),
  })
}
