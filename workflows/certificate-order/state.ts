import type { CaWants } from '../../domain/ca-wants.ts'
import { firstState, type OrderActivity, type OrderStateName, type Party } from '../../domain/order-state.ts'
import type { PaymentStatus } from '../../domain/order-terms.ts'
import type { CancellationTime, CaOrderStatus, CertificateSummary } from '../../domain/order-view.ts'
import type { PlanSettings } from '../../domain/plan-settings.ts'
import type { ControlMethod } from '../../domain/product.ts'
import type { RevocationReason } from '../../domain/revocation.ts'
import type { CaChange, CommandMessage, CommandName, OrderStart } from '../contract.ts'

/** Work that a partner still owes us. It is tried at `nextAttemptAt`, so the inbox is never behind it. */
export interface Step {
  name:
    | 'place'
    | 'replace'
    | 'check-control'
    | 'change-control'
    | 'send-documents'
    | 'read'
    | 'fetch'
    | 'cancel'
    | 'reissue'
    | 'renew'
    | 'revoke'
    | 'invoice'
    | 'due-date'
  /** The commands that asked for it; they are done when it is. */
  commandIds: string[]
  attempt: number
  nextAttemptAt: string
  /** What only an admin can mend, as the last try said, and whose move it was before. */
  adminNeeded?: { code: string; since: string; tries: number; waitedFor: Party | null }
}
export type StepName = Step['name']

/** One purchase at the CA, from the moment we mean to make it. */
export interface Purchase {
  n: number
  caOrderId: string
  configurationId: string
  /** `null` until the CA's word that it has the order. */
  status: CaOrderStatus | null
  /** A call went out whose answer is unknown: the CA may have the order although it is not placed for us. */
  mayExist: boolean
  lastTryAt: string | null
  placedAt: string | null
  method: ControlMethod | null
  control: { verified: number; of: number }
  productValidUntil: string | null
  /** What the CA wants besides control of names; missing until it was read once. */
  wants?: CaWants
  /** Why it was made; missing for the first one and for those ordered anew. */
  purpose?: 'renew'
  /** Missing: the product's own. */
  productCode?: string
  /** Another certificate of it is on its way. */
  isReissuing?: boolean
}

/** What brings the next certificate about, from the moment it is decided until the certificate is here. */
export interface Undertaking {
  kind: 'reissue' | 'renew' | 'repeat'
  /** Names it in the ledger: one effect each, whatever crashes when. */
  occasion: string
  /** A command that a person gave, or null for what the plan does by itself. */
  commandId: string | null
  /** Of the certificate that is replaced; null where there is none. */
  serialNumber: string | null
  /** What the CA is given; null until the client has provided a usable CSR. */
  configurationId: string | null
  addNames: string[]
  /** The code by which another period is renewed, where one was chosen. */
  productCode: string | null
  since: string
  /** Whether the client was asked for proof; missing where they were as soon as the CA had taken it. */
  isProofAsked?: boolean
  /** A renewal went out to the CA and its answer is unknown. */
  mayExist?: boolean
}

/** What the client has said for the next certificate. */
export interface Provided {
  configurationId: string
  hasCsr: boolean
  /** It came while a certificate was on its way to the CA without it: it is for the one after that. */
  isForLater?: boolean
}

/** A certificate that is to be revoked, until the CA has taken it. */
export interface Revocation {
  serialNumber: string
  reason: RevocationReason
  compromisedOn: string | null
  commandId: string | null
}

/** A renewal that is to be paid first. */
export interface AwaitedPayment {
  /** The end of what is paid so far: the occasion of its invoice. */
  termEnd: string
  since: string
}

/** An invoice as billing told of it, and what its money came to. */
export interface Invoice {
  id: string
  status: PaymentStatus
  /**
   * What it paid: the setup, names, the term that ran, or the next one. Null: nothing yet. `forgotten`: it counted once,
   * and for what is not known any more.
   */
  pays: 'setup' | 'names' | 'first-term' | 'term' | 'forgotten' | null
  /** As billing said. */
  paidUntil?: string
  /** Where it made the term longer: what was paid until before and after it; null is as long as the CA's product. */
  from?: string | null
  until?: string
  /** Where the term that it pays begins; null before there was a product. */
  start?: string | null
  /** Of names: how many were paid before it. */
  namesBefore?: number
}

export type InboxItem =
  | { kind: 'command'; name: CommandName; message: CommandMessage }
  | { kind: 'ca-changed'; change: CaChange }
  | { kind: 'record-visible'; caOrderId: string }
  | { kind: 'renewal-changed' }
  | { kind: 'ignored'; name: string }

