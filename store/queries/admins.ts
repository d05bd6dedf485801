import { hash, verify } from '@node-rs/argon2'
import { newId, newSecret } from '../../platform/ids.ts'
import type { Database } from '../database.ts'
import { Admin } from '../entities/admin.ts'
import { rows, sql } from '../sql.ts'

export interface AdminAccount {
  id: string
  email: string
  name: string
  language: 'pl' | 'en'
}

/** Checked in place of an unknown admin's, so that an answer does not tell which addresses exist. */
let nobodysHash: Promise<string> | null = null

/** Makes an admin, or gives the one of that address a new password (Argon2id). With `onlyIfNew` that one stays. */
export async function createAdmin(
  db: Database,
  email: string,
  password: string,
  options: { name?: string; language?: 'pl' | 'en'; onlyIfNew?: boolean } = {},
): Promise<void> {
  const address = email.trim().toLowerCase()
  await rows(
    db.em(),
    sql`insert into admins (id, email, name, password_hash, language)
        values (${newId()}, ${address}, ${options.name ?? address}, ${await hash(password)}, ${options.language ?? 'en'})
        on conflict (email) do ${
          options.onlyIfNew === true ? sql`nothing` : sql`update set password_hash = excluded.password_hash`
        }`,
  )
}

/** The admin with this address and password, or null. Takes as long for an unknown address as for a wrong password. */
export async function adminByCredentials(
  db: Database,
  email: string,
  password: string,
): Promise<AdminAccount | null> {
  const admin = await db.em().findOne(Admin, { email: email.trim().toLowerCase() })
  nobodysHash ??= hash(newSecret())
  const matches = await verify(admin?.passwordHash ?? (await nobodysHash), password)
  if (admin === null || !matches) return null
  return { id: admin.id, email: admin.email, name: admin.name, language: admin.language }
}
