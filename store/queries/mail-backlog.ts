import type { Database } from '../database.ts'
import { row, sql } from '../sql.ts'

/** Mails that the mail server did not take at their first attempts; 0 while mail goes out. */
export async function mailBacklog(db: Database): Promise<number> {
  const found = await row<{ count: number }>(
    db.em(),
    sql`select count(*)::int as count from outbox where sent_at is null and attempts >= 2`,
  )
  return found?.count ?? 0
}

/** One small question, to see whether PostgreSQL answers. */
export async function pingDatabase(db: Database): Promise<void> {
  await row(db.em(), sql`select 1`)
}
