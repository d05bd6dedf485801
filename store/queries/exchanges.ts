import type { Database } from '../database.ts'
import { isoOf, json, rows, sql } from '../sql.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'

/** One call of a CA, without secrets. */
export interface NewExchange {
  caAccountId: string
  /** Null for a call that is about no order. */
  orderId: string | null
  operation: string
  /** RFC 3339. */
  startedAt: string
  durationMs: number
  /** Null where there was no answer. */
  httpStatus: number | null
  /** Why the call failed, as a code; null for a success. */
  failure: string | null
  /** The CA's own numbers, where it refused. */
  errorNumbers: readonly number[]
  request: string | null
  response: string | null
}

export interface Exchange extends NewExchange {
  id: string
}

/** Keeps calls, all in one statement. */
export async function insertExchanges(db: Database, exchanges: readonly NewExchange[]): Promise<void> {
  await rows(
    db.em(),
    sql`insert into ca_exchanges (ca_account_id, order_id, operation, started_at, duration_ms, http_status, failure,
          error_numbers, request, response)
        select "caAccountId", "orderId", operation, "startedAt", "durationMs", "httpStatus", failure,
          array(select number::integer from jsonb_array_elements_text("errorNumbers") as number), request, response
        from jsonb_to_recordset(${json(exchanges)}) as e("caAccountId" text, "orderId" text, operation text,
          "startedAt" timestamptz, "durationMs" integer, "httpStatus" integer, failure text, "errorNumbers" jsonb,
          request text, response text)`,
  )
}

const DEFAULT_LIMIT = 50

function isPlace(parts: readonly unknown[]): parts is readonly [string, string] {
  const [at, id] = parts
  if (parts.length !== 2 || typeof at !== 'string' || typeof id !== 'string') return false
  return /^\d{1,18}$/.test(id) && /^20\d\d-/.test(at) && !Number.isNaN(Date.parse(at))
}

/**
 * What was said about an order, newest first.
 * @throws {CertloomError} `invalid-input` at `/cursor`
 */
export async function orderExchanges(
  db: Database,
  orderId: string,
  page: { cursor?: string | undefined; limit?: number | undefined },
): Promise<{ items: Exchange[]; nextCursor: string | null }> {
  const limit = page.limit ?? DEFAULT_LIMIT
  const place = page.cursor === undefined || page.cursor === '' ? null : decodeCursor(page.cursor, isPlace)
  const before =
    place === null ? sql`true` : sql`(e.started_at, e.id) < (${place[0]}::timestamptz, ${place[1]}::bigint)`
  const found = await rows<Exchange & Record<string, unknown>>(
    db.em(),
    sql`select id::text, ca_account_id as "caAccountId", order_id as "orderId", operation, started_at as "startedAt",
          duration_ms as "durationMs", http_status as "httpStatus", failure, error_numbers as "errorNumbers",
          request, response
        from ca_exchanges e where order_id = ${orderId} and ${before}
        order by e.started_at desc, e.id desc limit ${limit + 1}`,
  )
  const items = found.slice(0, limit).map((row) => ({ ...row, startedAt: isoOf(row.startedAt) }))
  const last = items.at(-1)
  const hasMore = found.length > limit && last !== undefined
  return { items, nextCursor: hasMore ? encodeCursor([last.startedAt, last.id]) : null }
}

const SLICE = 2_000

/** Forgets calls made before an instant, a slice at a time, so that nothing waits long for a lock. */
export async function forgetExchanges(db: Database, before: Date): Promise<void> {
  for (;;) {
    const gone = await rows(
      db.em(),
      sql`delete from ca_exchanges where id in (
            select id from ca_exchanges where started_at < ${before}::timestamptz order by started_at limit ${SLICE})
          returning 1`,
    )
    if (gone.length < SLICE) return
  }
}
