import type { CaOrderStatus, CertificateStatus } from '../../domain/order-view.ts'
import type { ControlMethod, EmailPrefix, ProductKind, Validation } from '../../domain/product.ts'
import type {
  CaExpiringCertificate,
  CaReissueRequest,
  CaRenewalRequest,
  CaRevocationRequest,
} from './port-certificates.ts'
import type { CaDocumentState, CaDocumentUpload, CaEmailState } from './port-evidence.ts'

export type * from './port-certificates.ts'
export type * from './port-evidence.ts'

/** How control of the names shall be proven: one method for the whole order. */
export interface ControlRequest {
  method: ControlMethod
  /** Mailbox before the `@`; with `ADMIN` only. */
  emailPrefix?: EmailPrefix | undefined
  /** Where the CA mails instructions; with the other methods only. */
  email?: string | undefined
  /** Whether the CA mails at all. Default: with `ADMIN` yes, otherwise when `email` is given. */
  notify?: boolean | undefined
}

/** What shall stand in the certificate instead of what the CSR says. */
export interface CaSubject {
  commonName?: string | undefined
  organization?: string | undefined
  locality?: string | undefined
  state?: string | undefined
  country?: string | undefined
  email?: string | undefined
  givenName?: string | undefined
  surname?: string | undefined
  serialNumber?: string | undefined
  businessCategory?: string | undefined
  streetAddress?: string | undefined
  postalCode?: string | undefined
  jurisdictionLocality?: string | undefined
  jurisdictionState?: string | undefined
  jurisdictionCountry?: string | undefined
}

/** The part of a stored configuration that the CA is told. Names are host names in ASCII form. */
export interface CaOrderConfiguration {
  csr: string
  hashAlgorithm?: string | undefined
  subject?: CaSubject | undefined
  names?: readonly string[] | undefined
  verification?: ControlRequest | undefined
  contact: { firstName: string; lastName: string; email: string; phone?: string | undefined }
  organization?: { taxNumber: string } | undefined
  revocationEmail?: string | undefined
}

export interface CaOrderRequest extends CaOrderConfiguration {
  /** Our own id of this purchase, at most 50 characters: the same on every attempt. */
  caOrderId: string
  /** What the CA files the order under, at most 64 characters: the same at each renewal. */
  customerLabel: string
  productCode: string
  /** Of the CA's own mails. */
  language: 'pl' | 'en'
}

/** What to publish so that the CA sees control: `code` is one for all names. */
export interface DomainControl {
  method: ControlMethod | null
  code: string
  names: readonly string[]
}

export interface PlacedOrder {
  caOrderId: string
  /** `earlier`: the CA already had this id, so an earlier attempt had succeeded; `control` is then null. */
  placed: 'now' | 'earlier'
  /** Null when the method has no code (a mail with a link), or when there is nothing to prove. */
  control: DomainControl | null
}

export const PROOF_STATES = ['NOT_REQUIRED', 'REQUIRED', 'FAILED', 'VERIFIED'] as const
export type ProofState = (typeof PROOF_STATES)[number]

export interface CaVerification {
  /** The CA's word for what is verified: DOMAIN, ORGANIZATION, … */
  type: string
  state: ProofState
  expiresAt: string | null
}

export interface CaOrderState {
  caOrderId: string
  /** A word that we do not know counts as VERIFICATION: nothing is decided, so nothing is done. */
  status: CaOrderStatus
  /** The CA's own word. */
  caStatus: string
  changedAt: string | null
  verifications: readonly CaVerification[]
  /** Until when reissues are free; null when the CA does not say. */
  productValidUntil: string | null
}

export interface CaNameState {
  name: string
  state: Exclude<ProofState, 'NOT_REQUIRED'>
  expiresAt: string | null
  info: string | null
}

/** An automatic check with a negative result; checks that passed are not listed. */
export interface CaSystemCheck {
  name: string
  method: string
  info: string | null
}

export interface CaCertificate {
  pem: string
  /** Up to the root, in the CA's order, without the certificate itself; null when not asked for. */
  chain: readonly string[] | null
  /** Upper-case hex. */
  serialNumber: string
  status: Exclude<CertificateStatus, 'EXPIRED'>
  notBefore: string | null
  notAfter: string | null
  revokedAt: string | null
  reissue: boolean
}

export interface CaOrderDetail extends CaOrderState {
  names: readonly CaNameState[]
  systemChecks: readonly CaSystemCheck[]
  /** Oldest first; empty until the order is issued. */
  certificates: readonly CaCertificate[]
  /** Empty where the order needs none, or where the CA does not list them. */
  documents: readonly CaDocumentState[]
  /** Null where no mailbox is to be proven. */
  email: CaEmailState | null
}

