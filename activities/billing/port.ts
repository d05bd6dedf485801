import type { Money } from '../../domain/order-terms.ts'

/** An invoice for one renewal. */
export interface InvoiceRequest {
  orderId: string
  /** The same whenever this invoice is asked for: an adapter looks for it before it makes another. */
  ledgerId: string
  occasion: string
  /** A date. */
  dueOn: string
  /** Null: as the billing system has it. */
  amount: Money | null
  /** The product's code. */
  product: string
  /** What it pays for, as ISO 8601 writes it. */
  period: string
  names: readonly string[]
}

/** A due date that moves, because what is paid reaches further. */
export interface DueDateChange {
  orderId: string
  ledgerId: string
  dueOn: string
  previous: string | null
}

/**
 * What Certloom wants of a billing system. Every call may come again with the same ledger id, after a crash that came
 * between the call and our note of it; it then has no second effect.
 */
export interface BillingPort {
  /** Gives the invoice's id, or null where the billing system says it later. */
  askForInvoice(request: InvoiceRequest): Promise<{ invoice: string | null }>
  setDueDate(change: DueDateChange): Promise<void>
}
