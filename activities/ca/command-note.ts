import type { Database } from '../../store/database.ts'
import { commandBody } from '../../store/queries/commands.ts'

/** The note that somebody wrote with a command, for the CA; it never travels through a history. */
export async function commandNote(db: Database, commandId: string | null): Promise<string | undefined> {
  const body = commandId === null ? null : await commandBody(db, commandId)
  const note = (body as { note?: unknown } | null)?.note
  return typeof note === 'string' && note !== '' ? note : undefined
}
