import { caCheckOf } from '../../domain/ca-checks.ts'
import { forbidsIssue } from '../../domain/preflight.ts'
import type { CaOrderRow } from '../../store/queries/ca-orders.ts'
import { type Language, translate } from '../../texts/texts.ts'
import type { VerificationJson } from '../schemas/verification.ts'

/** The CA's checks that failed, with what each means; where our own look since then finds nothing amiss, that is said. */
export function systemCheckTexts(row: CaOrderRow, language: Language): VerificationJson['system'] {
  return row.systemChecks.map(({ name, method, info }) => {
    const code = caCheckOf(method)
    const text = translate(language, `pages:ca-check.${code}`)
    const isMended = code === 'ca-check-caa' && isSeenMended(row, name)
    const message = isMended ? `${text} ${translate(language, 'pages:verification.caa-seen-mended')}` : text
    return { name, method, info, code, message }
  })
}

function isSeenMended({ findings, heldSince }: CaOrderRow, checked: string): boolean {
  if (findings === null || heldSince === null || Date.parse(findings.at) < heldSince.getTime()) return false
  return !findings.items.some((finding) => finding.name === checked && forbidsIssue(finding))
}
