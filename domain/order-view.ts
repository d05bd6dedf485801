import type { OrderActivity, OrderStateName } from './order-state.ts'
import type { RenewalPolicy } from './order-terms.ts'
import type { ControlMethod } from './product.ts'

/** Certum's order states. */
export const CA_ORDER_STATUSES = ['AWAITING', 'VERIFICATION', 'ACCEPTED', 'REJECTED', 'ENROLLED'] as const
export type CaOrderStatus = (typeof CA_ORDER_STATUSES)[number]

/** The CA knows no EXPIRED: it follows from the end date. */
export const CERTIFICATE_STATUSES = ['VALID', 'REVOKING', 'REVOKED', 'EXPIRED'] as const
export type CertificateStatus = (typeof CERTIFICATE_STATUSES)[number]

export const CA_ORDER_PURPOSES = ['issue', 'reissue', 'renew'] as const
export type CaOrderPurpose = (typeof CA_ORDER_PURPOSES)[number]

/** A certificate as an order lists it. Serial: upper-case hex. Instants: RFC 3339 UTC. */
export interface CertificateSummary {
  serialNumber: string
  status: CertificateStatus
  notBefore: string
  notAfter: string
  /** Host names and IP addresses. */
  names: string[]
  /** What was ordered and is not in it; missing where nothing is. */
  missingNames?: string[]
  /** What is in it and nobody ordered; missing where nothing is. */
  extraNames?: string[]
  issuer: string
  caOrder: string
}

/** A purchase at the CA as an order lists it. */
export interface CaOrderSummary {
  id: string
  product: string
  purpose: CaOrderPurpose
  status: CaOrderStatus
  productValidUntil: string | null
}

export const CANCELLATION_TIMES = ['now', 'end-of-term'] as const
/** When a recurring order is to end (row M12). */
export type CancellationTime = (typeof CANCELLATION_TIMES)[number]

/** What is planned for the certificate in use. `startsAt`: when the next step begins by itself, or null. */
export interface RenewalView {
  policy: RenewalPolicy
  daysBefore: number
  /** Never more than a third of the certificate's life. */
  effectiveDaysBefore: number
  startsAt: string | null
  /** A CSR for the next certificate was provided and not used yet. */
  csrStored: boolean
}

/** The part of an order that its workflow decides and projects into `order_view`. Holds no people. */
export interface OrderView {
  state: OrderStateName
  suspended: boolean
  activity: OrderActivity | null
  names: string[]
  paidUntil: string | null
  expiresAt: string | null
  productValidUntil: string | null
  verification: { method: ControlMethod; verified: number; of: number } | null
  certificates: CertificateSummary[]
  caOrders: CaOrderSummary[]
  caOrderPlaced: boolean
  /** Missing or null until a plan was made. */
  renewal?: RenewalView | null
  cancellation?: { when: CancellationTime; requestedAt: string } | null
  /** Steps that wait until an admin has mended what the code says; missing where there are none. */
  adminNeeded?: { step: string; code: string; since: string }[]
  isManualCa?: boolean
  /** It was terminated, and ends once the CA has done its part. */
  isEnding?: boolean
}

/** The view of an order that has just been accepted, before its workflow has said anything. */
export function firstView(state: OrderStateName, paidUntil: string | null, isManualCa = false): OrderView {
  return {
    state,
    suspended: false,
    activity: null,
    names: [],
    paidUntil,
    expiresAt: null,
    productValidUntil: null,
    verification: null,
    certificates: [],
    caOrders: [],
    caOrderPlaced: false,
    ...(isManualCa ? { isManualCa } : {}),
  }
}
