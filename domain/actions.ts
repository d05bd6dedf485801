import { isFinal, type OrderActivity, type OrderStateName } from './order-state.ts'
import { isTls, type ProductKind } from './product.ts'

/** What may be asked of an order, named as in the API's paths below `/orders/{id}`. */
export const ACTIONS = [
  'payment',
  'acceptance',
  'configuration',
  'verification',
  'verification/check',
  'synchronize',
  'cancel',
] as const
export type Action = (typeof ACTIONS)[number]

/** Who asks: the customer, an admin of the installation, a billing system, or an operator by the Temporal UI or CLI. */
export const ROLES = ['client', 'admin', 'billing', 'operator'] as const
export type Role = (typeof ROLES)[number]

/** What the answer depends on. `caOrderPlaced` is true once the CA has taken an order that is not over. */
export interface OrderFacts {
  state: OrderStateName
  activity: Pick<OrderActivity, 'kind' | 'step'> | null
  productKind: ProductKind
  caOrderPlaced: boolean
}

const ALLOWED_ROLES: Record<Action, readonly Role[]> = {
  payment: ['admin', 'billing'],
  acceptance: ['admin', 'billing', 'operator'],
  configuration: ['client', 'admin', 'billing'],
  verification: ['client', 'admin', 'billing'],
  'verification/check': ['client', 'admin', 'billing', 'operator'],
  synchronize: ['client', 'admin', 'billing', 'operator'],
  cancel: ['admin', 'billing', 'operator'],
}

function proofIsOpen(order: OrderFacts): boolean {
  return (
    order.state === 'verifying' &&
    order.caOrderPlaced &&
    isTls(order.productKind) &&
    order.activity?.kind === 'ordering' &&
    order.activity.step === 'verifying'
  )
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
  configuration: (order) => order.state === 'awaiting-configuration' && order.activity === null,
  verification: proofIsOpen,
  'verification/check': proofIsOpen,
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
