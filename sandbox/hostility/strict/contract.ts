import { parseXml, type XmlNode } from './xml-tree.ts'

/** What an older public library of the CA's has as mandatory, by type; in our contract they may be left out. */
const MANDATORY: Readonly<Record<string, readonly string[]>> = {
  quickOrder: ['requestorInfo'],
  validateOrderParameters: ['requestorInfo'],
  requestorInfo: ['phone'],
  orderDetails: ['requestorInfo'],
  sanVerification: ['approverEmail', 'FQDNs'],
  getOrderStateResponse: ['verifications', 'lastUpdateDate'],
  verification: ['expireDate'],
  manualVerification: ['expireDate'],
}

/** What that library has as closed lists of words; in our contract any text may stand there. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  hashAlgorithm: ['RSA-SHA1', 'RSA-SHA256', 'ECC-SHA256'],
  businessCategory: ['Private Organization', 'Government Entity', 'Business Entity', 'Non-Commercial Entity'],
}
const WORDED = ['orderParameters', 'renewCertificate', 'reissueCertificate', 'hashAlgorithms']

/** A contract as a strict server has it: with every narrowing that is known from anywhere. */
export function narrowedWsdl(wsdl: string): string {
  const types = /(<xs:complexType name="(\w+)">)([\s\S]*?)(<\/xs:complexType>)/g
  const narrowed = wsdl.replace(types, (_all, begin, name: string, inner: string, end) => {
    return `${begin}${narrowedType(name, inner)}${end}`
  })
  return narrowed.replace(
    '<xs:complexType',
    () => `${Object.entries(WORDS).map(wordType).join('')}<xs:complexType`,
  )
}

function narrowedType(name: string, inner: string): string {
  const mandatory = MANDATORY[name] ?? []
  return inner.replace(/<xs:element name="(\w+)"[^>]*>/g, (element, child: string) => {
    const needed = mandatory.includes(child) ? element.replace(' minOccurs="0"', '') : element
    const isWorded = WORDED.includes(name) && child in WORDS
    return isWorded ? needed.replace('type="xs:string"', `type="tns:${child}Type"`) : needed
  })
}

function wordType([name, words]: [string, readonly string[]]): string {
  const values = words.map((word) => `<xs:enumeration value="${word}"/>`).join('')
  return `<xs:simpleType name="${name}Type"><xs:restriction base="xs:string">${values}</xs:restriction></xs:simpleType>`
}

/** A child that an element may have. `type` is the name of a type of ours, or of XML Schema's with `xs:` before it. */
export interface Child {
  type: string
  isNeeded: boolean
  isRepeated: boolean
}

export interface Contract {
  /** The type of a message by the name of its element. */
  messages: ReadonlyMap<string, string>
  /** The children of an element, by the name of its type. */
  children: ReadonlyMap<string, ReadonlyMap<string, Child>>
  /** The only texts of an element, by the name of its type. */
  words: ReadonlyMap<string, readonly string[]>
}

const known = new Map<string, Contract>()

/** What a contract says, read once for each. */
export function contractOf(wsdl: string): Contract {
  const contract = known.get(wsdl) ?? readContract(wsdl)
  known.set(wsdl, contract)
  return contract
}

function readContract(wsdl: string): Contract {
  const schema = below(parseXml(wsdl), 'schema')[0]?.children ?? []
  const named = (local: string) => schema.filter((node) => node.local === local)
  return {
    messages: new Map(named('element').map((node) => [attribute(node, 'name'), typeOf(node)])),
    children: new Map(named('complexType').map((node) => [attribute(node, 'name'), childrenOf(node)])),
    words: new Map(
      named('simpleType').map((node) => [
        attribute(node, 'name'),
        below(node, 'enumeration').map((word) => attribute(word, 'value')),
      ]),
    ),
  }
}

function childrenOf(type: XmlNode): Map<string, Child> {
  return new Map(
    below(type, 'element').map((node) => [
      attribute(node, 'name'),
      {
        type: typeOf(node),
        isNeeded: attribute(node, 'minOccurs') !== '0',
        isRepeated: attribute(node, 'maxOccurs') === 'unbounded',
      },
    ]),
  )
}

function below(node: XmlNode, local: string): XmlNode[] {
  return node.children.flatMap((child) => (child.local === local ? [child] : below(child, local)))
}

function typeOf(node: XmlNode): string {
  return attribute(node, 'type').replace(/^tns:/, '')
}

function attribute(node: XmlNode, name: string): string {
  return node.attributes.find(({ local }) => local === name)?.value ?? ''
}