/**
 * All that an order's workflow knows. Plain JSON: it travels through continue-as-new and lies in histories, so it holds
 * ids, states, instants (RFC 3339 UTC) and names of domains, never people.
 */
export interface OrderState {
  schemaVersion: 2
  sequence: number
  state: OrderStateName
  stateSince: string
  activity: OrderActivity | null
  names: string[]
  paidUntil: string | null
  purchases: Purchase[]
  certificates: CertificateSummary[]
  steps: Step[]
  inbox: InboxItem[]
  /** The last command ids taken in, so that a repeat by the relay or after continue-as-new does nothing. */
  handled: string[]
  /** A configuration whose names are to be paid before the CA is asked. */
  unpaid?: { message: CommandMessage<'configure'>; billedNames: number } | undefined
  /** What billing has told of, oldest first; missing until it tells of an invoice. */
  invoices?: Invoice[]
  /** How many names beyond the included ones have been paid. */
  paidNames?: number
  /** A repair that is under way: the order at the CA is given up for one with this configuration. */
  replacement?: { configurationId: string } | undefined
  suspended: boolean
  /** It was let through its gate while it was suspended: it is opened when it is resumed. */
  isHeldAtGate?: boolean
  /** What the plan depended on when it was read last; null before there is anything to plan. */
  settings: PlanSettings | null
  /** They are read again before the next wait. */
  settingsAreStale: boolean
  /** What the next reissue or renewal uses, where the client has said something new. */
  next: Provided | null
  undertaking: Undertaking | null
  awaitedPayment: AwaitedPayment | null
  /** The last planned try that the CA refused: another follows a day later, or when somebody does something about it. */
  failed: { occasion: string; code: string; at: string } | null
  /** When the plan last went to the CA by itself. */
  plannedAt: string | null
  /** The certificate of which the client was told that it ends. */
  notifiedOf: string | null
  revocations: Revocation[]
  cancellation: { when: CancellationTime; revoke: boolean; requestedAt: string } | null
  /** The key of the last certificate is known to others: no other certificate is asked for on it. */
  keyIsLost: boolean
  /** The order ends as soon as the CA has taken the last revocation. */
  endsAfterRevocation: boolean
  /** The first certificate lacked names, so that nobody was told yet that the order is issued. */
  isIssueUntold?: boolean
}

export const HANDLED_LIMIT = 200

/** The state a new order's workflow begins with. */
export function openState(start: OrderStart, at: string): OrderState {
  return {
    schemaVersion: 2,
    sequence: 0,
    state: firstState(start.setup),
    stateSince: at,
    activity: null,
    names: [],
    paidUntil: start.paidUntil,
    purchases: [],
    certificates: [],
    steps: [],
    inbox: [],
    handled: [],
    ...YEARS_AFTER,
  }
}

/** What version 2 added: nothing of it had happened before. */
export const YEARS_AFTER = {
  suspended: false,
  settings: null,
  settingsAreStale: true,
  next: null,
  undertaking: null,
  awaitedPayment: null,
  failed: null,
  plannedAt: null,
  notifiedOf: null,
  revocations: [],
  cancellation: null,
  keyIsLost: false,
  endsAfterRevocation: false,
} as const satisfies Partial<OrderState>

/** The purchase that is being worked on or was made last. */
export function currentPurchase(state: OrderState): Purchase | null {
  return state.purchases.at(-1) ?? null
}

/** Whether the CA has taken the purchase and it is not over there. */
export function isAtCa(purchase: Purchase | null): boolean {
  return purchase !== null && purchase.status !== null && purchase.status !== 'REJECTED'
}

/** The newest purchase that has brought a certificate: its validity is what reissues are free for. */
export function purchaseInForce(state: OrderState): Purchase | null {
  return state.purchases.findLast(({ productValidUntil }) => productValidUntil !== null) ?? null
}

/** The certificate that lives longest of those that were not revoked, ended or not; null where there is none. */
export function certificateInUse(state: OrderState): CertificateSummary | null {
  return state.certificates
    .filter(({ status }) => status === 'VALID' || status === 'EXPIRED')
    .reduce<CertificateSummary | null>(
      (best, each) => (best === null || each.notAfter > best.notAfter ? each : best),
      null,
    )
}

/** When the order has no certificate in use any more, or null where there never was one. */
export function expiresAt(state: OrderState): string | null {
  const ends = state.certificates.map(({ notAfter }) => notAfter).sort()
  return certificateInUse(state)?.notAfter ?? ends.at(-1) ?? null
}
