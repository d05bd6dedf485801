import { type Database, inTransaction } from '../../store/database.ts'
import { type ChangeDetails, noteAdminChange } from '../../store/queries/admin-changes.ts'
import { changedFields } from './changed-fields.ts'
import type { Caller } from './deps.ts'

/** What a change of the installation came to. */
export interface Changed<After> {
  after: After
  /** As it was; null for something new. */
  before: object | null
  /** What it was done to, as people call it. */
  subject: string
  /** What was changed and is nobody's to read. */
  secrets?: readonly string[]
}

/** What changes by itself, or says nothing about what was asked for. */
const NOT_TOLD =
  /^(id|createdAt|updatedAt|lastOkAt|problem|balance(\..*)?|secret|changed|maxCertificateDays)$/

function toldDetails({ before, after, secrets = [] }: Changed<object>): ChangeDetails {
  const told = Object.entries(changedFields(before ?? {}, after)).filter(([name]) => !NOT_TOLD.test(name))
  return Object.fromEntries([...told, ...secrets.map((name) => [name, { to: '•••' }] as const)])
}

/** Changes the installation and writes down who did it, both or neither. What changes nothing is not written down. */
export async function journalled<After extends object>(
  db: Database,
  { actor }: Caller,
  what: string,
  change: (tx: Database) => Promise<Changed<After>>,
): Promise<After> {
  return inTransaction(db, async (tx) => {
    const changed = await change(tx)
    const details = toldDetails(changed)
    if (changed.before === null || Object.keys(details).length > 0)
      await noteAdminChange(tx, actor, { what, subject: changed.subject, details })
    return changed.after
  })
}
