import type { Database } from '../core/database.ts'
import { readSetting, writeSetting } from '../core/settings.ts'

/**
 * The next number of a list: they only ever grow (RFC 5280 5.2.3), also when the clock is set back, and are beyond those
 * that older versions took from the clock, seconds since 1970.
 */
export function nextListNumber(database: Database, list: string, at: Date): number {
  const name = `ca.${list}.listNumber`
  const last = Number(readSetting(database, name) ?? 0)
  const next = Math.max(last + 1, Math.floor(at.getTime() / 1000))
  writeSetting(database, name, String(next))
  return next
}
