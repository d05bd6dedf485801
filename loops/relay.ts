import type { Client } from '@temporalio/client'
import type { Logger } from '../platform/logger.ts'
import type { Database } from '../store/database.ts'
import { commandDelivered, dueCommands } from '../store/queries/commands.ts'
import { forgetOldRows } from '../store/queries/housekeeping.ts'
import { retellGivenUp } from '../store/queries/webhook-deliveries.ts'
import { deliverCommand } from './deliver-command.ts'
import { type Loop, repeat } from './repeat.ts'

interface RelayOptions {
  db: Database
  /** May be a client whose connection is made, and made again, when it is needed. */
  client: Client
  intervalMs?: number
  log: Logger
}

const AT_ONCE = 20
const TIDY_EVERY_MS = 3_600_000
/** An engine that has not answered by then is away. */
const DELIVERY_TIMEOUT_MS = 4_000

/**
 * Delivers kept commands that nobody else has: those whose sender died, or found the engine away. One whose delivery
 * fails is due again later, so any number of relays may run, and none of them loses anything.
 */
export function startRelay({ db, client, intervalMs = 2_000, log }: RelayOptions): Loop {
  let tidyAtMs = Date.now()
  const round = async (): Promise<boolean> => {
    const due = await dueCommands(db, AT_ONCE, new Date())
    const deliveries = due.map(async (command) => {
      await client.withDeadline(Date.now() + DELIVERY_TIMEOUT_MS, () =>
        deliverCommand({ db, client, log }, command),
      )
      await commandDelivered(db, command.id)
    })
    // Of one order one command comes at a time, so they do not overtake one another.
    const outcomes = await Promise.allSettled(deliveries)
    const failures = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []))
    if (failures.length > 0) log.warn({ commands: failures.length, err: failures[0] }, 'commands wait')
    if (Date.now() >= tidyAtMs) {
      await forgetOldRows(db, new Date())
      await retellGivenUp(db, new Date())
      tidyAtMs = Date.now() + TIDY_EVERY_MS
    }
    return due.length > failures.length
  }
  return repeat(round, {
    intervalMs,
    onError: (error) => log.warn({ err: error }, 'the relay could not read the commands'),
  })
}
