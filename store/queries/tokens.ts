import { createHash } from 'node:crypto'
import { newId, newSecret } from '../../platform/ids.ts'
import type { Database } from '../database.ts'
import { isoOf, row, rows, sql, textArray } from '../sql.ts'
import { ensureBillingSystem } from './billing-systems.ts'

export const SCOPES = ['orders:read', 'orders:write', 'admin'] as const
export type Scope = (typeof SCOPES)[number]

/** What a bearer token stands for. Without a billing system it sees all, and has scope `admin`. */
export interface TokenHolder {
  id: string
  billingSystemId: string | null
  billingSystemName: string | null
  scopes: Scope[]
}

/** Tokens are 256 random bits, so one fast hash without salt hides them well enough. */
function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

/** What a token is to be good for. */
export interface NewToken {
  billingSystemName: string | null
  name: string
  scopes: readonly Scope[]
}

/** Keeps a token that was made elsewhere, and makes its billing system if that is new. A known one stays as it is. */
export async function ensureToken(db: Database, plain: string, token: NewToken): Promise<void> {
  if (token.billingSystemName === null && !token.scopes.includes('admin')) {
    throw new Error('a token without a billing system must have scope admin')
  }
  const system =
    token.billingSystemName === null ? null : await ensureBillingSystem(db, token.billingSystemName)
  await rows(
    db.em(),
    sql`insert into api_tokens (id, billing_system_id, name, token_hash, scopes)
        values (${newId()}, ${system?.id ?? null}, ${token.name}, ${hashOf(plain)}, ${textArray(token.scopes)})
        on conflict (token_hash) do nothing`,
  )
}

/**
 * Makes a token, and its billing system if that is new.
 * @returns the token itself, which is nowhere kept
 */
export async function createToken(db: Database, token: NewToken): Promise<string> {
  const plain = `cl_${newSecret(256)}`
  await ensureToken(db, plain, token)
  return plain
}

/** Who holds this token, or null. Notes its use, at most once a minute so that reading stays cheap. */
export async function tokenByPlain(db: Database, plain: string): Promise<TokenHolder | null> {
  return row<TokenHolder & Record<string, unknown>>(
    db.em(),
    sql`with found as (
          select t.id, t.billing_system_id as "billingSystemId", b.name as "billingSystemName", t.scopes
          from api_tokens t left join billing_systems b on b.id = t.billing_system_id
          where t.token_hash = ${hashOf(plain)} and t.revoked_at is null
        ), used as (
          update api_tokens t set last_used_at = now() from found
          where t.id = found.id and (t.last_used_at is null or t.last_used_at < now() - interval '1 minute')
        )
        select * from found`,
  )
}

/** From now on the token is nobody's. @returns its name; null where it was none before */
export async function revokeToken(db: Database, id: string): Promise<string | null> {
  const revoked = await row<{ name: string }>(
    db.em(),
    sql`update api_tokens set revoked_at = now() where id = ${id} and revoked_at is null returning name`,
  )
  return revoked?.name ?? null
}

/** As the list of tokens shows one; the token itself is nowhere kept. */
export interface ListedToken {
  id: string
  name: string
  billingSystem: string | null
  scopes: Scope[]
  createdAt: string
  lastUsedAt: string | null
  revokedAt: string | null
}

const LISTED = sql`t.id, t.name, b.name as "billingSystem", t.scopes, t.created_at as "createdAt",
  t.last_used_at as "lastUsedAt", t.revoked_at as "revokedAt"
  from api_tokens t left join billing_systems b on b.id = t.billing_system_id`

function listedOf(found: ListedToken): ListedToken {
  const isoOrNull = (at: string | null): string | null => (at === null ? null : isoOf(at))
  return {
    ...found,
    createdAt: isoOf(found.createdAt),
    lastUsedAt: isoOrNull(found.lastUsedAt),
    revokedAt: isoOrNull(found.revokedAt),
  }
}

/** Those that are good first, the newest first of each. */
export async function listTokens(db: Database): Promise<ListedToken[]> {
  const found = await rows<ListedToken & Record<string, unknown>>(
    db.em(),
    sql`select ${LISTED} order by t.revoked_at is not null, t.created_at desc, t.id`,
  )
  return found.map(listedOf)
}

export async function tokenById(db: Database, id: string): Promise<ListedToken | null> {
  const found = await row<ListedToken & Record<string, unknown>>(
    db.em(),
    sql`select ${LISTED} where t.id = ${id}`,
  )
  return found === null ? null : listedOf(found)
}
