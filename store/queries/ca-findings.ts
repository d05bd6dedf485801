import type { PreflightFinding } from '../../domain/preflight.ts'
import type { Database } from '../database.ts'
import { json, rows, sql } from '../sql.ts'

/**
 * Keeps what our own look before the CA's found about a purchase, in place of what an earlier one did. `at` is when it
 * began: nothing is kept where the proof was changed since.
 */
export async function noteFindings(
  db: Database,
  id: string,
  findings: readonly PreflightFinding[],
  at: Date,
): Promise<void> {
  await rows(
    db.em(),
    sql`update ca_orders set findings = ${json({ at: at.toISOString(), items: findings })}
        where id = ${id} and closed_at is null
          and coalesce(control_set_at <= ${at}::timestamptz, true)`,
  )
}
