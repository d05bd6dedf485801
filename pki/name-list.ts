import { bareName, standingOf } from './domains.ts'
import { isDocumentationIp, isReservedIp } from './ip-address.ts'
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
}

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

interface Entry {
  index: number
  input: string
  name: NormalName
}

function at(entry: Pick<Entry, 'index' | 'input'>, problem: PkiProblem): NameProblem {
  return { index: entry.index, input: entry.input, ...problem }
}

function oneWildcardProblems(entries: readonly Entry[]): NameProblem[] {
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

function wildcardProblems(entries: readonly Entry[], rules: NameRules): NameProblem[] {
  if (rules.wildcard === 'one-required') return oneWildcardProblems(entries)
  const [start] = entries
  if (rules.wildcard !== 'required' || start === undefined) return []
  return entries.some(({ name }) => name.kind === 'wildcard')
    ? []
    : [at(start, { code: 'wildcard-required' })]
}

/**
 * Checks a list as a whole. Gives the names that could be read, normalised, in the given order and each once, and every
 * problem with the index of the input it belongs to (of too many names: the first surplus one; of an empty list: 0).
 * An order may go on only when there are no problems. Never throws.
 */
export function checkNames(
  inputs: readonly string[],
  rules: NameRules,
): { names: NormalName[]; problems: NameProblem[] } {
  const entries: Entry[] = []
  const problems: NameProblem[] = []
  const seen = new Set<string>()
  for (const [index, input] of inputs.entries()) {
    const result = normalizeName(input)
    if (!result.ok) {
      problems.push(at({ index, input }, result.problem))
      continue
    }
    const entry = { index, input, name: result.name }
    if (seen.has(entry.name.name)) {
      problems.push(at(entry, { code: 'name-duplicate', params: { name: shownText(entry.name.display) } }))
      continue
    }
    seen.add(entry.name.name)
    entries.push(entry)
    const problem = standingProblem(entry.name, rules) ?? ruleProblem(entry.name, rules)
    if (problem !== null) problems.push(at(entry, problem))
  }
  problems.push(...wildcardProblems(entries, rules))
  const surplus = entries[rules.max]
  if (surplus !== undefined) {
    problems.push(at(surplus, { code: 'names-too-many', params: { max: rules.max, given: entries.length } }))
  }
  if (inputs.length === 0) problems.push(at({ index: 0, input: '' }, { code: 'names-none' }))
  return { names: entries.map((entry) => entry.name), problems: problems.sort((a, b) => a.index - b.index) }
}
