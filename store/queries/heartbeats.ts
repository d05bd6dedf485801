import type { Database } from '../database.ts'
import { type Fragment, rows, sql } from '../sql.ts'

/** How long the worker may say nothing before it counts as away. */
export const WORKER_SILENCE: Fragment = sql`interval '2 minutes'`

/** A part says that it lives; one that was away begins anew. */
export async function beat(db: Database, part: string, at: Date): Promise<void> {
  await rows(
    db.em(),
    sql`insert into heartbeats as h (part, at, since) values (${part}, ${at}::timestamptz, ${at}::timestamptz)
        on conflict (part) do update set at = excluded.at,
          since = case when h.at < excluded.at - ${WORKER_SILENCE} then excluded.at else h.since end`,
  )
}
