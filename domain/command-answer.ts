import { obstacleTo } from './action-rules.ts'
import type { Action, OrderFacts } from './actions.ts'
import type { Obstacle } from './obstacle.ts'

/** What is kept waits for one of these. */
export type KeptFor = 'next-certificate' | 'first-certificate' | 'end-of-term' | 'next-term'

/**
 * What a command comes to: it is done (now, or by steps at the CA that are tried until it is), kept for later, or refused
 * with the reason. There is no fourth: nothing is taken and dropped.
 */
export type CommandAnswer =
  | { kind: 'done' }
  | { kind: 'kept'; for: KeptFor }
  | { kind: 'refused'; blockedBy: Obstacle }

const BEFORE_ISSUE: readonly OrderFacts['state'][] = [
  'awaiting-payment',
  'awaiting-acceptance',
  'awaiting-configuration',
  'verifying',
  'rejected',
]

/** For what it is kept, where it is; null: it is done. A cancellation that is wanted now is done. */
function keptFor(order: OrderFacts, action: Action): KeptFor | null {
  const step = order.activity?.step ?? null
  switch (action) {
    case 'payment':
      return order.state === 'awaiting-payment' || step === 'awaiting-payment' ? null : 'next-term'
    case 'renewal-csr':
      return step === 'awaiting-csr' ? null : 'next-certificate'
    case 'properties':
      return 'next-certificate'
    case 'renewal':
      return BEFORE_ISSUE.includes(order.state) ? 'first-certificate' : null
    case 'cancellation-request':
      return 'end-of-term'
    default:
      return null
  }
}

/** What this action comes to in an order that stands so. */
export function answerTo(order: OrderFacts, action: Action): CommandAnswer {
  const blockedBy = obstacleTo(order, action)
  if (blockedBy !== null) return { kind: 'refused', blockedBy }
  const kept = keptFor(order, action)
  return kept === null ? { kind: 'done' } : { kind: 'kept', for: kept }
}
