import { INSTALLATION_DEFAULTS } from '../../domain/installation-settings.ts'
import type { Database } from '../database.ts'
import { row, sql } from '../sql.ts'
import type { Tenant } from '../tenant.ts'

/** The zone of the installation, in a statement that reads other things too. */
export const INSTALLATION_ZONE = sql`coalesce((select s.value #>> '{}' from settings_kv s where s.key = 'timeZone'),
  ${INSTALLATION_DEFAULTS.timeZone})`

/** In which zone a tenant's days are told: the billing system's own, else the installation's. */
export async function timeZoneOf(db: Database, { billingSystemId }: Tenant): Promise<string> {
  const found = await row<{ timeZone: string }>(
    db.em(),
    sql`select coalesce((select b.time_zone from billing_systems b where b.id = ${billingSystemId}), ${INSTALLATION_ZONE})
          as "timeZone"`,
  )
  return found?.timeZone ?? INSTALLATION_DEFAULTS.timeZone
}
