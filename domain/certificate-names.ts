import type { CertificateSummary } from './order-view.ts'

/** The newest certificate that was not revoked, where its names are not those that were ordered; else null. */
export function misnamedCertificate(certificates: readonly CertificateSummary[]): CertificateSummary | null {
  const newest = certificates
    .filter(({ status }) => status === 'VALID')
    .reduce<CertificateSummary | null>(
      (best, each) => (best === null || each.notBefore > best.notBefore ? each : best),
      null,
    )
  if (newest === null) return null
  const { missingNames = [], extraNames = [] } = newest
  return missingNames.length > 0 || extraNames.length > 0 ? newest : null
}

/** Whether an admin is to have a name put into the certificate that it lacks. */
export function lacksNames(certificates: readonly CertificateSummary[]): boolean {
  return (misnamedCertificate(certificates)?.missingNames ?? []).length > 0
}
