import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from '../database.ts'
import { row, sql } from '../sql.ts'

/**
 * Waits until one more call to this account's CA is within its rate, over all processes. Calls are spaced evenly (GCRA
 * without bursts), in the order in which they ask: one statement takes the next free place, the rest is sleeping.
 * @throws where the account is unknown, or `signal` aborts the wait; the place is then left unused
 */
export async function acquireCall(db: Database, accountId: string, signal?: AbortSignal): Promise<void> {
  const place = await row<{ waitMs: number }>(
    db.em(),
    sql`update ca_accounts
        set limiter_at = greatest(limiter_at, clock_timestamp()) + interval '1 second' / calls_per_second
        where id = ${accountId}
        returning extract(epoch from limiter_at - interval '1 second' / calls_per_second - clock_timestamp())::float8
          * 1000 as "waitMs"`,
  )
  if (place === null) throw new Error(`unknown CA account ${accountId}`)
  if (place.waitMs > 0)
    await sleep(Math.ceil(place.waitMs), undefined, signal === undefined ? {} : { signal })
}
