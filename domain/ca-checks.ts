import type { Party } from './order-state.ts'

/**
 * Automatic checks of a CA that speak against a name, as codes of `activity.problem`; those that come first are told
 * first. What each means stands in `texts/pages.*.json` under `ca-check`.
 */
export const CA_CHECKS = [
  'ca-check-caa',
  'ca-check-safe-browsing',
  'ca-check-phishing',
  'ca-check-top-site',
  'ca-check-revoked',
  'ca-check-other',
] as const
export type CaCheck = (typeof CA_CHECKS)[number]

/** Whose move it is: a record or a site is the client's to mend, a list of the CA's own nobody's but the CA's. */
const MENDED_BY: Record<CaCheck, Extract<Party, 'client' | 'admin'>> = {
  'ca-check-caa': 'client',
  'ca-check-safe-browsing': 'client',
  'ca-check-phishing': 'client',
  'ca-check-top-site': 'admin',
  'ca-check-revoked': 'admin',
  'ca-check-other': 'admin',
}

/** The CA's own words for its checks. */
const BY_WORD: Readonly<Record<string, CaCheck>> = {
  CAA: 'ca-check-caa',
  GOOGLE_SAFE_BROWSING: 'ca-check-safe-browsing',
  PHISHTANK: 'ca-check-phishing',
  TOP_SITES: 'ca-check-top-site',
  REVOKED_CERTIFICATE: 'ca-check-revoked',
}

/** Our code for a check; a word that we do not know is a check all the same. */
export function caCheckOf(word: string): CaCheck {
  return Object.hasOwn(BY_WORD, word) ? (BY_WORD[word] ?? 'ca-check-other') : 'ca-check-other'
}

/** Which checks have failed, each once, in the order in which they are told. */
export function failedChecks(found: readonly { method: string }[]): CaCheck[] {
  const failed = new Set(found.map(({ method }) => caCheckOf(method)))
  return CA_CHECKS.filter((check) => failed.has(check))
}

export function isCaCheck(problem: string | null | undefined): problem is CaCheck {
  return CA_CHECKS.some((check) => check === problem)
}

/** Who has to do something about a failed check: the client, or an admin with the CA where only the CA can lift it. */
export function mendedBy(check: CaCheck): 'client' | 'admin' {
  return MENDED_BY[check]
}
