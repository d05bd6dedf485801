import type { Database } from '../database.ts'
import { Command, type CommandRow } from '../entities/command.ts'
import { row, sql } from '../sql.ts'

/** What was sent with the order's last command of this name since an instant, refused ones left out; null for none. */
export async function lastCommandBody(
  db: Database,
  orderId: string,
  name: string,
  since: Date,
): Promise<unknown> {
  const found = await row<{ body: unknown }>(
    db.em(),
    sql`select body from commands
        where order_id = ${orderId} and name = ${name} and state <> 'refused' and created_at >= ${since}::timestamptz
        order by position desc limit 1`,
  )
  return found?.body ?? null
}

/** The order's last command of this name that was possible when it came, whatever became of it; null for none. */
export async function lastPossibleCommand(
  db: Database,
  orderId: string,
  name: string,
): Promise<CommandRow | null> {
  const em = db.em()
  const found = await row(
    em,
    sql`select * from commands where order_id = ${orderId} and name = ${name}
          and (state <> 'refused' or answer ->> 'code' is distinct from 'not-possible-now')
        order by position desc limit 1`,
  )
  return found === null ? null : em.map(Command, found)
}
