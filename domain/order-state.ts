/** The states an order can be in, as the API and the pages name them. */
export const ORDER_STATES = [
  'awaiting-payment',
  'awaiting-acceptance',
  'awaiting-configuration',
  'verifying',
  'issued',
  'revoked',
  'expired',
  'cancelled',
  'rejected',
  'ended',
] as const
export type OrderStateName = (typeof ORDER_STATES)[number]

/** In a final state the workflow has returned: what is left is reading, downloading and sending. */
export const FINAL_STATES = ['cancelled', 'ended'] as const satisfies readonly OrderStateName[]

/**
 * Where an order may go from each state. `rejected`, `revoked` and `expired` stay open: the term may still run. From
 * `awaiting-configuration` back to `awaiting-payment` goes an order whose first payment was refunded, and from
 * `verifying` back to `awaiting-configuration` an order whose repair the CA refused after the old one was cancelled.
 */
export const TRANSITIONS: Record<OrderStateName, readonly OrderStateName[]> = {
  'awaiting-payment': ['awaiting-configuration', 'cancelled'],
  'awaiting-acceptance': ['awaiting-configuration', 'cancelled'],
  'awaiting-configuration': ['awaiting-payment', 'verifying', 'cancelled'],
  verifying: ['awaiting-configuration', 'issued', 'rejected', 'cancelled'],
  issued: ['revoked', 'expired', 'ended'],
  revoked: ['issued', 'ended'],
  expired: ['issued', 'ended'],
  rejected: ['verifying', 'cancelled', 'ended'],
  cancelled: [],
  ended: [],
}

/** True once nothing about the order will ever change again. */
export function isFinal(state: OrderStateName): boolean {
  return FINAL_STATES.some((final) => final === state)
}

/** True where `to` may follow `from`; a state never follows itself. */
export function mayFollow(from: OrderStateName, to: OrderStateName): boolean {
  return TRANSITIONS[from].includes(to)
}

/** What is being done for the order at this moment; `null` in an order's view means that nothing runs. */
export const ACTIVITY_KINDS = [
  'ordering',
  'reissuing',
  'renewing',
  'revoking',
  'cancelling',
  'repeating',
] as const
export type ActivityKind = (typeof ACTIVITY_KINDS)[number]

export const ACTIVITY_STEPS = [
  'ordering',
  'awaiting-payment',
  'awaiting-csr',
  'verifying',
  'awaiting-documents',
  'issuing',
] as const
export type ActivityStep = (typeof ACTIVITY_STEPS)[number]

export const PARTIES = ['client', 'ca', 'admin', 'billing'] as const
/** Whose move it is. */
export type Party = (typeof PARTIES)[number]

/** One running undertaking of an order. Instants are RFC 3339 UTC. `problem` is an error code, or null. */
export interface OrderActivity {
  kind: ActivityKind
  step: ActivityStep
  waitsFor: Party
  since: string
  dueBy: string | null
  problem: string | null
}

/** When an order is set up (row O4): at once, on first payment, on acceptance, or only by an admin. */
export const SETUP_RULES = ['now', 'on-payment', 'on-acceptance', 'manual'] as const
export type SetupRule = (typeof SETUP_RULES)[number]

/** The state an order starts in under its set-up rule. */
export function firstState(setup: SetupRule): OrderStateName {
  switch (setup) {
    case 'now':
      return 'awaiting-configuration'
    case 'on-payment':
      return 'awaiting-payment'
    case 'on-acceptance':
    case 'manual':
      return 'awaiting-acceptance'
  }
}
