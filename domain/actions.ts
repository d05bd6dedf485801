import { obstacleTo } from './action-rules.ts'
import type { Obstacle, RunningActivity } from './obstacle.ts'
import type { OrderStateName } from './order-state.ts'
import type { ProductKind } from './product.ts'

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
  activity: RunningActivity | null
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
  /** It was terminated, and ends once the CA has done its part. */
  isEnding?: boolean | undefined
  /** Its product's customers are not offered to renew (row O2). */
  isRenewHidden?: boolean | undefined
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

/** Renewing what is paid for term by term is billing's business, not the client's; and a product may keep it to itself. */
function mayAsk(order: OrderFacts, action: Action, role: Role): boolean {
  const isNotTheirs = order.cancellation !== 'no-recurring' || order.isRenewHidden === true
  return ALLOWED_ROLES[action].includes(role) && !(action === 'renew' && role === 'client' && isNotTheirs)
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
  return obstacleTo(order, action) === null
}

/** As `obstacleTo`, for this role: what is possible and not for them is barred by who they are. */
export function obstacleFor(order: OrderFacts, action: Action, role: Role): Obstacle | null {
  return obstacleTo(order, action) ?? (mayAsk(order, action, role) ? null : { kind: 'role', role })
}

/** What this role will be able to ask for again by itself, and what it waits for: why a button is not there. */
export interface BarredActions {
  blockedBy: Obstacle
  actions: Action[]
}

const PASSING: readonly Obstacle['kind'][] = ['activity', 'suspension', 'ending']

/** What is barred for now only: by what runs, by a suspension, or by an end that is under way. */
export function barredFor(order: OrderFacts, role: Role): BarredActions[] {
  const barred: BarredActions[] = []
  for (const action of ACTIONS) {
    const blockedBy = obstacleTo(order, action)
    if (blockedBy === null || !PASSING.includes(blockedBy.kind) || !mayAsk(order, action, role)) continue
    const known = barred.find((each) => each.blockedBy.kind === blockedBy.kind)
    if (known === undefined) barred.push({ blockedBy, actions: [action] })
    else known.actions.push(action)
  }
  return barred
}
