import { z } from 'zod'
import type { CoreContext } from '../core/context.ts'
import { nowOf } from '../core/context.ts'
import type { Database } from '../core/database.ts'
import { type Invoice, makeInvoice } from './invoices.ts'

/** What the billing system reads of a webhook's body; the rest is kept by nobody. */
export const messageInput = z.object({
  type: z.string(),
  sequence: z.number(),
  data: z.object({
    order: z
      .object({ id: z.string(), billing: z.object({ nextDueDate: z.string().nullable() }) })
      .nullish()
      .catch(null),
    invoice: z.object({ id: z.string(), dueOn: z.string().nullable().catch(null) }).nullish(),
  }),
})
type Message = z.infer<typeof messageInput>

const eventRow = z.object({
  id: z.string(),
  type: z.string(),
  orderId: z.string().nullable(),
  sequence: z.number(),
  receivedAt: z.number(),
})
const idRow = z.object({ id: z.string() })
const dueDateRow = z.object({ orderId: z.string(), dueOn: z.string().nullable() })

/**
 * Takes a message that is signed well, once whatever number of times it comes.
 * @returns the invoice it asked for, if it is a new message that asks for one
 */
export function takeMessage(context: CoreContext, id: string, message: Message): Invoice | null {
  const { database } = context
  const { type, sequence, data } = message
  if (database.one(idRow, 'SELECT id FROM billing_events WHERE id = ?', id) !== undefined) return null
  const orderId = data.order?.id ?? null
  database.run(
    'INSERT INTO billing_events (id, type, orderId, sequence, receivedAt) VALUES (?, ?, ?, ?, ?)',
    id,
    type,
    orderId,
    sequence,
    nowOf(context),
  )
  if (orderId === null) return null
  keepDueDate(database, orderId, data.order?.billing.nextDueDate ?? null)
  if (type !== 'invoice.needed' || !data.invoice) return null
  const { id: ledger, dueOn } = data.invoice
  return makeInvoice(database, { orderId, ledger, dueOn }, nowOf(context))
}

function keepDueDate(database: Database, orderId: string, dueOn: string | null): void {
  database.run(
    `INSERT INTO billing_due_dates (orderId, dueOn) VALUES (?, ?)
     ON CONFLICT (orderId) DO UPDATE SET dueOn = excluded.dueOn`,
    orderId,
    dueOn,
  )
}

/** The newest first. */
export function listEvents(database: Database) {
  return database.all(eventRow, 'SELECT * FROM billing_events ORDER BY receivedAt DESC, sequence DESC')
}

/** When each order's service is due next, as the last message had it. */
export function listDueDates(database: Database) {
  return database.all(dueDateRow, 'SELECT * FROM billing_due_dates ORDER BY orderId')
}

export function dueDateOf(database: Database, orderId: string): string | null {
  const found = database.one(dueDateRow, 'SELECT * FROM billing_due_dates WHERE orderId = ?', orderId)
  return found?.dueOn ?? null
}
