import type { AdminChangeName } from '../../domain/admin-changes.ts'
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

/** What changes by itself, follows from other fields, or is nobody's to read. */
const NOT_TOLD = [
  /^(id|createdAt|updatedAt|lastOkAt|problem|secret|changed)$/,
  /^(maxCertificateDays|methodEnds|requiredFields|requiredDocuments|emailPrefixes|listed)$/,
  /^(flags|minKey)\./,
]

function toldDetails({ before, after, secrets = [] }: Changed<object>): ChangeDetails {
  const isTold = ([name, { to }]: [string, ChangeDetails[string]]): boolean =>
    !NOT_TOLD.some((pattern) => pattern.test(name)) && (before !== null || to !== null)
  const told = Object.entries(changedFields(before ?? {}, after)).filter(isTold)
  return Object.fromEntries([...told, ...secrets.map((name) => [name, { to: '•••' }] as const)])
}

/** Changes the installation and writes down who did it, both or neither. What changes nothing is not written down. */
export async function journalled<After extends object>(
  db: Database,
  { actor }: Caller,
  what: AdminChangeName,
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
