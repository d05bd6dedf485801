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
        on conflict (ca_account_id, ca_order_id) do update set status = excluded.status`,
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
