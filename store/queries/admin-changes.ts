import type { AdminChangeName } from '../../domain/admin-changes.ts'
import type { Actor } from '../../domain/command.ts'
import { newId } from '../../platform/ids.ts'
import type { Database } from '../database.ts'
import { json, rows, sql } from '../sql.ts'

/** What a field was and what it is now; of something new only the latter. */
export type ChangeDetails = Record<string, { from?: unknown; to?: unknown }>

/** A change of the installation itself. */
export interface AdminChange {
  what: AdminChangeName
  /** What it was done to, as people call it. */
  subject: string | null
  /** Never a secret. */
  details: ChangeDetails
}

/** Writes down a change with the name that its actor has now. */
export async function noteAdminChange(db: Database, actor: Actor, change: AdminChange): Promise<void> {
  const { role, id } = actor
  const { what, subject, details } = change
  await rows(
    db.em(),
    sql`insert into admin_changes (id, actor_role, actor_id, actor_name, what, subject, details)
        values (${newId()}, ${role}, ${id},
          coalesce((select name from admins where id = ${id}), (select name from api_tokens where id = ${id})),
          ${what}, ${subject}, ${json(details)})`,
  )
}
