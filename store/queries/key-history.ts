import type { Database } from '../database.ts'
import { row, sql } from '../sql.ts'

/** Where a key was met before. */
export interface KeyHistory {
  isOfAnotherCustomer: boolean
  /** A certificate on it was revoked because the key was lost. */
  isCompromised: boolean
}

/** What is known of a key from the certificates that were issued on it. `spkiSha256`: lower-case hex. */
export async function keyHistory(db: Database, spkiSha256: string, customerId: string): Promise<KeyHistory> {
  const found = await row<{ other: boolean | null; lost: boolean | null }>(
    db.em(),
    sql`select bool_or(o.customer_id <> ${customerId}) as other, bool_or(exists (
          select 1 from commands k where k.order_id = c.order_id and k.name = 'revoke' and k.state <> 'refused'
            and k.arguments ->> 'serialNumber' = c.serial_number
            and k.arguments ->> 'reason' = 'keyCompromise')) as lost
        from certificates c join orders o on o.id = c.order_id where c.spki_sha256 = ${spkiSha256}`,
  )
  return { isOfAnotherCustomer: found?.other ?? false, isCompromised: found?.lost ?? false }
}
