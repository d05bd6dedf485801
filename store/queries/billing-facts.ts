import type { EntityManager } from '@mikro-orm/postgresql'
import type { BillingFacts, Money, OrderTerm } from '../../domain/order-terms.ts'
import { periodOf, periodText } from '../../domain/period.ts'
import type { Invoicing } from '../../domain/plan-settings.ts'
import type { ProductSnapshot } from '../../domain/product.ts'
import type { Database } from '../database.ts'
import { row, rows, sql } from '../sql.ts'
import { ofProduct } from './order-record.ts'

/** What billing needs to know of an order. */
export interface OrderBilling {
  invoicing: Invoicing
  nextDueDate: string | null
  /** What the billing system said a renewal costs. */
  recurring: Money | null
  /** The product's code. */
  product: string
  /** What one payment covers, as ISO 8601 writes it. */
  period: string
  names: string[]
  /** Whether it is told of due dates that move with what was paid. */
  dueDateFollowsPaid: boolean
}

/** @throws where there is no such order */
export async function orderBilling(db: Database, orderId: string): Promise<OrderBilling> {
  const found = await row<{
    invoicing: Invoicing
    billing: BillingFacts
    term: OrderTerm
    product: ProductSnapshot
    names: string[]
    dueDateFollowsPaid: boolean
  }>(
    db.em(),
    sql`select s.invoicing, o.billing, o.term, o.product, v.view -> 'names' as names,
          ${ofProduct('dueDateFollowsPaid')} as "dueDateFollowsPaid"
        from orders o join billing_systems s on s.id = o.billing_system_id join order_view v on v.order_id = o.id
        where o.id = ${orderId}`,
  )
  if (found === null) throw new Error(`there is no order ${orderId}`)
  const { invoicing, names, product, term, dueDateFollowsPaid } = found
  const { nextDueDate, recurring } = found.billing
  const period = periodText(periodOf(term.period, product.validityDays))
  return { invoicing, nextDueDate, recurring, product: product.code, period, names, dueDateFollowsPaid }
}

/** What names that were entered are invoiced by; `names` of them are not included in what was bought. */
export async function namesInvoice(
  em: EntityManager,
  orderId: string,
  { names, configuration }: { names: number; configuration: string | null },
): Promise<Record<string, unknown>> {
  const found = await row<{ product: string; entered: string[] | null }>(
    em,
    sql`select o.product ->> 'code' as product, (select to_jsonb(f.names) from configurations f
          where f.order_id = o.id and f.id = ${configuration}) as entered
        from orders o where o.id = ${orderId}`,
  )
  return {
    id: `${orderId}:names:${names}`,
    occasion: `names:${names}`,
    dueOn: null,
    amount: null,
    product: found?.product ?? null,
    period: null,
    names: found?.entered ?? [],
    additionalNames: names,
  }
}

/** Keeps until when the service is paid, as the billing system was told it. */
export async function keepDueDate(db: Database, orderId: string, dueOn: string): Promise<void> {
  await rows(
    db.em(),
    sql`update orders set billing = jsonb_set(billing, '{nextDueDate}', to_jsonb(${dueOn}::text))
        where id = ${orderId}`,
  )
}
