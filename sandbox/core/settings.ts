import { z } from 'zod'
import type { Database } from './database.ts'

const row = z.object({ value: z.string() })

/** A single value the sandbox remembers: its account, its keys, the clock's offset. */
export function readSetting(database: Database, name: string): string | undefined {
  return database.one(row, 'SELECT value FROM settings WHERE name = ?', name)?.value
}

export function writeSetting(database: Database, name: string, value: string): void {
  database.run(
    'INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
    name,
    value,
  )
}

/** The remembered value, or the one `make` gives, remembered from now on. */
export function settingOr(database: Database, name: string, make: () => string): string {
  const known = readSetting(database, name)
  if (known !== undefined) return known
  const made = make()
  writeSetting(database, name, made)
  return made
}
