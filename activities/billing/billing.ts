import type { Database } from '../../store/database.ts'
import { keepDueDate, orderBilling } from '../../store/queries/billing-facts.ts'
import { beginLedger, finishLedger } from '../../store/queries/ledger.ts'
import type { BillingPort } from './port.ts'

interface BillingDeps {
  db: Database
  billing: BillingPort
}

/** `occasion`: the term; each one has its invoice, and its due date, once. */
interface DueInput {
  orderId: string
  occasion: string
  /** A date. */
  dueOn: string
}

const INVOICE = 'invoice'
const DUE_DATE = 'due-date'

function ledgerIdOf({ orderId, occasion }: DueInput, action: string): string {
  return `${orderId}:${action}:${occasion}`
}

/**
 * Asks for the invoice of a renewal, once for each occasion whatever crashes when. Where the billing system makes
 * invoices by itself it only learns when this one is due.
 */
export async function askForInvoice(deps: BillingDeps, input: DueInput): Promise<void> {
  const { orderId, occasion, dueOn } = input
  const { invoicing, recurring, product, period, names } = await orderBilling(deps.db, orderId)
  if (invoicing === 'billing-system') return moveDueDate(deps, input)
  const entry = await beginLedger(deps.db, orderId, INVOICE, occasion)
  if (entry.state === 'done') return
  const ledgerId = ledgerIdOf(input, INVOICE)
  const content = { occasion, dueOn, amount: recurring, product, period, names }
  const asked = await deps.billing.askForInvoice({ orderId, ledgerId, ...content })
  await finishLedger(deps.db, orderId, INVOICE, occasion, asked)
}

/**
 * Tells the billing system when the service is due next, unless it said so itself, or the product leaves due dates to it
 * (row O2).
 */
export async function moveDueDate(deps: BillingDeps, input: DueInput): Promise<void> {
  const { orderId, occasion, dueOn } = input
  const { nextDueDate: previous, dueDateFollowsPaid } = await orderBilling(deps.db, orderId)
  if (!dueDateFollowsPaid) return
  const entry = await beginLedger(deps.db, orderId, DUE_DATE, occasion)
  if (entry.state === 'done') return
  if (previous !== dueOn) {
    const ledgerId = ledgerIdOf(input, DUE_DATE)
    await deps.billing.setDueDate({ orderId, ledgerId, dueOn, previous })
    await keepDueDate(deps.db, orderId, dueOn)
  }
  await finishLedger(deps.db, orderId, DUE_DATE, occasion, { dueOn, previous })
}
