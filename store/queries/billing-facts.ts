import type { BillingFacts, Money } from '../../domain/order-terms.ts'
import type { Invoicing } from '../../domain/plan-settings.ts'
import type { Database } from '../database.ts'
import { row, rows, sql } from '../sql.ts'
import { ofProduct } from './order-record.ts'

/** What billing needs to know of an order. */
export interface OrderBilling {
  invoicing: Invoicing
  nextDueDate: string | null
  /** What the billing system said a renewal costs. */
  recurring: Money | null
  /** Whether it is told of due dates that move with what was paid. */
  dueDateFollowsPaid: boolean
}

/** @throws where there is no such order */
export async function orderBilling(db: Database, orderId: string): Promise<OrderBilling> {
  const found = await row<{ invoicing: Invoicing; billing: BillingFacts; dueDateFollowsPaid: boolean }>(
    db.em(),
    sql`select s.invoicing, o.billing, ${ofProduct('dueDateFollowsPaid')} as "dueDateFollowsPaid" from orders o join billing_systems s on s.id = o.billing_system_id
        where o.id = ${orderId}`,
  )
  if (found === null) throw new Error(`there is no order ${orderId}`)
  const { nextDueDate, recurring } = found.billing
  const { invoicing, dueDateFollowsPaid } = found
  return { invoicing, nextDueDate, recurring, dueDateFollowsPaid }
}

/** Keeps until when the service is paid, as the billing system was told it. */
export async function keepDueDate(db: Database, orderId: string, dueOn: string): Promise<void> {
  await rows(
    db.em(),
    sql`update orders set billing = jsonb_set(billing, '{nextDueDate}', to_jsonb(${dueOn}::text))
        where id = ${orderId}`,
  )
}
