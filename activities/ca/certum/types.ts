import type { CaOrderStatus } from '../../../domain/order-view.ts'
import type { ControlMethod, EmailPrefix } from '../../../domain/product.ts'
import type {
  CertificateWord,
  SystemCheckWord,
  Unknown,
  VerificationState,
  VerificationType,
} from './words.ts'

/** Certum's answers as plain values: instants are RFC 3339 in UTC, what is absent is null, lists are lists. */

export interface ResponseHeader {
  successCode: number
  errors: readonly CertumErrorItem[]
  /** The CA's clock. */
  timestamp: string | null
  currentPage: number | null
  pagesCount: number | null
  returnCount: number | null
}

export interface CertumErrorItem {
  number: number
  /** The text the CA objected to; may be personal. */
  value: string | null
}

export interface SanApprover {
  approverMethod: ControlMethod
  approverEmail?: string | undefined
  approverEmailPrefix?: EmailPrefix | undefined
  verificationNotificationEnabled?: boolean | undefined
}

export interface OrderParameters {
  csr: string
  customer: string
  language?: string | undefined
  orderId?: string | undefined
  productCode: string
  userAgent?: string | undefined
  hashAlgorithm?: string | undefined
  email?: string | undefined
  commonName?: string | undefined
  organization?: string | undefined
  organizationalUnit?: string | undefined
  locality?: string | undefined
  country?: string | undefined
  state?: string | undefined
  serialNumber?: string | undefined
  businessCategory?: string | undefined
  streetAddress?: string | undefined
  postalCode?: string | undefined
  jurisdictionLocality?: string | undefined
  jurisdictionState?: string | undefined
  jurisdictionCountry?: string | undefined
  revocationContactEmail?: string | undefined
  /** `YYYY-MM-DD`, the last day wanted. */
  shortenedValidityPeriod?: string | undefined
  givenName?: string | undefined
  surname?: string | undefined
}

export interface RequestorInfo {
  email: string
  firstName: string
  lastName: string
  phone?: string | undefined
}

/** What validateOrderParameters and quickOrder take. */
export interface NewCertumOrder {
  approver?: SanApprover | undefined
  parameters: OrderParameters
  taxIdentificationNumber?: string | undefined
  requestor?: RequestorInfo | undefined
  names?: readonly string[] | undefined
}

export interface SanVerification {
  approverMethod: ControlMethod | Unknown
  code: string
  approverEmail: string | null
  names: readonly string[]
}

export interface PlacedCertumOrder {
  orderId: string
  sanVerification: SanVerification | null
}

export interface CertumVerification {
  type: VerificationType | Unknown
  state: VerificationState | Unknown
  expiresAt: string | null
}

export interface CertumOrderState {
  orderStatus: CaOrderStatus | Unknown
  lastUpdateDate: string | null
  verifications: readonly CertumVerification[]
  /** Read from whatever element looks like it, as its name is not certain. */
  productValidUntil: string | null
}

export interface CertumOrderStatus {
  customer: string
  orderDate: string | null
  orderId: string
  orderStatus: CaOrderStatus | Unknown
  productCode: string
  serialNumber: string | null
}

export interface CertumOrderDetails {
  taxIdentificationNumber: string | null
  requestor: { email: string; firstName: string; lastName: string; phone: string | null } | null
}

export interface CertumCertificate {
  status: CertificateWord | Unknown
  commonName: string | null
  dnsNames: readonly string[]
  startDate: string | null
  endDate: string | null
  revokedDate: string | null
  /** Upper-case hex without separators. */
  serialNumber: string
  subjectName: string | null
  /** Null when what came is no certificate. */
  pem: string | null
}

/** One id can come several times in a list: the first issue, then each reissue, newest last. */
export interface CertumOrder {
  reissue: boolean
  status: CertumOrderStatus | null
  details: CertumOrderDetails | null
  certificate: CertumCertificate | null
}

export interface CertumOrderPage {
  orders: readonly CertumOrder[]
  timestamp: string | null
  pagesCount: number
}

export interface OrderOption {
  certificateDetails?: boolean
  orderDetails?: boolean
  orderStatus?: boolean
}

/** Instants as RFC 3339; pages count from 1. */
export interface DateRange {
  from: string
  to: string
  pageNumber?: number
  option?: OrderOption
}

export interface SanVerificationState {
  name: string
  state: VerificationState | Unknown
  expiresAt: string | null
  info: string | null
  /** Negative automatic checks only. */
  systemChecks: readonly { method: SystemCheckWord | Unknown; info: string | null }[]
}

export interface CertificateAnswer {
  certificate: CertumCertificate | null
  caBundle: readonly string[]
}

export interface CertumProduct {
  code: string
  type: string
  /** The CA does not state the unit. */
  validityPeriod: number | null
  notificationEnabled: boolean | null
  hashAlgorithms: readonly string[]
}
