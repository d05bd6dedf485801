import type { Database } from '../database.ts'
import { json, rows, sql } from '../sql.ts'

/** What the CA's list of changes says of a purchase. */
export interface Listed {
  caOrderId: string
  status: string
  /** How many reissues the CA lists under it. */
  reissues: number
}

/**
 * Keeps what the CA's list says, and has every purchase looked at now of which it says something new: another status than
 * the kept one, or another reissue. The same said again, as lists overlap, is nothing new.
 * @returns the ids that are unknown here
 */
export async function noteListed(
  db: Database,
  accountId: string,
  listed: readonly Listed[],
  now: Date,
): Promise<string[]> {
  if (listed.length === 0) return []
  const said = sql`jsonb_to_recordset(${json(listed)}) as s("caOrderId" text, status text, reissues integer)`
  const words = sql`s.status || '+' || s.reissues`
  const isNews = sql`c.status <> s.status or coalesce(split_part(c.listed_as, '+', 2), '0') <> s.reissues::text`
  await rows(
    db.em(),
    sql`update ca_orders c set listed_as = ${words},
          next_look_at = case when ${isNews} then least(c.next_look_at, ${now}::timestamptz) else c.next_look_at end,
          looks = case when ${isNews} then 0 else c.looks end
        from ${said}
        where c.ca_account_id = ${accountId} and c.ca_order_id = s."caOrderId" and c.closed_at is null
          and c.listed_as is distinct from ${words}`,
  )
  const unknown = await rows<{ id: string }>(
    db.em(),
    sql`select s."caOrderId" as id from ${said} where not exists (
          select 1 from ca_orders c where c.ca_account_id = ${accountId} and c.ca_order_id = s."caOrderId")`,
  )
  return unknown.map(({ id }) => id)
}
