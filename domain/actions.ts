import { isFinal, type OrderActivity, type OrderStateName } from './order-state.ts'
import { isTls, type ProductKind } from './product.ts'

/** What may be asked of an order, named as in the API's paths below `/orders/{id}`. */
export const ACTIONS = [
  'payment',
  'acceptance',
  'configuration',
  'verification',
  'verification/check',
  'documents',
  'synchronize',
  'cancel',
] as const
export type Action = (typeof ACTIONS)[number]

/** Who asks: the customer, an admin of the installation, a billing system, or an operator by the Temporal UI or CLI. */
export const ROLES = ['client', 'admin', 'billing', 'operator'] as const
export type Role = (typeof ROLES)[number]

/** What the answer depends on. */
export interface OrderFacts {
  state: OrderStateName
  activity: Pick<OrderActivity, 'kind' | 'step'> | null
  productKind: ProductKind
  /** Whether the CA has taken an order of ours that it has not refused and we have not cancelled. */
  caOrderPlaced: boolean
  /** Whether the product is proven by documents, or the CA has asked for some. */
  takesDocuments: boolean
}

const ALLOWED_ROLES: Record<Action, readonly Role[]> = {
  payment: ['admin', 'billing'],
  acceptance: ['admin', 'billing', 'operator'],
  configuration: ['client', 'admin', 'billing'],
  verification: ['client', 'admin', 'billing'],
  'verification/check': ['client', 'admin', 'billing', 'operator'],
  documents: ['client', 'admin', 'billing'],
  synchronize: ['client', 'admin', 'billing', 'operator'],
  cancel: ['admin', 'billing', 'operator'],
}

function isOrderingAt(order: OrderFacts, ...steps: OrderActivity['step'][]): boolean {
  return order.activity?.kind === 'ordering' && steps.includes(order.activity.step)
}

/** Ordered at the CA, which waits for proof or documents. */
function isOpenAtCa(order: OrderFacts): boolean {
  return (
    order.state === 'verifying' &&
    order.caOrderPlaced &&
    isOrderingAt(order, 'verifying', 'awaiting-documents')
  )
}

/** Names are proven by records, files and clicks, a mailbox by a click; a code-signing key proves nothing of the kind. */
function proofIsOpen(order: OrderFacts): boolean {
  const isProvable = isTls(order.productKind) || order.productKind === 'smime'
  return isOpenAtCa(order) && isOrderingAt(order, 'verifying') && isProvable
}

/** The first one, another while an invoice for its names is open, or a repair of what is ordered and not yet issued (C7). */
function takesConfiguration(order: OrderFacts): boolean {
  const isUnpaid = isOrderingAt(order, 'awaiting-payment')
  switch (order.state) {
    case 'awaiting-configuration':
      return order.activity === null || isUnpaid
    case 'verifying':
      return isOpenAtCa(order) || (order.caOrderPlaced && isUnpaid)
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

const POSSIBLE: Record<Action, (order: OrderFacts) => boolean> = {
  payment: (order) => !isFinal(order.state),
  acceptance: (order) => order.state === 'awaiting-acceptance',
  configuration: takesConfiguration,
  verification: proofIsOpen,
  'verification/check': proofIsOpen,
  documents: (order) => isOpenAtCa(order) && order.takesDocuments,
  synchronize: (order) => !isFinal(order.state) && order.caOrderPlaced,
  cancel: (order) => CANCELLABLE.includes(order.state) && order.activity?.kind !== 'cancelling',
}

/**
 * What this role may ask of an order now. The one truth behind the workflow's validators, the API's `actions` and the
 * pages' buttons.
 */
export function actionsFor(order: OrderFacts, role: Role): Action[] {
  return ACTIONS.filter((action) => ALLOWED_ROLES[action].includes(role) && POSSIBLE[action](order))
}

/** True where the action is possible now, whoever asks. */
export function isPossible(order: OrderFacts, action: Action): boolean {
  return POSSIBLE[action](order)
}
