import type { OrderStateName } from '../../domain/order-state.ts'
import type { Database } from '../database.ts'
import { rows, sql } from '../sql.ts'
import type { Tenant } from '../tenant.ts'
import { seenBy } from './order-record.ts'

export interface StateCount {
  state: OrderStateName
  orders: number
  /** Those of them that wait for money: the first payment, or an invoice for a next term. */
  unpaid: number
}

/** How many orders are in each state; a state without orders is left out. */
export async function orderCounts(db: Database, tenant: Tenant): Promise<StateCount[]> {
  return rows<StateCount & Record<string, unknown>>(
    db.em(),
    sql`select v.state, count(*)::int as orders, (count(*) filter (where v.state = 'awaiting-payment'
          or v.view -> 'activity' ->> 'step' = 'awaiting-payment'))::int as unpaid
        from order_view v join orders o on o.id = v.order_id where ${seenBy(tenant)} group by v.state`,
  )
}

export interface WeekCount {
  /** Weeks after the first day, from 0. */
  week: number
  orders: number
}

/** How many issued orders lose their last certificate in each week from a day on; empty weeks are left out. */
export async function expiriesByWeek(
  db: Database,
  tenant: Tenant,
  from: Date,
  weeks: number,
): Promise<WeekCount[]> {
  const start = sql`${from}::timestamptz`
  return rows<WeekCount & Record<string, unknown>>(
    db.em(),
    sql`select floor(extract(epoch from v.expires_at - ${start}) / 604800)::int as week, count(*)::int as orders
        from order_view v join orders o on o.id = v.order_id
        where ${seenBy(tenant)} and v.state = 'issued' and v.expires_at >= ${start}
          and v.expires_at < ${start} + ${weeks} * interval '7 days'
        group by 1`,
  )
}
