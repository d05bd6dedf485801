import { dropAllSteps, type Life, moveTo, note } from './life.ts'

/** The order is over. */
export function endOrder(life: Life): void {
  life.state.endsAfterRevocation = false
  moveTo(life, 'ended')
  letGo(life)
  note(life, 'order.ended')
}

/** Ends an order whose end was decided, once the CA owes nothing more: no revocation, no cancelled renewal. */
export function endWhenDone(life: Life): void {
  const { endsAfterRevocation, revocations, steps } = life.state
  const isCancelling = steps.some(({ name }) => name === 'cancel')
  if (endsAfterRevocation && revocations.length === 0 && !isCancelling) endOrder(life)
}

/** Whatever was on its way is not wanted any more. */
export function letGo(life: Life): void {
  life.state.undertaking = null
  life.state.awaitedPayment = null
  life.state.activity = null
  dropAllSteps(life)
}
