import type { Action, OrderFacts } from './actions.ts'
import { isCaCheck } from './ca-checks.ts'
import type { Obstacle, RunningActivity } from './obstacle.ts'
import { type ActivityKind, isFinal, type OrderActivity, type OrderStateName } from './order-state.ts'
import { isTls } from './product.ts'

/** A certificate was issued at some time. */
const ISSUED_ONCE: readonly OrderStateName[] = ['issued', 'revoked', 'expired']

/** What brings a certificate about; a revocation or a cancellation does not. */
const ISSUING_KINDS: readonly ActivityKind[] = ['ordering', 'reissuing', 'renewing', 'repeating']

type Step = OrderActivity['step']

/** The state itself stands in the way; where it only waits for money, that does. */
function ofState({ state }: OrderFacts): Obstacle {
  return state === 'awaiting-payment' ? { kind: 'payment' } : { kind: 'state', state }
}

/** What runs stands in the way; where it only waits for money, that does. */
function ofActivity(activity: RunningActivity): Obstacle {
  return activity.step === 'awaiting-payment' ? { kind: 'payment' } : { kind: 'activity', activity }
}

/** An obstacle unless the order is in one of these states. */
function unlessIn(order: OrderFacts, states: readonly OrderStateName[]): Obstacle | null {
  return states.includes(order.state) ? null : ofState(order)
}

function unlessOver(order: OrderFacts): Obstacle | null {
  return isFinal(order.state) ? ofState(order) : null
}

/** An obstacle unless the order is at the CA, which waits for proof or documents. */
function unlessOpenAtCa(order: OrderFacts, steps: readonly Step[]): Obstacle | null {
  const { activity, caOrderPlaced, state } = order
  const barred = unlessIn(order, ['verifying', ...ISSUED_ONCE])
  if (barred !== null) return barred
  const isBrought = activity !== null && ISSUING_KINDS.includes(activity.kind)
  if (!isBrought || (activity.kind === 'ordering' && state !== 'verifying'))
    return activity?.kind === 'cancelling' ? ofActivity(activity) : { kind: 'nothing-at-ca' }
  if (!steps.includes(activity.step)) return ofActivity(activity)
  return caOrderPlaced ? null : { kind: 'nothing-at-ca' }
}

/** An admin has it to order, or has ordered it, at a CA without an API. */
function toEnteringByHand(order: OrderFacts): Obstacle | null {
  return order.isManualCa ? unlessOpenAtCa(order, ['verifying']) : { kind: 'ca-with-api' }
}

/**
 * Names are proven by records, files and clicks, a mailbox by a click; a code-signing key proves nothing of the kind. At
 * a CA without an API proof is between the admin and the CA.
 */
function toProof(order: OrderFacts): Obstacle | null {
  if (!isTls(order.productKind) && order.productKind !== 'smime') return { kind: 'nothing-to-prove' }
  return order.isManualCa ? { kind: 'manual-ca' } : unlessOpenAtCa(order, ['verifying'])
}

/** The CA is asked anew about what it minds, too. */
function toCheck(order: OrderFacts): Obstacle | null {
  const isHeld = isCaCheck(order.activity?.problem)
  return isHeld ? unlessOpenAtCa(order, ['verifying', 'awaiting-documents']) : toProof(order)
}

function toDocuments(order: OrderFacts): Obstacle | null {
  return (
    unlessOpenAtCa(order, ['verifying', 'awaiting-documents']) ??
    (order.takesDocuments ? null : { kind: 'no-documents' })
  )
}

/** The first configuration waits for the client; another one may take its place while an invoice for its names is open. */
function toFirstConfiguration({ activity }: OrderFacts): Obstacle | null {
  if (activity === null || (activity.kind === 'ordering' && activity.step === 'awaiting-payment')) return null
  return ofActivity(activity)
}

/** A repair of what is ordered and not yet issued (C7), also while an invoice for its names is open. */
function toRepair(order: OrderFacts): Obstacle | null {
  const { activity } = order
  if (activity === null) return ofState(order)
  if (activity.kind !== 'ordering') return ofActivity(activity)
  return unlessOpenAtCa(order, ['verifying', 'awaiting-documents', 'awaiting-payment'])
}

