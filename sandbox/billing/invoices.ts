import { z } from 'zod'
import { newId } from '../../platform/ids.ts'
import type { Database } from '../core/database.ts'

const invoiceRow = z.object({
  id: z.string(),
  orderId: z.string(),
  ledger: z.string().nullable(),
  status: z.enum(['unpaid', 'paid']),
  dueOn: z.string().nullable(),
})
export type Invoice = z.infer<typeof invoiceRow>

/** Makes an invoice; the one that is there where its ledger id is known. */
export function makeInvoice(
  database: Database,
  invoice: { orderId: string; ledger: string | null; dueOn: string | null },
  now: number,
): Invoice {
  const id = newId()
  database.run(
    `INSERT INTO billing_invoices (id, orderId, ledger, status, dueOn, createdAt)
     VALUES (?, ?, ?, 'unpaid', ?, ?) ON CONFLICT (ledger) DO NOTHING`,
    id,
    invoice.orderId,
    invoice.ledger,
    invoice.dueOn,
    now,
  )
  const made = database.one(
    invoiceRow,
    'SELECT * FROM billing_invoices WHERE id = ? OR ledger = ?',
    id,
    invoice.ledger,
  )
  if (made === undefined) throw new Error('the invoice was not made')
  return made
}

export function findInvoice(database: Database, id: string): Invoice | undefined {
  return database.one(invoiceRow, 'SELECT * FROM billing_invoices WHERE id = ?', id)
}

export function markPaid(database: Database, id: string): void {
  database.run("UPDATE billing_invoices SET status = 'paid' WHERE id = ?", id)
}

/** The oldest first. */
export function listInvoices(database: Database): Invoice[] {
  return database.all(invoiceRow, 'SELECT * FROM billing_invoices ORDER BY createdAt, rowid')
}
