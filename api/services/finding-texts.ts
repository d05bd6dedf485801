import { openFindings, type PreflightFinding } from '../../domain/preflight.ts'
import type { CaOrderRow } from '../../store/queries/ca-orders.ts'
import { type Language, translate } from '../../texts/texts.ts'
import type { PreflightFindingJson } from '../schemas/preflight.ts'

/** Findings with their words, as the API and the pages show them. */
export function toldFindings(
  findings: readonly PreflightFinding[],
  language: Language,
): PreflightFindingJson[] {
  return findings.map(({ name, code, severity, params }) => ({
    name,
    code,
    severity,
    message: translate(language, `preflight:${code}`, params),
    params: { ...params },
  }))
}

/** What our own look last found about a purchase, as far as it still counts, and when that was. */
export function findingsOf(
  { findings, names }: CaOrderRow,
  language: Language,
): { findings: PreflightFindingJson[]; findingsAt: string | null } {
  const proven = new Set(names.filter(({ state }) => state === 'VERIFIED').map(({ name }) => name))
  const open = openFindings(findings?.items ?? [], (name) => proven.has(name))
  return { findings: toldFindings(open, language), findingsAt: findings?.at ?? null }
}
