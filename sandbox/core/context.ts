import type { Authority } from '../ca/authority.ts'
import type { Behaviour } from './behaviour.ts'
import type { Database } from './database.ts'
import type { Lookups } from './lookups.ts'
import { readSetting, writeSetting } from './settings.ts'
import { DAY_MS } from './types.ts'

interface Account {
  userName: string
  password: string
}

/** What every rule of the sandbox works with. */
export interface CoreContext {
  database: Database
  clock: () => Date
  /** As it is now. */
  behaviour: Behaviour
  /** What a reset comes back to. */
  startBehaviour: Readonly<Behaviour>
  account: Account
  authority: Authority
  /** How the CA sees DNS and web servers. */
  lookups: Lookups
  /** Where this server is reached: stands in certificates and in mails. */
  publicUrl: string
}

/** The present instant in milliseconds. */
export function nowOf(context: CoreContext): number {
  return context.clock().getTime()
}

const OFFSET = 'clock.offsetDays'

/** Days by which certificate dates and product validity are shifted; order times never are. */
export function offsetDays(context: CoreContext): number {
  return Number(readSetting(context.database, OFFSET) ?? 0)
}

export function setOffsetDays(context: CoreContext, days: number): void {
  writeSetting(context.database, OFFSET, String(days))
}

/** The instant certificates are dated with when something happens at `at`. */
export function certificateTime(context: CoreContext, at: number): number {
  return at + offsetDays(context) * DAY_MS
}
