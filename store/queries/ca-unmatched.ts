import type { Database } from '../database.ts'
import { rows, sql } from '../sql.ts'

/** Keeps that the CA spoke of a purchase that is unknown here: our own record of one may come a moment later. */
export async function rememberUnmatched(
  db: Database,
  accountId: string,
  caOrderId: string,
  status: string,
  seenAt: Date,
): Promise<void> {
  await rows(
    db.em(),
    sql`insert into ca_unmatched (ca_account_id, ca_order_id, status, seen_at)
        values (${accountId}, ${caOrderId}, ${status}, ${seenAt}::timestamptz)
        on conflict (ca_account_id, ca_order_id) do update set status = excluded.status
          where ca_unmatched.status <> excluded.status`,
  )
}

/**
 * Has purchases looked at that the CA spoke of before they were known here. Our record of one and the CA's word on it may
 * be written in the same moment, neither seeing the other, so this is asked for again and again.
 */
export async function matchUnmatched(db: Database, accountId: string, now: Date): Promise<void> {
  await rows(
    db.em(),
    sql`with heard as (
          delete from ca_unmatched u using ca_orders c
          where u.ca_account_id = ${accountId} and c.ca_account_id = u.ca_account_id and c.ca_order_id = u.ca_order_id
          returning c.id
        )
        update ca_orders c set next_look_at = least(c.next_look_at, ${now}::timestamptz), looks = 0
        from heard where c.id = heard.id and c.closed_at is null`,
  )
}

/** Forgets purchases that stayed unknown for 7 days: they are not ours. */
export async function forgetOldUnmatched(db: Database, accountId: string, now: Date): Promise<void> {
  await rows(
    db.em(),
    sql`delete from ca_unmatched
        where ca_account_id = ${accountId} and seen_at < ${now}::timestamptz - interval '7 days'`,
  )
}
