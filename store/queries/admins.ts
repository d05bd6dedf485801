import { hash, verify } from '@node-rs/argon2'
import { newId, newSecret } from '../../platform/ids.ts'
import type { Database } from '../database.ts'
import { Admin } from '../entities/admin.ts'
import { isoOf, row, rows, sql } from '../sql.ts'

export interface AdminAccount {
  id: string
  email: string
  name: string
  language: 'pl' | 'en'
}

/** As the list of admins shows one. */
export interface ListedAdmin extends AdminAccount {
  createdAt: string
  lastSignInAt: string | null
}

/** Checked in place of an unknown admin's, so that an answer does not tell which addresses exist. */
let nobodysHash: Promise<string> | null = null

/**
 * Makes an admin, or gives the one of that address a new password (Argon2id), also one that was removed. With
 * `onlyIfNew` that one stays as it is.
 */
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
          options.onlyIfNew === true
            ? sql`nothing`
            : sql`update set password_hash = excluded.password_hash, removed_at = null`
        }`,
  )
}

/** The admin with this address and password, or null. Takes as long for an unknown address as for a wrong password. */
export async function adminByCredentials(
  db: Database,
  email: string,
  password: string,
): Promise<AdminAccount | null> {
  const admin = await db.em().findOne(Admin, { email: email.trim().toLowerCase(), removedAt: null })
  nobodysHash ??= hash(newSecret())
  const matches = await verify(admin?.passwordHash ?? (await nobodysHash), password)
  if (admin === null || !matches) return null
  return { id: admin.id, email: admin.email, name: admin.name, language: admin.language }
}

export async function noteAdminSignIn(db: Database, id: string): Promise<void> {
  await rows(db.em(), sql`update admins set last_sign_in_at = now() where id = ${id}`)
}

const LISTED = sql`id, email, name, language, created_at as "createdAt", last_sign_in_at as "lastSignInAt"`

function listedOf(found: ListedAdmin): ListedAdmin {
  const { createdAt, lastSignInAt } = found
  return {
    ...found,
    createdAt: isoOf(createdAt),
    lastSignInAt: lastSignInAt === null ? null : isoOf(lastSignInAt),
  }
}

/** All who may sign in, by their names. */
export async function listAdmins(db: Database): Promise<ListedAdmin[]> {
  const found = await rows<ListedAdmin & Record<string, unknown>>(
    db.em(),
    sql`select ${LISTED} from admins where removed_at is null order by lower(name), id`,
  )
  return found.map(listedOf)
}

/** Null where there is none such, or they were removed. */
export async function adminById(db: Database, id: string): Promise<ListedAdmin | null> {
  const found = await row<ListedAdmin & Record<string, unknown>>(
    db.em(),
    sql`select ${LISTED} from admins where id = ${id} and removed_at is null`,
  )
  return found === null ? null : listedOf(found)
}

/** Adds an admin; one that was removed comes back as told here. Null: the address is another's. */
export async function addAdmin(
  db: Database,
  admin: Omit<AdminAccount, 'id'> & { password: string },
): Promise<{ id: string } | null> {
  const { email, name, language, password } = admin
  return row<{ id: string }>(
    db.em(),
    sql`insert into admins as a (id, email, name, password_hash, language)
        values (${newId()}, ${email}, ${name}, ${await hash(password)}, ${language})
        on conflict (email) do update set name = excluded.name, password_hash = excluded.password_hash,
          language = excluded.language, created_at = now(), last_sign_in_at = null, removed_at = null
        where a.removed_at is not null
        returning a.id`,
  )
}

export async function editAdmin(
  db: Database,
  id: string,
  { name, language }: Pick<AdminAccount, 'name' | 'language'>,
): Promise<void> {
  await rows(db.em(), sql`update admins set name = ${name}, language = ${language} where id = ${id}`)
}

export async function setAdminPassword(db: Database, id: string, password: string): Promise<void> {
  await rows(db.em(), sql`update admins set password_hash = ${await hash(password)} where id = ${id}`)
}

/** Whoever is signed in as this admin is so no longer. */
export async function endAdminSessions(db: Database, id: string): Promise<void> {
  await rows(
    db.em(),
    sql`delete from web_sessions where sess -> 'person' ->> 'kind' = 'admin' and sess -> 'person' ->> 'id' = ${id}`,
  )
}

/**
 * Removes an admin, never the last one: of two who remove each other at once, one stays. To be run in a transaction.
 * @returns false where nobody would be left
 */
export async function removeAdmin(db: Database, id: string): Promise<boolean> {
  const all = await rows<{ id: string }>(
    db.em(),
    sql`select id from admins where removed_at is null order by id for update`,
  )
  if (!all.some((admin) => admin.id !== id)) return false
  await rows(db.em(), sql`update admins set removed_at = now() where id = ${id} and removed_at is null`)
  return true
}
