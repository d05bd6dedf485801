import { isTls, type ProductKind } from './product.ts'

/**
 * The most days a TLS certificate issued from a date on may live, a day below the limit of the Baseline Requirements
 * (6.3.2), as CAs keep it.
 */
const TLS_DAYS = [
  { from: '2029-03-15', days: 46 },
  { from: '2027-03-15', days: 99 },
  { from: '2026-03-15', days: 199 },
  { from: '', days: 397 },
] as const

/** S/MIME BR 6.3.2, strict and multipurpose. */
const SMIME_DAYS = 825

/** Code-signing BR 6.3.2: 460 days since March 2026, 39 months before; a day below, as Certum keeps it. */
const CODE_SIGNING_DAYS = [
  { from: '2026-03-01', days: 459 },
  { from: '', days: 1187 },
] as const

function daysAt(rows: readonly { from: string; days: number }[], date: string): number {
  return rows.find(({ from }) => date >= from)?.days ?? 0
}

/** How many days a certificate of this kind may live if it is issued at `now`. */
export function maxCertificateDays(kind: ProductKind, now: Date): number {
  const date = now.toISOString().slice(0, 10)
  if (isTls(kind)) return daysAt(TLS_DAYS, date)
  return kind === 'smime' ? SMIME_DAYS : daysAt(CODE_SIGNING_DAYS, date)
}
