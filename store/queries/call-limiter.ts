import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from '../database.ts'
import { row, rows, sql } from '../sql.ts'

/** A place in an account's queue: how long until it is there, and when the place after it is. */
type Place = { waitMs: number; after: string }

/**
 * How far ahead of its even spacing a call may come. In a second that begins and ends with a call there is one call more
 * than the rate, and a busy process comes late with another, so that two of the burst are left for these.
 */
const AHEAD = sql`greatest(call_burst - 2, 0) * interval '1 second' / calls_per_second`
const SPACING = sql`interval '1 second' / calls_per_second`

/**
 * Waits until one more call to this account's CA is within its rate, over all processes: in any second there are at most
 * the account's rate and its burst (GCRA). Everybody waits in the order of asking, so nobody starves: one statement takes
 * the next place, the rest is sleeping.
 * @throws where the account is unknown, or `signal` aborts the wait; a place that nobody stands behind is given back
 */
export async function acquireCall(db: Database, accountId: string, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted()
  const place = await row<Place>(
    db.em(),
    sql`update ca_accounts set limiter_at = greatest(limiter_at, clock_timestamp()) + ${SPACING}
        where id = ${accountId}
        returning extract(epoch from limiter_at - ${SPACING} - ${AHEAD} - clock_timestamp())::float8 * 1000 as "waitMs",
          limiter_at::text as after`,
  )
  if (place === null) throw new Error(`unknown CA account ${accountId}`)
  if (place.waitMs <= 0) return
  try {
    await sleep(Math.ceil(place.waitMs), undefined, signal === undefined ? {} : { signal })
  } catch (error) {
    await giveBack(db, accountId, place)
    throw error
  }
}

/** A place in the middle stays empty: nobody is called twice. */
async function giveBack(db: Database, accountId: string, { after }: Place): Promise<void> {
  await rows(
    db.em(),
    sql`update ca_accounts set limiter_at = limiter_at - ${SPACING}
        where id = ${accountId} and limiter_at = ${after}::timestamptz`,
  )
}
