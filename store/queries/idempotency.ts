import type { Database } from '../database.ts'
import { json, row, rows, sql } from '../sql.ts'

/** The first answer to a request, to be given again. */
export interface KeptAnswer {
  status: number
  headers: Record<string, string>
  body: unknown
}

/** `new` goes to exactly one caller, who answers; `unfinished` means that this caller is still at it. */
export type RequestStart = 'new' | 'mismatch' | 'unfinished' | { replay: KeptAnswer }

/** A request without an answer after this long belonged to a process that died: the next one may take it over. */
const ABANDONED = sql`interval '60 seconds'`

interface KeptRequest extends Record<string, unknown> {
  hash: string
  status: number | null
  headers: Record<string, string> | null
  body: unknown
}

async function tookIt(db: Database, scope: string, key: string, hash: string): Promise<boolean> {
  const taken = await row(
    db.em(),
    sql`insert into idempotent_requests as r (scope, key, request_hash) values (${scope}, ${key}, ${hash})
        on conflict (scope, key) do update set created_at = now()
          where r.status is null and r.request_hash = excluded.request_hash and r.created_at < now() - ${ABANDONED}
        returning scope`,
  )
  return taken !== null
}

/**
 * Begins a request under a key of its sender's. `scope` keeps senders apart; `hash` is of method, path and body.
 */
export async function beginRequest(
  db: Database,
  scope: string,
  key: string,
  hash: string,
): Promise<RequestStart> {
  if (await tookIt(db, scope, key, hash)) return 'new'
  const kept = await row<KeptRequest>(
    db.em(),
    sql`select request_hash as hash, status, headers, body from idempotent_requests
        where scope = ${scope} and key = ${key}`,
  )
  if (kept === null) return 'unfinished'
  if (kept.hash !== hash) return 'mismatch'
  if (kept.status === null) return 'unfinished'
  return { replay: { status: kept.status, headers: kept.headers ?? {}, body: kept.body } }
}

/** Keeps the answer for repeats. The first one stays. */
export async function finishRequest(
  db: Database,
  scope: string,
  key: string,
  answer: KeptAnswer,
): Promise<void> {
  await rows(
    db.em(),
    sql`update idempotent_requests set status = ${answer.status}, headers = ${json(answer.headers)},
          body = ${json(answer.body)}
        where scope = ${scope} and key = ${key} and status is null`,
  )
}

/** Nothing was done, so the key is free again: for a request that failed by our fault. */
export async function abandonRequest(db: Database, scope: string, key: string): Promise<void> {
  await rows(
    db.em(),
    sql`delete from idempotent_requests where scope = ${scope} and key = ${key} and status is null`,
  )
}
