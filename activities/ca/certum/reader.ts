/**
 * Reads a parsed answer without trusting it: any node may be missing, single where a list is usual, or carry
 * attributes. Nothing here throws.
 */
export interface Reader {
  /** The one child of this name; of several, the first. */
  child(name: string): Reader
  children(name: string): Reader[]
  exists(name: string): boolean
  /** Text of a child; null when it is absent or empty. */
  text(name: string): string | null
  attribute(name: string): string | null
  /** This node's own text. */
  ownText(): string | null
  names(): string[]
  /** This node or those below it, to a small depth, that have all these children; not what stands inside of them. */
  withChildren(names: readonly string[]): Reader[]
}

/** Answers are shallower; a deeper search is about something else. */
const SEARCH_DEPTH = 4

export function readerOf(node: unknown): Reader {
  const children = (name: string) => asList(propertyOf(node, name)).map(readerOf)
  const child = (name: string) => children(name)[0] ?? NOTHING
  return {
    child,
    children,
    exists: (name) => children(name).length > 0,
    text: (name) => child(name).ownText(),
    attribute: (name) => textOf(propertyOf(propertyOf(node, 'attributes'), name)),
    ownText: () => textOf(node) ?? textOf(propertyOf(node, '$value')),
    names: () => (isRecord(node) ? Object.keys(node).filter((name) => name !== 'attributes') : []),
    withChildren: (wanted) => nodesWith(node, wanted, SEARCH_DEPTH).map(readerOf),
  }
}

const NOTHING: Reader = {
  child: () => NOTHING,
  children: () => [],
  exists: () => false,
  text: () => null,
  attribute: () => null,
  ownText: () => null,
  names: () => [],
  withChildren: () => [],
}

function nodesWith(node: unknown, wanted: readonly string[], depth: number): unknown[] {
  if (Array.isArray(node)) return node.flatMap((item) => nodesWith(item, wanted, depth))
  if (!isRecord(node) || depth === 0) return []
  if (wanted.every((name) => propertyOf(node, name) !== undefined)) return [node]
  return Object.values(node).flatMap((value) => nodesWith(value, wanted, depth - 1))
}

function isRecord(node: unknown): node is Record<string, unknown> {
  return typeof node === 'object' && node !== null && !Array.isArray(node)
}

function propertyOf(node: unknown, name: string): unknown {
  return isRecord(node) && Object.hasOwn(node, name) ? node[name] : undefined
}

function asList(node: unknown): unknown[] {
  if (node === undefined || node === null) return []
  return Array.isArray(node) ? node : [node]
}

function textOf(node: unknown): string | null {
  if (typeof node !== 'string') return null
  const text = node.trim()
  return text === '' ? null : text
}
