import type { EntityManager } from '@mikro-orm/postgresql'
import { PAYMENT_STATUSES, type PaymentStatus } from '../../domain/order-terms.ts'
import type { Database } from '../database.ts'
import { row, rows, sql } from '../sql.ts'
import type { NewOrderEvent } from './events.ts'

/** The events that say what became of an invoice. */
const EVENT_NAMES = PAYMENT_STATUSES.map((status) => `payment.${status}`)

/**
 * Keeps what the order's workflow took of invoices, in the transaction of `em`. Amounts never travel to it: they are read
 * from what was told.
 */
export async function keepPayments(
  em: EntityManager,
  orderId: string,
  events: readonly NewOrderEvent[],
): Promise<void> {
  const told = events
    .filter(({ name, details }) => EVENT_NAMES.includes(name) && typeof details.invoice === 'string')
    .map(({ name, at, details: { invoice } }) => ({ invoice, status: name.replace('payment.', ''), at }))
  // One statement each: an invoice may have come to two things in one step.
  for (const { invoice, status, at } of told) {
    await rows(
      em,
      sql`insert into payments (order_id, invoice, status, amount, paid_until, told_at, updated_at)
          select ${orderId}, ${invoice}, ${status}, said.amount, said.paid_until, ${at}::timestamptz, ${at}::timestamptz
          from (select 1) as one left join lateral (
            select nullif(k.body -> 'amount', 'null') as amount, (k.body ->> 'paidUntil')::date as paid_until
            from commands k where k.order_id = ${orderId} and k.name = 'paymentReceived'
              and k.body ->> 'invoice' = ${invoice} and coalesce(k.body ->> 'status', 'paid') = ${status}
            order by k.created_at limit 1) as said on true
          on conflict (order_id, invoice) do update set status = excluded.status,
            amount = coalesce(payments.amount, excluded.amount),
            paid_until = coalesce(payments.paid_until, excluded.paid_until), updated_at = excluded.updated_at`,
    )
  }
}

/** What an invoice came to; null where nothing was told of it. */
export async function paymentStatus(
  db: Database,
  orderId: string,
  invoice: string,
): Promise<PaymentStatus | null> {
  const found = await row<{ status: PaymentStatus }>(
    db.em(),
    sql`select status from payments where order_id = ${orderId} and invoice = ${invoice}`,
  )
  return found?.status ?? null
}