function toConfiguration(order: OrderFacts): Obstacle | null {
  switch (order.state) {
    case 'awaiting-configuration':
      return toFirstConfiguration(order)
    case 'verifying':
      return toRepair(order)
    default:
      return ofState(order)
  }
}

/** What may be cancelled. */
const NOT_ISSUED: readonly OrderStateName[] = [
  'awaiting-payment',
  'awaiting-acceptance',
  'awaiting-configuration',
  'verifying',
]

function unlessCancelling({ activity }: OrderFacts): Obstacle | null {
  return activity?.kind === 'cancelling' ? ofActivity(activity) : null
}

/**
 * An obstacle while something is on its way at the CA: a new undertaking may begin, or take the place of one that waits
 * for money or for a key. Revoking runs beside it.
 */
function unlessFree({ activity }: OrderFacts): Obstacle | null {
  if (activity === null || activity.kind === 'revoking') return null
  const mayGiveWay = ISSUING_KINDS.includes(activity.kind)
  const isWaiting = activity.step === 'awaiting-payment' || activity.step === 'awaiting-csr'
  return mayGiveWay && isWaiting ? null : ofActivity(activity)
}

function toAnother(order: OrderFacts): Obstacle | null {
  return unlessIn(order, ISSUED_ONCE) ?? unlessFree(order)
}

function toCancellation(order: OrderFacts, wanted: 'not-asked' | 'asked'): Obstacle | null {
  const { cancellation } = order
  const over = unlessOver(order)
  if (over !== null || cancellation === wanted) return over
  if (cancellation === 'no-recurring') return { kind: 'not-recurring' }
  return { kind: cancellation === 'asked' ? 'cancellation' : 'no-cancellation' }
}

function toSuspension(order: OrderFacts, wanted: boolean): Obstacle | null {
  const over = unlessOver(order)
  if (over !== null || order.suspended === wanted) return over
  return { kind: order.suspended ? 'suspension' : 'no-suspension' }
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

/** What is left to do for an order that was terminated and waits for the CA: nothing that would begin anew. */
const WHILE_ENDING: readonly Action[] = [
  'payment',
  'revoke',
  'synchronize',
  'send',
  'terminate',
  'suspend',
  'resume',
]

const OBSTACLES: Record<Action, (order: OrderFacts) => Obstacle | null> = {
  payment: unlessOver,
  acceptance: (order) => unlessIn(order, ['awaiting-acceptance']),
  configuration: toConfiguration,
  verification: toProof,
  'verification/check': toCheck,
  documents: toDocuments,
  'renewal-csr': (order) => unlessIn(order, ISSUED_ONCE),
  reissue: toAnother,
  renew: toAnother,
  repeat: (order) => unlessIn(order, ['rejected', 'revoked', 'expired']) ?? unlessFree(order),
  revoke: (order) => unlessIn(order, ['issued']),
  certificates: toEnteringByHand,
  properties: (order) => unlessIn(order, ISSUED_ONCE),
  renewal: unlessOver,
  send: (order) => unlessIn(order, [...ISSUED_ONCE, 'ended']),
  'configuration-email': (order) =>
    unlessIn(order, ['awaiting-configuration']) ?? toFirstConfiguration(order),
  'cancellation-request': (order) => toCancellation(order, 'not-asked'),
  'cancellation-withdrawal': (order) => toCancellation(order, 'asked'),
  suspend: (order) => toSuspension(order, false),
  resume: (order) => toSuspension(order, true),
  terminate: (order) => unlessOver(order) ?? unlessCancelling(order),
  synchronize: (order) =>
    unlessOver(order) ??
    (order.caOrderPlaced || order.isAdminNeeded === true ? null : { kind: 'nothing-at-ca' }),
  cancel: (order) => unlessIn(order, NOT_ISSUED) ?? unlessCancelling(order),
}

/**
 * What stands in the way of the action now, whoever asks; null where it is possible. The one truth behind the workflow's
 * refusals, `blockedBy` of the API's 409, and what the pages say.
 */
export function obstacleTo(order: OrderFacts, action: Action): Obstacle | null {
  const own = OBSTACLES[action](order)
  if (own !== null) return own
  if (order.isEnding === true && !WHILE_ENDING.includes(action)) return { kind: 'ending' }
  if (order.suspended && !WHILE_SUSPENDED.includes(action)) return { kind: 'suspension' }
  return null
}
