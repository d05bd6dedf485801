import type { Client } from '@temporalio/client'
import { createMailRenderer } from '../../activities/mail/render.ts'
import { createMailTransport } from '../../loops/mail-transport.ts'
import { startOutbox } from '../../loops/outbox.ts'
import { startRelay } from '../../loops/relay.ts'
import type { Logger } from '../../platform/logger.ts'
import type { KeyRing } from '../../platform/secrets.ts'
import type { ServiceSettings } from '../../platform/settings.ts'
import type { Database } from '../../store/database.ts'

export interface Loops {
  stop(): Promise<void>
}

/** Starts what runs beside the workflows over PostgreSQL: the relay of commands and the outbox of mails. */
export function startLoops(deps: {
  db: Database
  client: Client
  keyRing: KeyRing
  settings: ServiceSettings
  log: Logger
}): Loops {
  const { db, client, keyRing, settings, log } = deps
  const relay = startRelay({ db, client, log })
  const outbox = startOutbox({
    db,
    transport: createMailTransport(settings.smtpUrl),
    render: createMailRenderer({ db, keyRing, publicUrl: settings.publicUrl }),
    from: settings.mailFrom,
    log,
  })
  return {
    stop: async () => {
      await Promise.all([relay.stop(), outbox.stop()])
    },
  }
}
