import { type Client, WorkflowNotFoundError } from '@temporalio/client'
import { startBulk } from '../../loops/bulk.ts'
import { startHeartbeat } from '../../loops/heartbeat.ts'
import { createMailTransport } from '../../loops/mail-transport.ts'
import { startOutbox } from '../../loops/outbox.ts'
import { startRelay } from '../../loops/relay.ts'
import { startWebhooks } from '../../loops/webhooks.ts'
import { createMailRenderer } from '../../mail/render.ts'
import type { Logger } from '../../platform/logger.ts'
import type { KeyRing } from '../../platform/secrets.ts'
import type { ServiceSettings } from '../../platform/settings.ts'
import type { Database } from '../../store/database.ts'
import { orderWorkflowId, renewalChanged } from '../../workflows/contract.ts'
import { createShownOrder } from './shown-order.ts'

export interface Loops {
  stop(): Promise<void>
}

/** An order without a run plans nothing any more. */
function createReplanSignal(client: Client) {
  return async (orderId: string): Promise<void> => {
    try {
      await client.workflow.getHandle(orderWorkflowId(orderId)).signal(renewalChanged)
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error
    }
  }
}

/** Starts what runs beside the workflows over PostgreSQL: the relay of commands, bulk jobs, the outbox of mails, webhooks. */
export function startLoops(deps: {
  db: Database
  client: Client
  keyRing: KeyRing
  settings: ServiceSettings
  log: Logger
}): Loops {
  const { db, client, keyRing, settings, log } = deps
  const relay = startRelay({ db, client, log })
  const bulk = startBulk({ db, signal: createReplanSignal(client), log })
  const outbox = startOutbox({
    db,
    transport: createMailTransport(settings.smtpUrl),
    render: createMailRenderer({ db, keyRing, publicUrl: settings.publicUrl }),
    from: settings.mailFrom,
    log,
  })
  const webhooks = startWebhooks({
    db,
    keyRing,
    renderOrder: createShownOrder(db, settings),
    // Without an account in the settings the CA is the sandbox, and so is the billing system.
    reach: { inner: settings.certum === null },
    log,
  })
  const heartbeat = startHeartbeat(db, 'worker', log)
  return {
    stop: async () => {
      await Promise.all([heartbeat.stop(), relay.stop(), bulk.stop(), outbox.stop(), webhooks.stop()])
    },
  }
}
