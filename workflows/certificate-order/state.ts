import type { OrderFacts } from '../../domain/actions.ts'
import type { CaWants } from '../../domain/ca-wants.ts'
import { firstState, type OrderActivity, type OrderStateName } from '../../domain/order-state.ts'
import type { CaOrderStatus, CertificateSummary, OrderView } from '../../domain/order-view.ts'
import type { ControlMethod } from '../../domain/product.ts'
import { requiredDocuments } from '../../domain/product-needs.ts'
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
  /** The commands that asked for it; they are done when it is. */
  commandIds: string[]
  attempt: number
  nextAttemptAt: string
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
}

export type InboxItem =
  | { kind: 'command'; name: CommandName; message: CommandMessage }
  | { kind: 'ca-changed'; change: CaChange }
  | { kind: 'record-visible'; caOrderId: string }
  | { kind: 'ignored'; name: string }

/**
 * All that an order's workflow knows. Plain JSON: it travels through continue-as-new and lies in histories, so it holds
 * ids, states, instants (RFC 3339 UTC) and names of domains, never people.
 */
export interface OrderState {
  schemaVersion: 1
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
  /** How many names beyond the included ones have been paid. */
  paidNames?: number
  /** A repair that is under way: the order at the CA is given up for one with this configuration. */
  replacement?: { configurationId: string } | undefined
}

export const HANDLED_LIMIT = 200

/** The state a new order's workflow begins with. */
export function openState(start: OrderStart, at: string): OrderState {
  return {
    schemaVersion: 1,
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
  }
}

/** The purchase that is being worked on or was made last. */
export function currentPurchase(state: OrderState): Purchase | null {
  return state.purchases.at(-1) ?? null
}

/** What decides which actions are possible. */
export function factsOf(state: OrderState, start: OrderStart): OrderFacts {
  return {
    state: state.state,
    activity: state.activity,
    productKind: start.product.kind,
    caOrderPlaced: isAtCa(currentPurchase(state)),
    takesDocuments: takesDocuments(state, start),
  }
}

/** Whether the CA has taken the purchase and it is not over there. */
export function isAtCa(purchase: Purchase | null): boolean {
  return purchase !== null && purchase.status !== null && purchase.status !== 'REJECTED'
}

function takesDocuments(state: OrderState, { product }: OrderStart): boolean {
  const isAsked = state.activity?.step === 'awaiting-documents'
  return (
    isAsked || requiredDocuments({ kind: product.kind, validation: product.validation ?? null }).length > 0
  )
}

/** The end of the certificate that lives longest, or null. */
export function expiresAt(state: OrderState): string | null {
  return (
    state.certificates
      .map((certificate) => certificate.notAfter)
      .sort()
      .at(-1) ?? null
  )
}

function verificationOf(purchase: Purchase | null): OrderView['verification'] {
  if (purchase === null || purchase.status === null || purchase.method === null) return null
  return { method: purchase.method, ...purchase.control }
}

/** What readers see of the state. */
export function toView(state: OrderState, start: OrderStart): OrderView {
  const purchase = currentPurchase(state)
  return {
    state: state.state,
    suspended: false,
    activity: state.activity,
    names: state.names,
    paidUntil: state.paidUntil,
    expiresAt: expiresAt(state),
    productValidUntil: purchase?.productValidUntil ?? null,
    verification: verificationOf(purchase),
    certificates: state.certificates,
    caOrders: state.purchases.flatMap((made) =>
      made.status === null
        ? []
        : [
            {
              id: made.caOrderId,
              product: start.product.code,
              purpose: 'issue' as const,
              status: made.status,
              productValidUntil: made.productValidUntil,
            },
          ],
    ),
    caOrderPlaced: isAtCa(purchase),
  }
}
