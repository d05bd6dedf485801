import { dropAllSteps, type Life, moveTo, note } from './life.ts'

/** The order is over. */
export function endOrder(life: Life): void {
  life.state.endsAfterRevocation = false
  moveTo(life, 'ended')
  letGo(life)
  note(life, 'order.ended')
}

/** Whatever was on its way is not wanted any more. */
export function letGo(life: Life): void {
  life.state.undertaking = null
  life.state.awaitedPayment = null
  life.state.activity = null
  dropAllSteps(life)
}
