import type { SandboxProductKind } from '../core/catalogue.ts'

/** From `from` on, a certificate lives at most `days`: the industry's limit less the day the CA keeps in hand. */
interface Limit {
  from: string
  days: number
}

/** TLS baseline requirements 6.3.2 (schedule of SC-081). */
const TLS: readonly Limit[] = [
  { from: '0000-01-01', days: 397 },
  { from: '2026-03-15', days: 199 },
  { from: '2027-03-15', days: 99 },
  { from: '2029-03-15', days: 46 },
]
/** S/MIME baseline requirements 6.3.2, strict and multipurpose generations. */
const SMIME: readonly Limit[] = [{ from: '0000-01-01', days: 825 }]
/** Code signing baseline requirements 6.3.2. */
const CODE_SIGNING: readonly Limit[] = [
  { from: '0000-01-01', days: 1185 },
  { from: '2026-03-01', days: 459 },
]

function limitsOf(kind: SandboxProductKind): readonly Limit[] {
  switch (kind) {
    case 'smime':
      return SMIME
    case 'code-signing':
      return CODE_SIGNING
    case 'ssl':
    case 'ssl-multi':
    case 'ssl-wildcard':
    case 'ssl-multi-wildcard':
      return TLS
  }
}

/** The most days a certificate of this kind may live when it is issued at `issuedAt`. */
export function maxCertificateDays(kind: SandboxProductKind, issuedAt: Date): number {
  const day = issuedAt.toISOString()
  const rows = limitsOf(kind).filter((limit) => day >= limit.from)
  return rows.at(-1)?.days ?? 0
}
