import type { SanApprover } from './types.ts'
import type { RevocationWord } from './words.ts'

/** The CA takes either, and refuses to be given neither (error 1164). */
export type CertificateRef = { serialNumber: string } | { pem: string }

/** What renewCertificate takes. The order id is the CA's choice. */
export interface CertumRenewal {
  approver?: SanApprover | undefined
  csr: string
  customer: string
  productCode: string
  of: CertificateRef
  hashAlgorithm?: string | undefined
  userAgent?: string | undefined
  revocationContactEmail?: string | undefined
  /** `YYYY-MM-DD`, the last day wanted. */
  shortenedValidityPeriod?: string | undefined
}

/** What reissueCertificate takes. */
export interface CertumReissue {
  of: CertificateRef
  hashAlgorithm?: string | undefined
  csr?: string | undefined
  approver?: SanApprover | undefined
  /** New names only. */
  names?: readonly string[] | undefined
  userAgent?: string | undefined
}

export interface CertumRevocation {
  serialNumber: string
  revocationReason?: RevocationWord | undefined
  /** `YYYY-MM-DD` */
  keyCompromitationDate?: string | undefined
  note?: string | undefined
}

export interface CertumExpiringCertificate {
  orderId: string
  serialNumber: string
  expiringDate: string | null
  validityDaysLeft: number | null
}

export interface CertumExpiringPage {
  certificates: readonly CertumExpiringCertificate[]
  pagesCount: number
}
