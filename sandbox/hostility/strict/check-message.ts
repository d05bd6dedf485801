import { PARTNER_API_NAMESPACE } from '../../../platform/certum-wsdl/wsdl.ts'
import type { Child, Contract } from './contract.ts'
import { parseXml, type XmlNode } from './xml-tree.ts'

const SOAP_11 = 'http://schemas.xmlsoap.org/soap/envelope/'
const INSTANCE = 'http://www.w3.org/2001/XMLSchema-instance'

/** What a strict server makes of a message: a fault, or the elements that the contract lacks (error 1172). */
export type Objection =
  | { fault: 'Client' | 'VersionMismatch'; text: string }
  | { additional: readonly string[] }

/**
 * Compares a message with the contract to the letter, but for the order of elements: a public client that lives sends
 * them in another one. Null where nothing is to be objected to.
 */
export function objectionTo(xml: string, contract: Contract): Objection | null {
  const operation = operationOf(xml)
  if ('fault' in operation) return operation
  const type = contract.messages.get(operation.local)
  if (operation.uri !== PARTNER_API_NAMESPACE || type === undefined) {
    return client(`Unexpected element {${operation.uri}}${operation.local}`)
  }
  const found: Found = { additional: [], wrong: [] }
  compare(contract, operation, type, found)
  if (found.additional.length > 0) return { additional: found.additional }
  const [wrong] = found.wrong
  return wrong === undefined ? null : client(wrong)
}

function client(text: string): Extract<Objection, { fault: string }> {
  return { fault: 'Client', text }
}

function operationOf(xml: string): XmlNode | Extract<Objection, { fault: string }> {
  let envelope: XmlNode
  try {
    envelope = parseXml(xml)
  } catch {
    return client('the message is not well-formed XML')
  }
  if (envelope.local !== 'Envelope') return client('the message is not a SOAP envelope')
  if (envelope.uri !== SOAP_11) return { fault: 'VersionMismatch', text: 'only SOAP 1.1 is spoken here' }
  const bodies = envelope.children.filter(({ local, uri }) => local === 'Body' && uri === SOAP_11)
  const [operation, ...others] = bodies.flatMap(({ children }) => children)
  if (operation === undefined || others.length > 0) return client('the body must hold one element')
  return operation
}

interface Found {
  additional: string[]
  /** What does not fit, in words. */
  wrong: string[]
}

function compare(contract: Contract, node: XmlNode, type: string, found: Found): void {
  const children = contract.children.get(type)
  if (children === undefined) {
    if (!isValue(contract, type, node)) found.wrong.push(`'${node.local}' is not a valid value of ${type}`)
    return
  }
  for (const child of node.children) {
    const known = child.uri === '' ? children.get(child.local) : undefined
    if (known === undefined) found.additional.push(child.local)
    else compare(contract, child, known.type, found)
  }
  found.wrong.push(...miscounted(node, children))
}

function miscounted(node: XmlNode, children: ReadonlyMap<string, Child>): string[] {
  return [...children].flatMap(([name, { isNeeded, isRepeated }]) => {
    const times = node.children.filter(({ local, uri }) => local === name && uri === '').length
    if (times === 0 && isNeeded) return [`'${node.local}' lacks '${name}'`]
    return times > 1 && !isRepeated ? [`'${node.local}' has more than one '${name}'`] : []
  })
}

const DAY = String.raw`\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])`
const TIME = String.raw`(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?`
const ZONE = String.raw`(?:Z|[+-]\d{2}:\d{2})?`
/** The texts of XML Schema's own types; white space around them does not count. */
const SIMPLE: Readonly<Record<string, RegExp>> = {
  'xs:boolean': /^(?:true|false|1|0)$/,
  'xs:int': /^[+-]?\d{1,10}$/,
  'xs:long': /^[+-]?\d{1,19}$/,
  'xs:date': new RegExp(`^${DAY}${ZONE}$`),
  // A bare day in the place of an instant is what the CA's own samples send.
  'xs:dateTime': new RegExp(`^${DAY}(?:T${TIME})?${ZONE}$`),
  'xs:base64Binary': /^[A-Za-z0-9+/\s]*={0,2}$/,
}

function isValue(contract: Contract, type: string, node: XmlNode): boolean {
  const isNil = node.attributes.some(({ local, uri }) => local === 'nil' && uri === INSTANCE)
  if (isNil || node.children.length > 0) return false
  const words = contract.words.get(type)
  if (words !== undefined) return words.includes(node.text)
  return SIMPLE[type]?.test(node.text.trim()) ?? true
}
