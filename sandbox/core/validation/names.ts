import { bareName, checkNames, type NameProblem, type NameRules, normalizeName } from '../../../pki/names.ts'
import { isTls, nameLimit, type SandboxProduct } from '../catalogue.ts'
import type { Problems } from './problems.ts'

/** Checks the list of names against the product and the common name; gives them normalised, each once. */
export function checkSanEntries(
  entries: readonly string[] | undefined,
  commonName: string | undefined,
  product: SandboxProduct | undefined,
  problems: Problems,
): string[] {
  if (product !== undefined && !isTls(product)) return []
  if (entries === undefined || entries.length === 0) {
    problems.add(1007)
    return []
  }
  const checked = checkNames(entries, rulesOf(product))
  for (const entry of entries.filter((name) => name.trim().endsWith('.'))) problems.add(1008, entry)
  // Nobody reads names out of web addresses here: a notice of that is the CA's refusal.
  for (const problem of [...checked.problems, ...checked.notices]) {
    const code = numberOf(problem, product)
    if (code !== null) problems.add(code, problem.input)
  }
  const names = checked.names.map((name) => name.name)
  if (product?.kind === 'ssl') checkSingle(names, problems)
  checkCommonName(names, commonName, product, problems)
  return names
}

/** The common name as it must stand in the certificate: exactly one of the names. */
export function normalCommonName(commonName: string): string {
  const result = normalizeName(commonName)
  return result.ok ? result.name.name : commonName
}

function rulesOf(product: SandboxProduct | undefined): NameRules {
  return {
    wildcard: wildcardRule(product),
    ipAllowed: product?.validation !== 'EV' && product?.kind !== 'ssl-wildcard',
    max: product === undefined ? 100 : nameLimit(product),
    allowReservedTlds: true,
  }
}

function wildcardRule(product: SandboxProduct | undefined): NameRules['wildcard'] {
  switch (product?.kind) {
    case 'ssl-wildcard':
      return 'one-required'
    case 'ssl-multi-wildcard':
    case undefined:
      return 'allowed'
    case 'ssl':
    case 'ssl-multi':
    case 'smime':
    case 'code-signing':
      return 'forbidden'
  }
}

/** The CA's number for a problem with one name; null where the CA has nothing to say: it takes doubles as one. */
function numberOf(problem: NameProblem, product: SandboxProduct | undefined): number | null {
  switch (problem.code) {
    case 'name-duplicate':
      return null
    case 'name-empty':
      return 2095
    case 'name-too-long':
      return 1085
    case 'name-label-too-long':
      return 2088
    case 'name-internal':
      return 1157
    case 'ip-reserved':
      return 1148
    case 'ip-not-allowed':
      return product?.validation === 'EV' ? 2193 : 1008
    case 'wildcard-forbidden':
      return 1115
    case 'wildcard-required':
      return 1118
    case 'wildcard-one-required':
      return problem.input.startsWith('*.') ? 1046 : 1118
    case 'wildcard-foreign-name':
    case 'names-too-many':
      return 1107
    default:
      return 1008
  }
}

/** A single-name product holds one name and, if wanted, the same with `www.` in front. */
function checkSingle(names: readonly string[], problems: Problems): void {
  const [first, second] = names
  if (first === undefined || second === undefined) return
  const isPair = second === `www.${first}` || first === `www.${second}`
  problems.addIf(!isPair, 1107, second)
}

function checkCommonName(
  names: readonly string[],
  commonName: string | undefined,
  product: SandboxProduct | undefined,
  problems: Problems,
): void {
  if (commonName === undefined || commonName === '') return
  const normal = normalCommonName(commonName)
  problems.addIf(!names.includes(normal), 1045, commonName)
  const isWildcard = bareName(normal) !== normal
  problems.addIf(isWildcard && wildcardRule(product) === 'forbidden', 1116, commonName)
  problems.addIf(!isWildcard && product?.kind === 'ssl-wildcard', 1117, commonName)
}
