import { INSTALLATION_DEFAULTS } from '../../domain/installation-settings.ts'
import type { Database } from '../database.ts'
import { row, sql } from '../sql.ts'
import type { Tenant } from '../tenant.ts'

/** The zone of the installation, in a statement that reads other things too. */
export const INSTALLATION_ZONE = sql`coalesce((select s.value #>> '{}' from settings_kv s where s.key = 'timeZone'),
  ${INSTALLATION_DEFAULTS.timeZone})`

/** Every page and mail asks for it, and it changes once in years: this long another process may be behind. */
const KEPT_MS = 10_000
let kept = new WeakMap<Database, Map<string | null, { zone: Promise<string>; until: number }>>()

/** What was changed by this process shows at once. */
export function forgetTimeZones(): void {
  kept = new WeakMap()
}

/** In which zone a tenant's days are told: the billing system's own, else the installation's. */
export function timeZoneOf(db: Database, { billingSystemId }: Tenant): Promise<string> {
  const zones = kept.get(db) ?? new Map()
  kept.set(db, zones)
  const known = zones.get(billingSystemId)
  if (known !== undefined && known.until > Date.now()) return known.zone
  const zone = readTimeZone(db, billingSystemId)
  zones.set(billingSystemId, { zone, until: Date.now() + KEPT_MS })
  // What failed is asked again by the next one.
  zone.catch(() => zones.delete(billingSystemId))
  return zone
}

async function readTimeZone(db: Database, billingSystemId: Tenant['billingSystemId']): Promise<string> {
  const found = await row<{ timeZone: string }>(
    db.em(),
    sql`select coalesce((select b.time_zone from billing_systems b where b.id = ${billingSystemId}), ${INSTALLATION_ZONE})
          as "timeZone"`,
  )
  return found?.timeZone ?? INSTALLATION_DEFAULTS.timeZone
}
