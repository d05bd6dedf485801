import type { RenewalChoice } from '../../domain/order-terms.ts'
import type { Database } from '../database.ts'
import { json, rows, sql } from '../sql.ts'

/** Writes what an order itself says about its renewal; its workflow reads it with the rest of its plan. */
export async function changeRenewalOf(db: Database, orderId: string, choice: RenewalChoice): Promise<void> {
  await rows(db.em(), sql`update orders set renewal = ${json(choice)} where id = ${orderId}`)
}
