import { INSTALLATION_DEFAULTS, type InstallationSettings } from '../../domain/installation-settings.ts'
import type { Database } from '../database.ts'
import { joined, json, rows, sql } from '../sql.ts'

const NAMES = Object.keys(INSTALLATION_DEFAULTS)

/** The settings in force: what an admin chose, over the defaults. */
export async function installationSettings(db: Database): Promise<InstallationSettings> {
  const chosen = await rows<{ key: string; value: unknown }>(db.em(), sql`select key, value from settings_kv`)
  const known = chosen.filter(({ key }) => NAMES.includes(key)).map(({ key, value }) => [key, value])
  return { ...INSTALLATION_DEFAULTS, ...Object.fromEntries(known) }
}

/** Keeps what an admin chose; what is not given stays. */
export async function saveInstallationSettings(
  db: Database,
  chosen: Partial<InstallationSettings>,
): Promise<void> {
  const entries = Object.entries(chosen).filter(([, value]) => value !== undefined)
  if (entries.length === 0) return
  const values = joined(
    // A missing value would be SQL's null; a setting that is chosen to be nothing is JSON's.
    entries.map(([key, value]) => sql`(${key}, ${value === null ? sql`'null'::jsonb` : json(value)})`),
    ',',
  )
  await rows(
    db.em(),
    sql`insert into settings_kv (key, value) values ${values} on conflict (key) do update set value = excluded.value`,
  )
}
