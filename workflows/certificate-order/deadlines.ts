import { endsAt } from '../../domain/term-end.ts'
import type { OrderStart } from '../contract.ts'
import { endOrder } from './end-order.ts'
import { endWith } from './ending.ts'
import { type Life, moveTo, note } from './life.ts'
import { plannedMove, termEndOf } from './plan.ts'
import { currentPurchase, type OrderState, purchaseInForce } from './state.ts'

/** An instant at which the calendar itself moves an order on. */
export interface Deadline {
  at: string
  what: 'certificate ends' | 'plan' | 'paid term ends' | 'term ends'
}

const DAY_MS = 86_400_000

/** The next thing that the calendar holds for the order, or null while it waits for people and the CA only. */
export function deadlineOf(state: OrderState, start: OrderStart): Deadline | null {
  return deadlinesOf(state, start).sort((a, b) => a.at.localeCompare(b.at))[0] ?? null
}

function deadlinesOf(state: OrderState, start: OrderStart): Deadline[] {
  switch (state.state) {
    case 'issued':
      return [...certificateEnd(state), ...plan(state, start), ...paidTermEnd(state)]
    case 'expired':
      return [...plan(state, start), ...paidTermEnd(state), { at: termEnd(state, start), what: 'term ends' }]
    case 'revoked':
    case 'rejected':
      return [...paidTermEnd(state), { at: termEnd(state, start), what: 'term ends' }]
    case 'awaiting-payment':
    case 'awaiting-acceptance':
    case 'awaiting-configuration':
    case 'verifying':
    case 'cancelled':
    case 'ended':
      return []
  }
}

function certificateEnd(state: OrderState): Deadline[] {
  const ends = state.certificates.filter(({ status }) => status === 'VALID').map(({ notAfter }) => notAfter)
  const at = ends.sort()[0]
  return at === undefined ? [] : [{ at, what: 'certificate ends' }]
}

function plan(state: OrderState, start: OrderStart): Deadline[] {
  const move = plannedMove(state, start)
  return move === null ? [] : [{ at: move.at, what: 'plan' }]
}

/** Where its end was asked for, the order is over when what is paid is. */
function paidTermEnd(state: OrderState): Deadline[] {
  const endsThen = state.cancellation?.when === 'end-of-term' && !state.endsAfterRevocation
  return endsThen ? [{ at: termEndOf(state), what: 'paid term ends' }] : []
}

function termEnd(state: OrderState, start: OrderStart): string {
  const placedAt = currentPurchase(state)?.placedAt ?? state.stateSince
  const productEnd = new Date(Date.parse(placedAt) + start.product.validityDays * DAY_MS).toISOString()
  return endsAt({
    paidUntil: state.paidUntil,
    productValidUntil: purchaseInForce(state)?.productValidUntil ?? productEnd,
    since: state.stateSince,
  })
}

/** Does what a passed deadline demands; after any downtime this happens once for each. */
export function passDeadline(life: Life, what: Exclude<Deadline['what'], 'plan'>): void {
  switch (what) {
    case 'certificate ends':
      return endCertificates(life)
    case 'paid term ends':
      return endWith(life, life.state.cancellation?.revoke ?? false)
    case 'term ends':
      return endOrder(life)
  }
}

/** A certificate that has a successor ends quietly; with the last one the order has none any more. */
function endCertificates(life: Life): void {
  const { certificates } = life.state
  for (const certificate of certificates) {
    if (certificate.status === 'VALID' && Date.parse(certificate.notAfter) <= Date.now())
      certificate.status = 'EXPIRED'
  }
  life.changes.dirty = true
  if (certificates.some(({ status }) => status === 'VALID' || status === 'REVOKING')) return
  moveTo(life, 'expired')
  note(life, 'order.expired')
}
