import { REMINDER_DAYS } from '../../domain/alarms.ts'
import { type Fragment, joined, sql } from '../sql.ts'

/** What is to be done at CAs without an API: told when it comes up, and again while it lies. */
export function openTaskAlarms(now: Fragment): Fragment {
  const since = sql`(${now} - t.created_at)`
  const days = REMINDER_DAYS.toReversed().map(
    (count) => sql`when ${since} >= ${count} * interval '1 day' then ${String(count)}`,
  )
  return sql`select 'ca-task-open' as kind, t.id as subject,
      to_char(t.created_at, 'YYYY-MM-DD') || '/' || case ${joined(days, ' ')} else '0' end as step, o.id as "orderId"
    from ca_tasks t
    join manual_orders m on m.ca_account_id = t.ca_account_id and m.ca_order_id = t.ca_order_id
    left join ca_orders c on c.ca_account_id = t.ca_account_id and c.ca_order_id = t.ca_order_id
    join orders o on o.id = coalesce(c.order_id, m.customer_label)
    where t.closed_at is null`
}
