import { type ControlMethod, methodsFor } from '../domain/product.ts'
import type { NormalName } from './normal-name.ts'
import type { PkiProblem } from './problem.ts'

/** One of the names that were given, as it was read. */
export interface NamedEntry {
  index: number
  input: string
  name: NormalName
}

/** What an entry leaves of the ways of proof. */
export interface MethodVerdict {
  entry: NamedEntry
  problem: PkiProblem
}

function hopeless(entries: readonly NamedEntry[], methods: readonly ControlMethod[]): MethodVerdict[] {
  return entries
    .filter(({ name }) => methodsFor([name.name], methods).length === 0)
    .map((entry) => ({
      entry,
      problem: {
        code: 'name-without-method',
        params: { name: entry.name.display, methods: methods.join(', ') },
      },
    }))
}

/**
 * What a list of names leaves of a product's methods (one for the whole order): nothing for a single name, nothing for a
 * wildcard and an address together, or because of an address a file alone, which the other names feel too.
 */
export function methodVerdicts(
  entries: readonly NamedEntry[],
  methods: readonly ControlMethod[],
): { problems: MethodVerdict[]; notices: MethodVerdict[] } {
  const alone = hopeless(entries, methods)
  const address = entries.find(({ name }) => name.kind === 'ip')
  if (alone.length > 0 || address === undefined) return { problems: alone, notices: [] }
  const ip = address.name.display
  const wildcard = entries.find(({ name }) => name.kind === 'wildcard')
  if (wildcard !== undefined) {
    const params = { ip, wildcard: wildcard.name.display }
    return { problems: [{ entry: address, problem: { code: 'wildcard-with-ip', params } }], notices: [] }
  }
  const isFelt = entries.some(({ name }) => name.kind !== 'ip') && methods.length > 1
  const notice: MethodVerdict = { entry: address, problem: { code: 'ip-forces-file', params: { ip } } }
  return { problems: [], notices: isFelt ? [notice] : [] }
}
