import { SaxesParser } from 'saxes'

/** An element as XML has it: with its namespace, which node-soap's own reading passes over. */
export interface XmlNode {
  local: string
  /** Empty where the element is in no namespace. */
  uri: string
  attributes: readonly { local: string; uri: string; value: string }[]
  children: XmlNode[]
  /** All character data directly in it. */
  text: string
}

/**
 * Reads a document.
 * @throws where it is not well-formed, or where it declares a document type, which SOAP 1.1 forbids
 */
export function parseXml(xml: string): XmlNode {
  const parser = new SaxesParser({ xmlns: true })
  const open: XmlNode[] = []
  let root: XmlNode | undefined
  parser.on('error', (error) => {
    throw error
  })
  parser.on('doctype', () => {
    throw new Error('a document type declaration')
  })
  parser.on('opentag', ({ local, uri, attributes }) => {
    const node: XmlNode = { local, uri, attributes: Object.values(attributes), children: [], text: '' }
    open.at(-1)?.children.push(node)
    root ??= node
    open.push(node)
  })
  const addText = (text: string) => {
    const node = open.at(-1)
    if (node !== undefined) node.text += text
  }
  parser.on('text', addText)
  parser.on('cdata', addText)
  parser.on('closetag', () => {
    open.pop()
  })
  parser.write(xml).close()
  if (root === undefined) throw new Error('no element')
  return root
}
