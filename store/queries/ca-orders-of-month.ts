import type { CaOrderPurpose, CaOrderStatus } from '../../domain/order-view.ts'
import type { Database } from '../database.ts'
import { isoOf, rows, sql } from '../sql.ts'
import type { Tenant } from '../tenant.ts'
import { seenBy } from './order-record.ts'

/** A purchase at a CA, as its bill will name it. */
export interface BilledCaOrder {
  caOrderId: string
  account: string
  orderId: string
  reference: string
  productCode: string
  purpose: CaOrderPurpose
  status: CaOrderStatus
  /** RFC 3339. */
  placedAt: string
  serialNumbers: string[]
}

/** What was bought at CAs from one instant until before another, oldest first; all accounts, or one. */
export async function caOrdersBetween(
  db: Database,
  tenant: Tenant,
  { from, until, accountId }: { from: Date; until: Date; accountId: string | null },
): Promise<BilledCaOrder[]> {
  const ofAccount = accountId === null ? sql`true` : sql`p.ca_account_id = ${accountId}`
  const found = await rows<BilledCaOrder & Record<string, unknown>>(
    db.em(),
    sql`select p.ca_order_id as "caOrderId", a.name as account, p.order_id as "orderId", o.reference,
          p.product_code as "productCode", p.purpose, p.status, p.placed_at as "placedAt",
          coalesce(array_agg(k.serial_number order by k.not_before) filter (where k.serial_number is not null), '{}')
            as "serialNumbers"
        from ca_orders p join orders o on o.id = p.order_id join ca_accounts a on a.id = p.ca_account_id
          left join certificates k on k.order_id = p.order_id and k.ca_order_id = p.ca_order_id
        where p.placed_at >= ${from}::timestamptz and p.placed_at < ${until}::timestamptz
          and ${ofAccount} and ${seenBy(tenant)}
        group by p.id, a.name, o.reference order by p.placed_at, p.id`,
  )
  return found.map((each) => ({ ...each, placedAt: isoOf(each.placedAt) }))
}
