import type { CertificateSummary } from './order-view.ts'

const DAY_MS = 86_400_000

type Known = Pick<CertificateSummary, 'status' | 'notBefore' | 'notAfter' | 'caOrder'>

/**
 * When the CA revokes a certificate that a reissue of the same CA order has replaced (row M6), RFC 3339.
 * @param afterDays so long after the reissue; null: the CA leaves it alone
 * @returns null where it will not, or where the certificate ends before
 */
export function revokedByCaAt(
  certificate: Known,
  all: readonly Known[],
  afterDays: number | null,
): string | null {
  if (afterDays === null || certificate.status !== 'VALID') return null
  const [replaced] = all
    .filter(({ caOrder, notBefore }) => caOrder === certificate.caOrder && notBefore > certificate.notBefore)
    .map(({ notBefore }) => notBefore)
    .sort()
  if (replaced === undefined) return null
  const at = new Date(Date.parse(replaced) + afterDays * DAY_MS).toISOString()
  return at < certificate.notAfter ? at : null
}
