import type { CertumExpiringCertificate } from './certificate-types.ts'
import type { CertumClient } from './client.ts'
import { LAST_PAGE, pagesBackwards, unlessGone } from './pages.ts'

/** All certificates of the account that end within so many days, each once. */
export async function expiringCertificates(
  client: Pick<CertumClient, 'getExpiringCertificates'>,
  validityDaysLeft: number,
): Promise<CertumExpiringCertificate[]> {
  const read = async (pageNumber: number) => {
    const page = await client.getExpiringCertificates(validityDaysLeft, pageNumber)
    return { ...page, pagesCount: Math.min(page.pagesCount, LAST_PAGE) }
  }
  const first = await unlessGone(() => read(1))
  const pages = first === null ? [] : await pagesBackwards(read, first)
  const certificates = pages.flatMap((page) => page.certificates)
  return [...new Map(certificates.map((found) => [found.serialNumber, found])).values()]
}
