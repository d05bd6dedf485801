import type { RevocationReason } from '../../domain/revocation.ts'
import type { ControlRequest } from './port.ts'

/** Which certificate is meant: upper-case hex, or the certificate itself. */
export type CaCertificateRef = { serialNumber: string } | { pem: string }

/** A new order for the names of an earlier certificate, verified afresh. The CA gives it an id of its own. */
export interface CaRenewalRequest {
  /** As in the earlier order (CA error 1169). */
  customerLabel: string
  /** The code that renews the earlier product (CA errors 1166, 1167). */
  productCode: string
  /** Its common name is the earlier certificate's (CA error 1168). */
  csr: string
  of: CaCertificateRef
  hashAlgorithm?: string | undefined
  control?: ControlRequest | undefined
  revocationEmail?: string | undefined
  /** `YYYY-MM-DD`, where less than the product's validity is wanted. */
  lastDay?: string | undefined
}

/** Another certificate under the same order: other key, next stretch of the product's validity, or more names. */
export interface CaReissueRequest {
  /** The newest certificate of its order (CA error 2126). */
  of: CaCertificateRef
  /** Left out: the same key once more. */
  csr?: string | undefined
  hashAlgorithm?: string | undefined
  control?: ControlRequest | undefined
  /** Only names that are not in the certificate yet (CA error 2130). */
  addNames?: readonly string[] | undefined
}

export interface CaRevocationRequest {
  serialNumber: string
  reason: RevocationReason
  /** `YYYY-MM-DD`, with `keyCompromise` only (CA error 2104). */
  compromisedOn?: string | undefined
  /** At most 250 characters. */
  note?: string | undefined
}

export interface CaExpiringCertificate {
  caOrderId: string
  serialNumber: string
  expiresAt: string | null
  daysLeft: number | null
}
