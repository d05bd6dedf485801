import { EVENT_FACTS, type EventFact } from '../../domain/events.ts'
import { translate } from '../../texts/texts.ts'
import { formatDay, type Reader } from '../format.ts'
import { pageTexts } from '../page-texts.ts'

/** How the value of a fact is told: by texts under one of these keys, as a day, or as it stands. Null: not at all. */
type Telling = readonly string[] | 'day' | 'plain' | null

const KINDS = ['timeline:kind.']
const PROBLEMS = ['connection:', 'ca:', 'errors:fields.']

const TELLINGS: Record<EventFact, Telling> = {
  addNames: 'plain',
  asked: ['pages:revoke.option.reason.'],
  caOrder: 'plain',
  checks: ['pages:ca-check.'],
  code: PROBLEMS,
  codes: PROBLEMS,
  command: ['timeline:command.'],
  // An id of ours, which tells nobody anything.
  configuration: null,
  daysBefore: 'plain',
  dueOn: 'day',
  from: 'plain',
  given: ['pages:revoke.option.reason.'],
  invoice: 'plain',
  kind: KINDS,
  method: ['pages:option.verification.method.'],
  names: 'plain',
  paidUntil: 'day',
  policy: ['pages:option.policy.'],
  product: 'plain',
  purpose: KINDS,
  reason: ['pages:revoke.option.reason.'],
  revoke: 'plain',
  serialNumber: 'plain',
  serialNumbers: 'plain',
  setup: ['new-order:option.setup.'],
  state: ['pages:state.'],
  // Of the CA's order, or of an invoice.
  status: ['pages:ca-status.', 'pages:payment.option.status.'],
  step: ['timeline:step.'],
  template: ['mail-editor:name.'],
  to: 'plain',
  when: ['pages:cancellation.option.when.'],
}

function isFact(name: string): name is EventFact {
  return EVENT_FACTS.some((fact) => fact === name)
}

function valueWords(value: unknown, telling: Telling, reader: Reader): string {
  const { language } = reader
  if (typeof value === 'boolean') return translate(language, value ? 'timeline:yes' : 'timeline:no')
  const text = String(value)
  if (telling === 'day') return formatDay(text, reader)
  if (telling === 'plain' || telling === null) return text
  const texts = pageTexts(language)
  const known = telling.map((family) => family + text).find((key) => texts.has(key))
  return known === undefined ? text : texts.t(known)
}

function factWords(name: string, value: unknown, reader: Reader): string[] {
  const telling = isFact(name) ? TELLINGS[name] : 'plain'
  const values: unknown[] = Array.isArray(value) ? value : [value]
  const told = values.filter((each) => ['string', 'number', 'boolean'].includes(typeof each))
  if (telling === null || told.length === 0) return []
  const label = isFact(name) ? translate(reader.language, `timeline:fact.${name}`) : name
  return [`${label}: ${told.map((each) => valueWords(each, telling, reader)).join(', ')}`]
}

/** What an event's details say, in words. Those of another release are shown as they are kept. */
export function eventFacts(details: Readonly<Record<string, unknown>>, reader: Reader): string {
  const told = Object.entries(details).flatMap(([name, value]) => factWords(name, value, reader))
  return told.join('; ')
}
