import { sanVerificationOf } from './answers.ts'
import { type Call, type CertumAnswer, required } from './call.ts'
import { expiringOf } from './certificate-answers.ts'
import type {
  CertumExpiringPage,
  CertumReissue,
  CertumRenewal,
  CertumRevocation,
} from './certificate-types.ts'
import type { Operation } from './operations.ts'
import { reissueBody, renewalBody, revocationBody } from './requests.ts'
import type { PlacedCertumOrder } from './types.ts'

/** What is done with certificates that are there. */
export interface CertificateOperations {
  /** Certificates of the account that end within 1 to 30 days. Pages count from 1. */
  getExpiringCertificates(validityDaysLeft: number, pageNumber?: number): Promise<CertumExpiringPage>
  /** A new order. Not idempotent, and its id is not ours to choose. */
  renewCertificate(renewal: CertumRenewal): Promise<PlacedCertumOrder>
  /** A new certificate under the old order. Not idempotent. */
  reissueCertificate(reissue: CertumReissue): Promise<PlacedCertumOrder>
  revokeCertificate(revocation: CertumRevocation): Promise<void>
}

export function certificateOperations(call: Call): CertificateOperations {
  return {
    getExpiringCertificates: async (validityDaysLeft, pageNumber) => {
      const { header, body } = await call('getExpiringCertificates', { validityDaysLeft, pageNumber })
      return { certificates: expiringOf(body), pagesCount: Math.max(1, header.pagesCount ?? 1) }
    },
    renewCertificate: async (renewal) =>
      placedOf('renewCertificate', await call('renewCertificate', renewalBody(renewal))),
    reissueCertificate: async (reissue) =>
      placedOf('reissueCertificate', await call('reissueCertificate', reissueBody(reissue))),
    revokeCertificate: async (revocation) => {
      await call('revokeCertificate', { revokeCertificateParameters: revocationBody(revocation) })
    },
  }
}

/** What an operation answers that begins or goes on with an order. */
export function placedOf(operation: Operation, { body }: CertumAnswer): PlacedCertumOrder {
  const orderId = required(operation, body.text('orderID'))
  return { orderId, sanVerification: sanVerificationOf(body) }
}
