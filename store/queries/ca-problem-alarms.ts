import type { AlarmKind } from '../../domain/alarms.ts'
import { FINAL_STATES } from '../../domain/order-state.ts'
import { type Fragment, sql, textArray } from '../sql.ts'

/** Names told in one alarm; the order's page has all of them. */
const MOST_NAMES = 3

/**
 * Certificates that are good and whose names are not those that were ordered, until a newer one is there. Of an order that
 * is over nobody can mend it any more.
 */
export function namesAlarms(now: Fragment): Fragment[] {
  return [
    ofNames('names-missing', sql`c.missing_names`, now),
    ofNames('names-extra', sql`c.extra_names`, now),
  ]
}

function ofNames(kind: AlarmKind, names: Fragment, now: Fragment): Fragment {
  return sql`select ${kind} as kind, c.order_id as subject,
      c.serial_number || '/' || array_to_string(${names}[1:${MOST_NAMES}::int], ', ') as step, c.order_id as "orderId"
    from certificates c join order_view v on v.order_id = c.order_id
    where ${names} <> '{}' and c.status = 'VALID' and c.not_after > ${now} and not v.suspended
      and v.state <> all(${textArray(FINAL_STATES)})
      and not exists (select from certificates n where n.order_id = c.order_id and n.status = 'VALID'
        and n.not_before > c.not_before)`
}

/** Steps that only an admin can help on. */
export function adminNeededAlarms(): Fragment {
  return sql`select 'admin-needed' as kind, v.order_id as subject,
      (needed ->> 'since') || '/' || (needed ->> 'code') as step, v.order_id as "orderId"
    from order_view v cross join lateral jsonb_array_elements(v.view -> 'adminNeeded') as needed
    where not v.suspended and jsonb_exists(v.view, 'adminNeeded')`
}
