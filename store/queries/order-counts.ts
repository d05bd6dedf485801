import type { OrderStateName } from '../../domain/order-state.ts'
import type { Database } from '../database.ts'
import { rows, sql } from '../sql.ts'
import type { Tenant } from '../tenant.ts'

/** How many orders are in each state; states without any are left out. */
export async function orderCounts(
  db: Database,
  { billingSystemId }: Tenant,
): Promise<{ state: OrderStateName; count: number }[]> {
  return rows<{ state: OrderStateName; count: number }>(
    db.em(),
    sql`select v.state, count(*)::int as count from order_view v join orders o on o.id = v.order_id
        where ${billingSystemId}::text is null or o.billing_system_id = ${billingSystemId} group by v.state`,
  )
}
