import type { Request } from 'express'
import { ORDER_STATES, PARTIES } from '../../domain/order-state.ts'
import { isDay, startOfDay } from '../../platform/days.ts'
import { type Audience, queryText } from '../caller.ts'
import type { FieldSpec } from '../forms/field-spec.ts'
import type { FormValues } from '../forms/form-values.ts'
import { type PageTexts, pageTexts } from '../page-texts.ts'

/** How a person may have the orders sorted; the first is what they get unasked. */
const SORTS = {
  client: ['expiresAt', '-createdAt', '-updatedAt'],
  admin: ['-createdAt', 'expiresAt', '-updatedAt'],
} as const

const SEARCH: FieldSpec = { name: 'q', type: 'text' }

/** The states have their words already. */
function stateField(texts: PageTexts): FieldSpec {
  const states = ORDER_STATES.map((state) => ({ value: state, label: texts.t(`state.${state}`) }))
  return { name: 'state', type: 'select', options: ['', ...states] }
}

const ADMINS_OWN: readonly FieldSpec[] = [
  { name: 'product', type: 'text', isShort: true },
  { name: 'customer', type: 'text', isShort: true },
  { name: 'caOrderId', type: 'text', isShort: true },
  { name: 'serialNumber', type: 'text' },
  { name: 'waitsFor', type: 'select', options: ['', ...PARTIES] },
  { name: 'expiresBefore', type: 'date', isShort: true },
  { name: 'paidUntilBefore', type: 'date', isShort: true },
]

/** The filter as fields: what everybody has at hand, and what unfolds for admins. */
export function filterFields(
  { kind }: Audience,
  texts: PageTexts,
): { first: FieldSpec[]; more: readonly FieldSpec[] } {
  const sort: FieldSpec = { name: 'sort', type: 'select', options: SORTS[kind] }
  return { first: [SEARCH, stateField(texts), sort], more: kind === 'admin' ? ADMINS_OWN : [] }
}

/** What the address asks for, by field; what is not in it is left out. */
export function filterIn(request: Request, audience: Audience): FormValues {
  const { first, more } = filterFields(audience, pageTexts('en'))
  const asked = [...first, ...more].map(({ name }) => [name, queryText(request, name)] as const)
  return Object.fromEntries(asked.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))
}

/** What is asked for of a field, in words. */
export function filterText(name: string, value: string, texts: PageTexts): string {
  const key = name === 'state' ? `state.${value}` : `lists:option.${name}.${value}`
  return texts.has(key) ? texts.t(key) : value
}

/** Whether anything narrows the list down; how it is sorted does not. */
export function isNarrowed(filter: FormValues): boolean {
  return Object.keys(filter).some((name) => name !== 'sort')
}

/** The filter as the service takes it: people say days, of their own zone, where it wants instants. */
export function queryOf(filter: FormValues, audience: Audience, timeZone: string): Record<string, unknown> {
  const { expiresBefore, ...rest } = filter
  const sort = filter.sort ?? SORTS[audience.kind][0]
  const day = typeof expiresBefore === 'string' ? expiresBefore : ''
  const instant = isDay(day) ? startOfDay(day, timeZone).toISOString() : day
  return { ...rest, sort, ...(day === '' ? {} : { expiresBefore: instant }) }
}

/** The address with this filter, so that it can be kept and shared. */
export function addressOf(path: string, filter: FormValues, more: Record<string, string> = {}): string {
  const set = Object.entries({ ...filter, ...more }).map(([name, value]): [string, string] => [
    name,
    String(value),
  ])
  return set.length === 0 ? path : `${path}?${new URLSearchParams(set)}`
}
