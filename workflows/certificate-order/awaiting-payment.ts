import { addPeriod } from '../../domain/period.ts'
import { paidPeriod } from '../../domain/plan-settings.ts'
import { billing } from './activities.ts'
import { dropSteps, type Life, note, now } from './life.ts'
import { plannedMove, termEndOf } from './plan.ts'
import { beginPlannedRenewal } from './renewing.ts'
import type { OrderState } from './state.ts'
import { addStep } from './steps.ts'
import { showIdle } from './undertaking.ts'

const A_YEAR = { months: 12, days: 0 }

/** What is paid ends soon: the invoice is asked for, once for each term, and nothing more is done until it is paid. */
export function awaitPayment(life: Life, termEnd: string): void {
  life.state.awaitedPayment = { termEnd, since: now() }
  note(life, 'order.payment-awaited', undefined, { dueOn: termEnd.slice(0, 10) })
  showIdle(life)
  addStep(life.state, 'invoice', null, Date.now())
}

/** Who makes the invoice is the billing system's setting; either way it learns when it is due. */
export async function askForInvoice(life: Life): Promise<void> {
  const { awaitedPayment } = life.state
  if (awaitedPayment === null) return
  const dueOn = awaitedPayment.termEnd.slice(0, 10)
  await billing.askForInvoice.executeWithOptions({ summary: `Invoice due ${dueOn}` }, [
    { orderId: life.start.orderId, occasion: dueOn, dueOn },
  ])
}

/** Tells the billing system until when the service is paid. */
export async function moveDueDate(life: Life): Promise<void> {
  const dueOn = termEndOf(life.state).slice(0, 10)
  await billing.moveDueDate.executeWithOptions({ summary: `Due date ${dueOn}` }, [
    { orderId: life.start.orderId, dueOn, occasion: `${dueOn}${timesTakenBack(life.state)}` },
  ])
}

/** After money went back a day comes again that was told before. */
function timesTakenBack({ invoices = [] }: OrderState): string {
  const count = invoices.filter(({ status, until }) => status !== 'paid' && until !== undefined).length
  return count === 0 ? '' : `/${count}`
}

/**
 * The renewal is paid, in time or late: what is paid grows by a term. The CA is asked when the certificate's end is near,
 * so that no day of its product is lost, and at once where the plan leaves that to others.
 */
export function renewalPaid(life: Life, paidUntil: string | null): void {
  const { awaitedPayment, settings } = life.state
  if (awaitedPayment === null) return
  life.state.awaitedPayment = null
  // Money is a word from outside: what is due because of it is not paced.
  life.state.plannedAt = null
  dropSteps(life, 'invoice')
  const period = settings === null ? A_YEAR : paidPeriod(settings)
  extendTerm(life, paidUntil ?? addPeriod(awaitedPayment.termEnd, period))
  showIdle(life)
  if (plannedMove(life.state, life.start)?.what === 'renew' || mayWait(life)) return
  beginPlannedRenewal(life, `term:${awaitedPayment.termEnd}`)
}

/** A reissue comes first, or the renewal has its day: the plan looks after it. */
function mayWait({ state, start }: Life): boolean {
  return state.undertaking !== null || plannedMove(state, start)?.what === 'reissue'
}

/** What is paid reaches further; the billing system's due date follows, once there is a service to speak of. */
export function extendTerm(life: Life, paidUntil: string): void {
  changeTerm(life, paidUntil)
}

/** As `extendTerm`, also backwards; null is as long as the CA's product. */
export function changeTerm(life: Life, paidUntil: string | null): void {
  if (life.state.paidUntil === paidUntil) return
  life.state.paidUntil = paidUntil
  note(life, 'order.paid-until-changed', undefined, { paidUntil: paidUntil?.slice(0, 10) ?? null })
  if (life.state.settings !== null) addStep(life.state, 'due-date', null, Date.now())
}
