import type { Behaviour } from '../core/behaviour.ts'
import { absentChildren, type Element } from '../soap/output.ts'

type Value = Element[string]

/** Lists of which `singleElementLists` leaves the first. */
const CUT_LISTS = ['Error', 'X509Cert']
/** node-soap's word for attributes: they have no order and are no children. */
const ATTRIBUTES = 'attributes'
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/
const HOUR_MS = 3_600_000

/** The same answer as another server would write it: what it says stays, how it says it is as the switches are. */
export function reshape(answer: Element, behaviour: Behaviour): Element {
  const names = behaviour.nilElements
    ? [...Object.keys(answer), ...absentChildren(answer)]
    : Object.keys(answer)
  const children = names
    .filter((name) => name !== ATTRIBUTES)
    .map((name): [string, Value] => [name, reshapeValue(name, answer[name] ?? null, behaviour)])
  if (behaviour.unknownElements) children.push(['extension', 'not in the contract'])
  if (behaviour.childOrder === 'reversed') children.reverse()
  const { attributes } = answer
  return Object.fromEntries(attributes === undefined ? children : [[ATTRIBUTES, attributes], ...children])
}

function reshapeValue(name: string, value: Value, behaviour: Behaviour): Value {
  if (typeof value === 'string') return reshapeText(name, value, behaviour)
  if (isList(value)) {
    const kept = behaviour.singleElementLists && CUT_LISTS.includes(name) ? value.slice(0, 1) : value
    return kept.map((item) =>
      typeof item === 'string' ? reshapeText(name, item, behaviour) : reshape(item, behaviour),
    )
  }
  return typeof value === 'object' && value !== null ? reshape(value, behaviour) : value
}

function isList(value: Value): value is readonly (Element | string)[] {
  return Array.isArray(value)
}

function reshapeText(name: string, text: string, behaviour: Behaviour): string {
  if (name === 'DNSNames') return text.replaceAll(', ', behaviour.namesSeparator)
  if (text.startsWith('-----BEGIN CERTIFICATE-----')) return pemAs(text, behaviour.pemStyle)
  return INSTANT.test(text) ? instantAs(text, behaviour.timestamps) : text
}

function pemAs(pem: string, style: Behaviour['pemStyle']): string {
  const [begin = '', ...lines] = pem.trim().split('\n')
  const end = lines.pop() ?? ''
  switch (style) {
    case 'lf':
      return pem
    case 'crlf':
      return pem.replaceAll('\n', '\r\n')
    case 'unwrapped':
      return `${begin}${lines.join('')}${end}`
    case 'bare':
      return lines.join('')
  }
}

function instantAs(instant: string, style: Behaviour['timestamps']): string {
  switch (style) {
    case 'utc':
      return instant
    case 'no-zone':
      return instant.slice(0, -'Z'.length)
    case 'offset': {
      const inWarsaw = new Date(Date.parse(instant) + HOUR_MS).toISOString()
      return `${inWarsaw.slice(0, -'Z'.length)}+01:00`
    }
  }
}
