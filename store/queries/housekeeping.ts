import type { Database } from '../database.ts'
import { rows, sql } from '../sql.ts'

/** Forgets what nobody can ask for any more: answers to repeated requests after a week, links a day after their end. */
export async function forgetOldRows(db: Database, now: Date): Promise<void> {
  const em = db.em()
  await rows(
    em,
    sql`delete from idempotent_requests where created_at < ${now}::timestamptz - interval '7 days'`,
  )
  await rows(em, sql`delete from client_links where expires_at < ${now}::timestamptz - interval '1 day'`)
}