export interface ChangedOrder {
  caOrderId: string
  status: CaOrderStatus
  caStatus: string
  productCode: string
  customerLabel: string
  serialNumber: string | null
  /** How many reissues of this order the CA lists. */
  reissues: number
}

export interface ChangedOrders {
  orders: readonly ChangedOrder[]
  /** The CA's own clock when it began to answer: where the next look starts. Null when it does not say. */
  caTime: string | null
}

/**
 * `later`: the CA would not look now, and what it knows already is told by the order's state. `expired`: the code is used
 * up, ask for a new one.
 */
export type ControlCheckStart = 'started' | 'running' | 'later' | 'expired'

export interface CaProduct {
  code: string
  /** Of the certificate. */
  name: string
  validityDays: number | null
  hashAlgorithms: readonly string[]
  /** A renewal is no product of its own: it is named by the one it renews. */
  purpose: 'issue' | 'renew'
  /** The code by which it would be renewed, whether or not the CA lists it. */
  renewalCode: string | null
  /** Null where it cannot be told. */
  kind: ProductKind | null
  validation: Validation | null
  /** Where it holds fewer names than others of its kind. */
  mostNames: number | null
  /** Whether the code is known, and what is said here of the product more than a guess by its name. */
  isKnown: boolean
}

/**
 * What orders need of a CA, in our words. Every method may throw `CaRefusal` (the CA understood and said no) or
 * `CaUnavailable` (no usable answer). Instants are RFC 3339 in UTC.
 */
export interface CaPort {
  /** Asks whether the CA would take the order; changes nothing. */
  checkOrder(order: CaOrderRequest): Promise<void>
  /** Buys. After `CaUnavailable` with outcome `unknown` look with `findOrder` before any further call. */
  placeOrder(order: CaOrderRequest): Promise<PlacedOrder>
  /** Returns null when the CA has no order of this id. */
  findOrder(caOrderId: string): Promise<CaOrderState | null>
  /** All that can be known of one order, in several calls. Chains are left out. */
  readOrder(caOrderId: string): Promise<CaOrderDetail>
  /** Orders whose status changed from `since` to `until`, both in the CA's time; one entry per order. */
  changedOrders(since: string, until: string): Promise<ChangedOrders>
  /** Tells the CA to look for the published code. */
  startControlCheck(code: string): Promise<ControlCheckStart>
  /** New code, other method, or the mail once more. The earlier code is void. */
  renewControl(caOrderId: string, control: ControlRequest): Promise<DomainControl | null>
  /** Oldest first. Chains are fetched for serial numbers that are not in `known`. */
  certificates(caOrderId: string, known?: readonly string[]): Promise<readonly CaCertificate[]>
  /** Before issue only. */
  cancelOrder(caOrderId: string, note?: string): Promise<'cancelled' | 'already'>
  products(): Promise<readonly CaProduct[]>
  /** `already`: the CA has these very files, so an earlier attempt had succeeded. */
  sendDocuments(caOrderId: string, upload: CaDocumentUpload): Promise<'sent' | 'already'>
  documents(caOrderId: string): Promise<readonly CaDocumentState[]>
  /** Null where no mailbox is to be proven. */
  emailVerification(caOrderId: string): Promise<CaEmailState | null>
  /** `still-valid`: the link of the last message still works, so the CA sends no other. */
  resendEmail(caOrderId: string): Promise<'sent' | 'still-valid'>
  /** Orders placed from `since` to `until`, both in the CA's time, whoever placed them; one entry per order. */
  placedOrders(since: string, until: string): Promise<readonly ChangedOrder[]>
  /** Of the whole account. The CA takes 1 to 30 days. */
  expiringCertificates(withinDays: number): Promise<readonly CaExpiringCertificate[]>
  /**
   * Buys, under an id that the CA makes up. After `CaUnavailable` with outcome `unknown` look among `placedOrders` for
   * the customer's label before any further call.
   */
  renewOrder(request: CaRenewalRequest): Promise<PlacedOrder>
  /** Free, and under the order's own id. After outcome `unknown` look at the order's certificates and state first. */
  reissueCertificate(request: CaReissueRequest): Promise<PlacedOrder>
  /** The CA works on it for a while. `already`: it is being revoked or is revoked. */
  revokeCertificate(request: CaRevocationRequest): Promise<'revoking' | 'already'>
}
