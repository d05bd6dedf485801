import type { PaymentStatus } from '../../domain/order-terms.ts'
import type { Invoice, OrderState } from './state.ts'

/** More than are open or told late at any time. PostgreSQL knows all of them, and says so with what it hands on. */
const KEPT = 100

/** What is known of an invoice; `knownAs` is what PostgreSQL remembers of one that is not in the order's own book. */
export function knownInvoice(
  state: OrderState,
  id: string,
  knownAs: PaymentStatus | undefined,
): Invoice | null {
  const found = state.invoices?.find((invoice) => invoice.id === id)
  if (found !== undefined || knownAs === undefined) return found ?? null
  // What it paid is forgotten; that it counted is not.
  return { id, status: knownAs, pays: knownAs === 'issued' ? null : 'forgotten' }
}

/** Writes an invoice down. The oldest are forgotten first, but none whose money waits for its use. */
export function keepInvoice(state: OrderState, invoice: Invoice): void {
  const others = (state.invoices ?? []).filter(({ id }) => id !== invoice.id)
  const forgettable = others
    .filter((other) => !isUnspent(other))
    .slice(0, Math.max(0, others.length + 1 - KEPT))
  state.invoices = [...others.filter((other) => !forgettable.includes(other)), invoice]
}

/** Paid, and nothing was asked for yet that it could count for. */
export function isUnspent({ status, pays }: Invoice): boolean {
  return status === 'paid' && pays === null
}

/** Whether money that was told of has paid a term, the first or a later one. */
export function isAnyTermPaid({ invoices = [] }: OrderState): boolean {
  return invoices.some(({ status, pays }) => status === 'paid' && pays !== null && pays !== 'names')
}

/** Whether what paid the first term was taken back. */
export function isFirstTakenBack({ invoices = [] }: OrderState): boolean {
  return invoices.some(({ status, pays }) => status !== 'paid' && (pays === 'setup' || pays === 'first-term'))
}
