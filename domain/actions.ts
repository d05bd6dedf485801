import { isCaCheck } from './ca-checks.ts'
import { type ActivityKind, isFinal, type OrderActivity, type OrderStateName } from './order-state.ts'
import { isTls, type ProductKind } from './product.ts'

/** What may be asked of an order, named as in the API's paths below `/orders/{id}`. */
export const ACTIONS = [
  'payment',
  'acceptance',
  'configuration',
  'verification',
  'verification/check',
  'documents',
  'renewal-csr',
  'reissue',
  'renew',
  'repeat',
  'revoke',
  'certificates',
  'properties',
  'renewal',
  'send',
  'configuration-email',
  'synchronize',
  'cancellation-request',
  'cancellation-withdrawal',
  'suspend',
  'resume',
  'terminate',
  'cancel',
] as const
export type Action = (typeof ACTIONS)[number]

/** Who asks: the customer, an admin of the installation, a billing system, or an operator by the Temporal UI or CLI. */
export const ROLES = ['client', 'admin', 'billing', 'operator'] as const
export type Role = (typeof ROLES)[number]

/** What the answer depends on. */
export interface OrderFacts {
  state: OrderStateName
  activity: (Pick<OrderActivity, 'kind' | 'step'> & Partial<Pick<OrderActivity, 'problem'>>) | null
  productKind: ProductKind
  /** Whether the CA has taken an order of ours that it has not refused and we have not cancelled. */
  caOrderPlaced: boolean
  /** Whether the product is proven by documents, or the CA has asked for some. */
  takesDocuments: boolean
  /** Of recurring orders only: whether their end was asked for. */
  cancellation: 'no-recurring' | 'not-asked' | 'asked'
  suspended: boolean
  /** Every step at the CA is an admin's task. */
  isManualCa: boolean
  /** Something waits until an admin has mended it. */
  isAdminNeeded?: boolean
}

const ALLOWED_ROLES: Record<Action, readonly Role[]> = {
  payment: ['admin', 'billing'],
  acceptance: ['admin', 'billing', 'operator'],
  configuration: ['client', 'admin', 'billing'],
  verification: ['client', 'admin', 'billing'],
  'verification/check': ['client', 'admin', 'billing', 'operator'],
  documents: ['client', 'admin', 'billing'],
  'renewal-csr': ['client', 'admin', 'billing'],
  reissue: ['client', 'admin', 'billing'],
  renew: ['client', 'admin', 'billing'],
  repeat: ['admin', 'billing', 'operator'],
  revoke: ['client', 'admin', 'billing', 'operator'],
  certificates: ['admin', 'billing'],
  properties: ['client', 'admin', 'billing'],
  renewal: ['client', 'admin', 'billing'],
  send: ['client', 'admin', 'billing'],
  'configuration-email': ['admin', 'billing'],
  'cancellation-request': ['client', 'admin', 'billing'],
  'cancellation-withdrawal': ['client', 'admin', 'billing'],
  suspend: ['admin', 'billing'],
  resume: ['admin', 'billing'],
  terminate: ['admin', 'billing'],
  synchronize: ['client', 'admin', 'billing', 'operator'],
  cancel: ['admin', 'billing', 'operator'],
}

function isOrderingAt(order: OrderFacts, ...steps: OrderActivity['step'][]): boolean {
  return order.activity?.kind === 'ordering' && steps.includes(order.activity.step)
}

/** A certificate was issued at some time. */
const ISSUED_ONCE: readonly OrderStateName[] = ['issued', 'revoked', 'expired']

/** What brings a certificate about; a revocation or a cancellation does not. */
const ISSUING_KINDS: readonly ActivityKind[] = ['ordering', 'reissuing', 'renewing', 'repeating']

/** At the CA, which waits for proof or documents. */
function isOpenAtCa(order: OrderFacts, ...steps: OrderActivity['step'][]): boolean {
  const { activity, caOrderPlaced, state } = order
  const isOpen = state === 'verifying' || (ISSUED_ONCE.includes(state) && activity?.kind !== 'ordering')
  return (
    isOpen &&
    caOrderPlaced &&
    activity !== null &&
    ISSUING_KINDS.includes(activity.kind) &&
    (steps.length > 0 ? steps : ['verifying', 'awaiting-documents']).includes(activity.step)
  )
}

/** An admin has it to order, or has ordered it, at a CA without an API. */
function isByHand(order: OrderFacts): boolean {
  return order.isManualCa && isOpenAtCa(order, 'verifying')
}

/**
 * Names are proven by records, files and clicks, a mailbox by a click; a code-signing key proves nothing of the kind. At
 * a CA without an API proof is between the admin and the CA.
 */
