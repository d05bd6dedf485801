import type { ControlMethod } from '../domain/product.ts'
import { bareName, standingOf } from './domains.ts'
import { isDocumentationIp, isReservedIp } from './ip-address.ts'
import { type MethodVerdict, methodVerdicts, type NamedEntry } from './name-methods.ts'
import { type NormalName, normalizeName } from './normal-name.ts'
import { type PkiProblem, shownText } from './problem.ts'

/** What a product takes. */
export interface NameRules {
  /**
   * `required`: at least one wildcard, beside any other names. `one-required`: exactly one wildcard, and beside it only
   * the name it stands on.
   */
  wildcard: 'forbidden' | 'required' | 'one-required' | 'allowed'
  ipAllowed: boolean
  /** How many different names in all, the main one counted. */
  max: number
  /** True with a CA for tests only: `example.test` and its like pass, and so do addresses for documentation. */
  allowReservedTlds: boolean
  /** True if not given. */
  idnAllowed?: boolean
  /** The ways of proof that are offered; where they are not given, or there are none, proof is not asked about. */
  methods?: readonly ControlMethod[]
}

/** Something about one of the names that were given: a reason to refuse the list, or only worth saying. */
export interface NameProblem extends PkiProblem {
  index: number
  input: string
}

function standingProblem(name: NormalName, rules: NameRules): PkiProblem | null {
  const params = { name: name.display }
  if (name.kind === 'ip') {
    if (!rules.ipAllowed) return { code: 'ip-not-allowed', params }
    const isExample = rules.allowReservedTlds && isDocumentationIp(name.name)
    return isReservedIp(name.name) && !isExample ? { code: 'ip-reserved', params } : null
  }
  const standing = standingOf(bareName(name.name), rules.allowReservedTlds)
  switch (standing) {
    case 'public':
      return null
    case 'public-suffix':
      return { code: name.kind === 'wildcard' ? 'wildcard-public-suffix' : 'name-public-suffix', params }
    case 'reverse-zone':
      return { code: 'name-reverse-zone', params }
    case 'internal':
      return { code: 'name-internal', params }
  }
}

function ruleProblem(name: NormalName, rules: NameRules): PkiProblem | null {
  const params = { name: name.display }
  if (name.kind === 'wildcard' && rules.wildcard === 'forbidden')
    return { code: 'wildcard-forbidden', params }
  const isIdn = name.name.split('.').some((label) => label.startsWith('xn--'))
  if (isIdn && rules.idnAllowed === false) return { code: 'idn-not-allowed', params }
  return null
}

function at(entry: Pick<NamedEntry, 'index' | 'input'>, problem: PkiProblem): NameProblem {
  return { index: entry.index, input: entry.input, ...problem }
}

function oneWildcardProblems(entries: readonly NamedEntry[]): NameProblem[] {
  const [first, ...others] = entries.filter(({ name }) => name.kind === 'wildcard')
  const start = entries[0]
  if (first === undefined) return start ? [at(start, { code: 'wildcard-one-required' })] : []
  const base = bareName(first.name.name)
  const foreign = entries.filter(({ name }) => name.kind !== 'wildcard' && name.name !== base)
  return [
    ...others.map((entry) => at(entry, { code: 'wildcard-one-required' })),
    ...foreign.map((entry) =>
      at(entry, {
        code: 'wildcard-foreign-name',
        params: { name: entry.name.display, wildcard: first.name.display },
      }),
    ),
  ]
}

function wildcardProblems(entries: readonly NamedEntry[], rules: NameRules): NameProblem[] {
  if (rules.wildcard === 'one-required') return oneWildcardProblems(entries)
  const [start] = entries
  if (rules.wildcard !== 'required' || start === undefined) return []
  return entries.some(({ name }) => name.kind === 'wildcard')
    ? []
    : [at(start, { code: 'wildcard-required' })]
}

export interface CheckedNames {
  names: NormalName[]
  /** Why the list is refused. */
  problems: NameProblem[]
  /** What was made of the entries: a name out of a web address, one name out of two spellings. */
  notices: NameProblem[]
}

function readEntries(inputs: readonly string[]): Omit<CheckedNames, 'names'> & { entries: NamedEntry[] } {
  const entries = new Map<string, NamedEntry>()
  const problems: NameProblem[] = []
  const notices: NameProblem[] = []
  for (const [index, input] of inputs.entries()) {
    const result = normalizeName(input)
    if (!result.ok) {
      problems.push(at({ index, input }, result.problem))
      continue
    }
    const { name, notice } = result
    if (notice !== null) notices.push(at({ index, input }, notice))
    const entry = { index, input, name }
    const isKnown = entries.has(name.name)
    if (isKnown)
      notices.push(at(entry, { code: 'name-duplicate', params: { name: shownText(name.display) } }))
    else entries.set(name.name, entry)
  }
  return { entries: [...entries.values()], problems, notices }
}

function told({ entry, problem }: MethodVerdict): NameProblem {
  return at(entry, problem)
}

/**
 * Checks a list as a whole. Gives the names that could be read, normalised, in the given order and each once, and every
 * problem with the index of the input it belongs to (of too many names: the first surplus one; of an empty list: 0).
 * An order may go on only when there are no problems. Never throws.
 */
export function checkNames(inputs: readonly string[], rules: NameRules): CheckedNames {
  const { entries, problems, notices } = readEntries(inputs)
  for (const entry of entries) {
    const problem = standingProblem(entry.name, rules) ?? ruleProblem(entry.name, rules)
    if (problem !== null) problems.push(at(entry, problem))
  }
  problems.push(...wildcardProblems(entries, rules))
  if (rules.methods !== undefined && rules.methods.length > 0) {
    // Of names that the product does not take there is nothing to prove.
    const taken = entries.filter(({ index }) => problems.every((problem) => problem.index !== index))
    const verdicts = methodVerdicts(taken, rules.methods)
    problems.push(...verdicts.problems.map(told))
    notices.push(...verdicts.notices.map(told))
  }
  const surplus = entries[rules.max]
  if (surplus !== undefined) {
    problems.push(at(surplus, { code: 'names-too-many', params: { max: rules.max, given: entries.length } }))
  }
  if (inputs.length === 0) problems.push(at({ index: 0, input: '' }, { code: 'names-none' }))
  return {
    names: entries.map((entry) => entry.name),
    problems: problems.sort((a, b) => a.index - b.index),
    notices,
  }
}
