import { type Move, nextMove, type TermFacts } from '../../domain/term-plan.ts'
import type { OrderStart } from '../contract.ts'
import { certificateInUse, type OrderState, purchaseInForce } from './state.ts'

const DAY_MS = 86_400_000
/** At least so long lies between two things that the plan asks of the CA by itself. */
const PACE_MS = DAY_MS / 4

/** What a plan is made of. */
export function termFactsOf(state: OrderState, start: OrderStart): TermFacts | null {
  const { settings } = state
  if (settings === null) return null
  const inUse = certificateInUse(state)
  return {
    orderId: start.orderId,
    kind: start.product.kind,
    paidUntil: state.paidUntil,
    recurring: settings.recurring,
    policy: settings.policy,
    daysBefore: settings.daysBefore,
    invoiceDaysBefore: settings.invoiceDaysBefore,
    productValidUntil: purchaseInForce(state)?.productValidUntil ?? null,
    certificate: inUse === null ? null : { notBefore: inUse.notBefore, notAfter: inUse.notAfter },
    endsWithTerm: state.cancellation !== null,
    isInvoiced: state.awaitedPayment !== null,
    isNotified: inUse !== null && inUse.serialNumber === state.notifiedOf,
  }
}

/** The next thing that the calendar does by itself, or null: nothing is left to do, or something runs already. */
export function plannedMove(state: OrderState, start: OrderStart): Move | null {
  if (!takesMoves(state)) return null
  const facts = termFactsOf(state, start)
  const move = pacedMove(state, facts === null ? null : nextMove(facts))
  if (move === null || state.failed === null || state.failed.occasion !== occasionOf(state, move)) return move
  return { ...move, at: later(move.at, Date.parse(state.failed.at) + DAY_MS) }
}

/** A CA whose certificates have ended when they are issued is not asked for one after the other. */
function pacedMove(state: OrderState, move: Move | null): Move | null {
  if (move === null || state.plannedAt === null || move.what === 'invoice' || move.what === 'notify')
    return move
  return { ...move, at: later(move.at, Date.parse(state.plannedAt) + PACE_MS) }
}

function takesMoves(state: OrderState): boolean {
  const { activity, undertaking, suspended, cancellation } = state
  if (suspended || undertaking !== null) return false
  if (cancellation?.when === 'now' || state.endsAfterRevocation) return false
  const isIdle = activity === null || activity.kind === 'revoking' || activity.step === 'awaiting-payment'
  if (!isIdle) return false
  return state.state === 'issued' || state.state === 'expired'
}

function later(at: string, thanMs: number): string {
  return new Date(Math.max(Date.parse(at), thanMs)).toISOString()
}

/** Names one move of one certificate or term, so that it happens once. */
export function occasionOf(state: OrderState, move: Move): string {
  switch (move.what) {
    case 'reissue':
    case 'notify':
      return `${move.what}:${certificateInUse(state)?.serialNumber ?? ''}`
    case 'renew':
      return `renew:${purchaseInForce(state)?.caOrderId ?? ''}`
    case 'invoice':
      return `term:${termEndOf(state)}`
  }
}

/** When what is paid ends. Without a word from billing it is as long as the CA's product. */
export function termEndOf(state: OrderState): string {
  const end = state.paidUntil ?? purchaseInForce(state)?.productValidUntil ?? state.stateSince
  return new Date(end).toISOString()
}