function proofIsOpen(order: OrderFacts): boolean {
  const isProvable = isTls(order.productKind) || order.productKind === 'smime'
  return isOpenAtCa(order, 'verifying') && isProvable && !order.isManualCa
}

/** The CA is asked anew about what it minds, too. */
function mayCheck(order: OrderFacts): boolean {
  return proofIsOpen(order) || (isOpenAtCa(order) && isCaCheck(order.activity?.problem))
}

/** The first one, another while an invoice for its names is open, or a repair of what is ordered and not yet issued (C7). */
function takesConfiguration(order: OrderFacts): boolean {
  const isUnpaid = isOrderingAt(order, 'awaiting-payment')
  switch (order.state) {
    case 'awaiting-configuration':
      return order.activity === null || isUnpaid
    case 'verifying':
      return order.activity?.kind === 'ordering' && (isOpenAtCa(order) || (order.caOrderPlaced && isUnpaid))
    default:
      return false
  }
}

const CANCELLABLE: readonly OrderStateName[] = [
  'awaiting-payment',
  'awaiting-acceptance',
  'awaiting-configuration',
  'verifying',
]

/**
 * Nothing is on its way at the CA: a new undertaking may begin, or take the place of one that waits for money or for a
 * key. Revoking runs beside it.
 */
function isFree({ activity }: OrderFacts): boolean {
  if (activity === null || activity.kind === 'revoking') return true
  return ISSUING_KINDS.includes(activity.kind) && ['awaiting-payment', 'awaiting-csr'].includes(activity.step)
}

function mayReplace(order: OrderFacts): boolean {
  return ISSUED_ONCE.includes(order.state) && isFree(order)
}

/** What is left to do for a suspended order: money, its end, and what protects others from a stolen key. */
const WHILE_SUSPENDED: readonly Action[] = [
  'payment',
  'revoke',
  'synchronize',
  'cancellation-request',
  'cancellation-withdrawal',
  'renewal',
  'resume',
  'terminate',
  'cancel',
]

const POSSIBLE: Record<Action, (order: OrderFacts) => boolean> = {
  payment: (order) => !isFinal(order.state),
  acceptance: (order) => order.state === 'awaiting-acceptance',
  configuration: takesConfiguration,
  verification: proofIsOpen,
  'verification/check': mayCheck,
  documents: (order) => isOpenAtCa(order) && order.takesDocuments,
  'renewal-csr': (order) => ISSUED_ONCE.includes(order.state),
  reissue: mayReplace,
  renew: mayReplace,
  repeat: (order) => ['rejected', 'revoked', 'expired'].includes(order.state) && isFree(order),
  revoke: (order) => order.state === 'issued',
  certificates: isByHand,
  properties: (order) => ISSUED_ONCE.includes(order.state),
  renewal: (order) => !isFinal(order.state),
  send: (order) => [...ISSUED_ONCE, 'ended'].includes(order.state),
  'configuration-email': (order) => order.state === 'awaiting-configuration',
  'cancellation-request': (order) => !isFinal(order.state) && order.cancellation === 'not-asked',
  'cancellation-withdrawal': (order) => !isFinal(order.state) && order.cancellation === 'asked',
  suspend: (order) => !isFinal(order.state) && !order.suspended,
  resume: (order) => !isFinal(order.state) && order.suspended,
  terminate: (order) => !isFinal(order.state) && order.activity?.kind !== 'cancelling',
  synchronize: (order) => !isFinal(order.state) && (order.caOrderPlaced || order.isAdminNeeded === true),
  cancel: (order) => CANCELLABLE.includes(order.state) && order.activity?.kind !== 'cancelling',
}

/** Renewing what is paid for term by term is billing's business, not the client's. */
function mayAsk(order: OrderFacts, action: Action, role: Role): boolean {
  const isBilledAgain = order.cancellation !== 'no-recurring'
  return ALLOWED_ROLES[action].includes(role) && !(action === 'renew' && role === 'client' && isBilledAgain)
}

/**
 * What this role may ask of an order now. The one truth behind the workflow's validators, the API's `actions` and the
 * pages' buttons.
 */
export function actionsFor(order: OrderFacts, role: Role): Action[] {
  return ACTIONS.filter((action) => mayAsk(order, action, role) && isPossible(order, action))
}

/** True where the action is possible now, whoever asks. */
export function isPossible(order: OrderFacts, action: Action): boolean {
  return POSSIBLE[action](order) && (!order.suspended || WHILE_SUSPENDED.includes(action))
}
