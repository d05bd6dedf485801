import type { Client } from '@temporalio/client'
import type { Logger } from '../../platform/logger.ts'
import type { ServiceSettings } from '../../platform/settings.ts'
import type { Database } from '../../store/database.ts'

export interface Loops {
  stop(): Promise<void>
}

/** Starts what runs beside the workflows over PostgreSQL: the relay of commands and the outbox of mails. */
export function startLoops(_deps: {
  db: Database
  client: Client
  settings: ServiceSettings
  logger: Logger
}): Loops {
  return { stop: async () => undefined }
}
