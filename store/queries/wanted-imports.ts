import type { Database } from '../database.ts'
import { rows, sql } from '../sql.ts'

/** Notes that an account's list shall be imported: somebody will see to it, whatever happens to who asked. */
export async function wantImport(db: Database, caAccountId: string): Promise<void> {
  await rows(db.em(), sql`update ca_accounts set import_wanted_at = now() where id = ${caAccountId}`)
}

/** The import has come to an end, good or bad. */
export async function importEnded(db: Database, caAccountId: string): Promise<void> {
  await rows(db.em(), sql`update ca_accounts set import_wanted_at = null where id = ${caAccountId}`)
}

/** Accounts whose import was asked for longer ago than whoever asked waits. */
export async function overdueImports(db: Database, afterSeconds: number): Promise<string[]> {
  const found = await rows<{ id: string }>(
    db.em(),
    sql`select id from ca_accounts where import_wanted_at < now() - ${afterSeconds} * interval '1 second'`,
  )
  return found.map(({ id }) => id)
}
