import { addPeriod } from '../../domain/period.ts'
import { paidPeriod } from '../../domain/plan-settings.ts'
import { extendTerm, renewalPaid } from './awaiting-payment.ts'
import { isAnyTermPaid, isFirstTakenBack, isUnspent, keepInvoice } from './invoices.ts'
import type { Life } from './life.ts'
import { termEndOf } from './plan.ts'
import type { Invoice } from './state.ts'

const YEAR_MS = 365 * 86_400_000
/** Nothing is planned further ahead: what is paid for later stays in the book until then. */
const MOST_YEARS_AHEAD = 20

/**
 * Whether money that nobody asked for is that of the term that runs: because what paid it was taken back, or because an
 * order that did not wait for its first payment is paid after it began. That is before a certificate is there, or as long
 * as more than half of the period is left. What comes later, or as a second payment, is for the next term.
 */
export function isOfFirstTerm({ start, state }: Life): boolean {
  if (state.awaitedPayment !== null || isAnyTermPaid(state)) return false
  if (isFirstTakenBack(state)) return true
  if (start.setup === 'on-payment') return false
  if (state.settings === null) return true
  const now = new Date().toISOString()
  const periodMs = Date.parse(addPeriod(now, paidPeriod(state.settings))) - Date.parse(now)
  return Date.parse(termEndOf(state)) - Date.parse(now) > periodMs / 2
}

/** Invoices that were paid before they were asked for pay the next term as soon as it is known when that begins. */
export function spendEarly(life: Life): void {
  for (const invoice of (life.state.invoices ?? []).filter(isUnspent))
    if (isNextTermKnown(life)) spend(life, invoice)
}

function isNextTermKnown({ state }: Life): boolean {
  const { awaitedPayment, settings, cancellation } = state
  if (awaitedPayment !== null) return true
  if (settings === null || !settings.recurring || cancellation !== null) return false
  return Date.parse(termEndOf(state)) < Date.now() + MOST_YEARS_AHEAD * YEAR_MS
}

function spend(life: Life, invoice: Invoice): void {
  const { state } = life
  const from = state.paidUntil
  const start = state.awaitedPayment?.termEnd ?? termEndOf(state)
  if (state.awaitedPayment !== null) renewalPaid(life, null)
  else if (state.settings !== null) extendTerm(life, addPeriod(start, paidPeriod(state.settings)))
  keepInvoice(state, { ...invoice, pays: 'term', from, start, until: state.paidUntil ?? start })
}
