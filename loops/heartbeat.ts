import type { Logger } from '../platform/logger.ts'
import type { Database } from '../store/database.ts'
import { beat } from '../store/queries/heartbeats.ts'
import { type Loop, repeat } from './repeat.ts'

const INTERVAL_MS = 15_000

/** Says in PostgreSQL that this part lives, so that others see when it does not. */
export function startHeartbeat(db: Database, part: string, log: Pick<Logger, 'warn'>): Loop {
  const round = async (): Promise<boolean> => {
    await beat(db, part, new Date())
    return false
  }
  return repeat(round, {
    intervalMs: INTERVAL_MS,
    onError: (error) => log.warn({ err: error, part }, 'a heartbeat could not be written'),
  })
}
