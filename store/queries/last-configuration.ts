import type { Database } from '../database.ts'
import { Configuration, type ConfigurationRow } from '../entities/configuration.ts'
import { row, sql } from '../sql.ts'

/** What an order was configured with last and was not refused, by whichever command; null for none. */
export async function lastConfiguration(db: Database, orderId: string): Promise<ConfigurationRow | null> {
  const em = db.em()
  const found = await row(
    em,
    sql`select f.* from commands k join configurations f on f.id = k.arguments ->> 'configurationId'
        where k.order_id = ${orderId} and k.state <> 'refused'
          and k.name in ('create', 'configure', 'provideRenewalCsr', 'editProperties', 'reissue', 'renew')
        order by k.position desc limit 1`,
  )
  return found === null ? null : em.map(Configuration, found)
}

/** The CSR that was provided last for the next certificate, with its configuration's id; null for none. */
export async function lastProvidedCsr(
  db: Database,
  orderId: string,
): Promise<{ configurationId: string; csr: string } | null> {
  return row<{ configurationId: string; csr: string }>(
    db.em(),
    sql`select f.id as "configurationId", f.csr
        from commands k join configurations f on f.id = k.arguments ->> 'configurationId'
        where k.order_id = ${orderId} and k.name = 'provideRenewalCsr' and k.state <> 'refused'
        order by k.position desc limit 1`,
  )
}
