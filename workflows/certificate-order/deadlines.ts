import { endsAt } from '../../domain/term-end.ts'
import type { OrderStart } from '../contract.ts'
import { dropAllSteps, type Life, moveTo, note } from './life.ts'
import { currentPurchase, expiresAt, type OrderState } from './state.ts'

/** The next instant at which the calendar itself moves an order on. */
export interface Deadline {
  at: string
  what: 'certificate expires' | 'term ends'
}

const DAY_MS = 86_400_000

/** What the calendar holds for the order, or null while it waits for people and the CA only. */
export function deadlineOf(state: OrderState, start: OrderStart): Deadline | null {
  switch (state.state) {
    case 'issued': {
      const at = expiresAt(state)
      return at === null ? null : { at, what: 'certificate expires' }
    }
    case 'expired':
    case 'revoked':
    case 'rejected':
      return { at: termEnd(state, start), what: 'term ends' }
    case 'awaiting-payment':
    case 'awaiting-acceptance':
    case 'awaiting-configuration':
    case 'verifying':
    case 'cancelled':
    case 'ended':
      return null
  }
}

function termEnd(state: OrderState, start: OrderStart): string {
  const purchase = currentPurchase(state)
  const placedAt = purchase?.placedAt ?? state.stateSince
  const productEnd = new Date(Date.parse(placedAt) + start.product.validityDays * DAY_MS).toISOString()
  return endsAt({
    paidUntil: state.paidUntil,
    productValidUntil: purchase?.productValidUntil ?? productEnd,
    since: state.stateSince,
  })
}

/** Does what a passed deadline demands; after any downtime this happens once for each. */
export function passDeadline(life: Life, deadline: Deadline): void {
  switch (deadline.what) {
    case 'certificate expires':
      for (const certificate of life.state.certificates) {
        if (certificate.status === 'VALID') certificate.status = 'EXPIRED'
      }
      moveTo(life, 'expired')
      return note(life, 'order.expired')
    case 'term ends':
      moveTo(life, 'ended')
      dropAllSteps(life)
      return note(life, 'order.ended')
  }
}
