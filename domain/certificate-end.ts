import { END_DAYS } from './alarms.ts'
import type { CertificateSummary } from './order-view.ts'

const DAY_MS = 86_400_000

type Known = Pick<CertificateSummary, 'status' | 'notBefore' | 'notAfter'>

/**
 * Whole days that are left of a valid certificate whose end is near, 0 on its last one; null where the end is far, or
 * past. Near is, whatever the plan does about it, from the earliest day on at which an alarm may tell of the end: never
 * more than half of the certificate's life before.
 */
export function daysLeftIfFew({ status, notBefore, notAfter }: Known, now: Date): number | null {
  const lifeMs = Date.parse(notAfter) - Date.parse(notBefore)
  const leftMs = Date.parse(notAfter) - now.getTime()
  const near = END_DAYS.find((days) => lifeMs > 2 * days * DAY_MS) ?? 0
  if (status !== 'VALID' || leftMs < 0 || leftMs > near * DAY_MS) return null
  return Math.floor(leftMs / DAY_MS)
}
