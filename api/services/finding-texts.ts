import type { PreflightFinding } from '../../domain/preflight.ts'
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
