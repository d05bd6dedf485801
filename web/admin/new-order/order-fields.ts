import { SETUP_RULES } from '../../../domain/order-state.ts'
import { LANGUAGES } from '../../../texts/texts.ts'
import type { FieldOption, FieldSpec, SectionSpec } from '../../forms/field-spec.ts'

/** What a product is sold with, so many, or whatever the client enters. */
const NAMES_RULES = ['included', 'number', 'as-entered'] as const

const PERIODS = ['', 'P1Y', 'P2Y', 'P3Y', 'P4Y', 'P5Y'] as const

const CUSTOMER: readonly FieldSpec[] = [
  { name: 'customer.reference', type: 'text', isShort: true },
  { name: 'customer.firstName', type: 'text' },
  { name: 'customer.lastName', type: 'text' },
  { name: 'customer.email', type: 'email' },
  { name: 'customer.language', type: 'select', options: LANGUAGES },
  { name: 'customer.company', type: 'text' },
  { name: 'customer.taxId', type: 'text', isShort: true },
  { name: 'customer.address1', type: 'text' },
  { name: 'customer.address2', type: 'text' },
  { name: 'customer.postalCode', type: 'text', isShort: true },
  { name: 'customer.city', type: 'text' },
  { name: 'customer.state', type: 'text' },
  { name: 'customer.country', type: 'text', isShort: true },
  { name: 'customer.phone', type: 'tel' },
]

/** The form of a new order: what is sold, to whom, and for how long. */
export function orderSections(
  products: readonly FieldOption[],
  billingSystems: readonly FieldOption[],
): SectionSpec[] {
  const byNumber = { field: 'namesRule', is: ['number'] } as const
  return [
    {
      key: 'order',
      fields: [
        { name: 'billingSystem', type: 'select', options: billingSystems },
        { name: 'reference', type: 'text' },
        { name: 'product', type: 'select', options: products },
        { name: 'namesRule', type: 'select', options: NAMES_RULES },
        { name: 'additionalNames', type: 'number', isShort: true, shownWhen: byNumber },
        { name: 'setup', type: 'select', options: SETUP_RULES },
      ],
    },
    { key: 'customer', fields: CUSTOMER },
    {
      key: 'term',
      fields: [
        { name: 'term.period', type: 'select', options: PERIODS },
        { name: 'term.paidUntil', type: 'date', isShort: true },
        { name: 'term.recurring', type: 'checkbox' },
      ],
    },
  ]
}

/** What no order begins without. */
export const REQUIRED = [
  'billingSystem',
  'reference',
  'product',
  'customer.reference',
  'customer.firstName',
  'customer.lastName',
  'customer.email',
]

/** The body of `POST /orders`, from what the form's fields spell. */
export function orderBody(spelt: Record<string, unknown>): Record<string, unknown> {
  const { billingSystem: _, namesRule, additionalNames = '', ...body } = spelt
  switch (namesRule) {
    case 'as-entered':
      return { ...body, additionalNames: 'as-entered' }
    case 'number':
      // Nothing typed is told of at the field, as any other word would be.
      return { ...body, additionalNames }
    default:
      return body
  }
}
