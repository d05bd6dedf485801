import { INSTALLATION_DEFAULTS, type InstallationSettings } from '../../domain/installation-settings.ts'
import type { Database } from '../database.ts'
import { joined, json, row, rows, sql } from '../sql.ts'
import { forgetTimeZones } from './time-zone.ts'

const NAMES = Object.keys(INSTALLATION_DEFAULTS)

/** What an admin chose, by key, as one value of a statement that reads other things too; null for nothing. */
export const CHOSEN_SETTINGS = sql`(select jsonb_object_agg(s.key, s.value) from settings_kv s)`
export type ChosenSettings = Record<string, unknown> | null

/** What an admin chose, over the defaults. */
export function settingsInForce(chosen: ChosenSettings): InstallationSettings {
  const known = Object.entries(chosen ?? {}).filter(([key]) => NAMES.includes(key))
  return { ...INSTALLATION_DEFAULTS, ...Object.fromEntries(known) }
}

/** The settings in force. */
export async function installationSettings(db: Database): Promise<InstallationSettings> {
  const found = await row<{ chosen: ChosenSettings }>(db.em(), sql`select ${CHOSEN_SETTINGS} as chosen`)
  return settingsInForce(found?.chosen ?? null)
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
  forgetTimeZones()
}
