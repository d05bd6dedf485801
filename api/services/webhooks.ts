import { CertloomError } from '../../domain/errors.ts'
import { newWebhookSecret } from '../../platform/webhook-secret.ts'
import { inTransaction } from '../../store/database.ts'
import { noteAdminChange } from '../../store/queries/admin-changes.ts'
import { redeliver } from '../../store/queries/webhook-deliveries.ts'
import {
  deleteWebhook,
  deliveriesOf,
  everyWebhook,
  listWebhooks,
  putWebhook,
  type WebhookOfAdmins,
  type WebhookRow,
  webhookById,
} from '../../store/queries/webhooks.ts'
import { pageQuery } from '../schemas/order-query.ts'
import { parseInput } from '../schemas/problems-of.ts'
import { type DeliveryPageJson, newWebhook, type WebhookJson, webhookQuery } from '../schemas/webhook.ts'
import type { Caller, ServiceDeps } from './deps.ts'
import { openWebhookProblems } from './open-webhook.ts'

function webhookJson({ id, url, events, orderId, createdAt }: WebhookRow): WebhookJson {
  return { id, url, events, order: orderId, createdAt }
}

/** Who hears what happens to the caller's orders. Each billing system has its own; the installation's hear of all. */
export function createWebhookService({ db, keyRing, settings }: ServiceDeps) {
  const known = async (caller: Caller, id: string): Promise<WebhookRow> => {
    const found = await webhookById(db, caller.tenant, id)
    if (found === null) throw new CertloomError('not-found')
    return found
  }
  return {
    async list(caller: Caller, query: unknown): Promise<{ items: WebhookJson[] }> {
      const { order } = parseInput(webhookQuery, query)
      const found = await listWebhooks(db, caller.tenant, order || null)
      return { items: found.map(webhookJson) }
    },

    /** Those of all billing systems and how each fares, callbacks of single orders aside; for admins. */
    every: (): Promise<WebhookOfAdmins[]> => everyWebhook(db),

    /** The answer is the only one that holds the secret. @throws {CertloomError} `invalid-input` */
    async add(caller: Caller, body: unknown): Promise<WebhookJson> {
      const { url, events = [] } = parseInput(newWebhook, body)
      const problems = openWebhookProblems(url, '/url', settings)
      if (problems.length > 0) throw new CertloomError('invalid-input', { problems })
      const secret = newWebhookSecret()
      return inTransaction(db, async (tx) => {
        const added = await putWebhook(tx, keyRing, caller.tenant, { url, events, secret })
        const details = { events: { to: events } }
        await noteAdminChange(tx, caller.actor, { what: 'webhook.added', subject: url, details })
        return { ...webhookJson(added), secret }
      })
    },

    /** @throws {CertloomError} `not-found` */
    async remove(caller: Caller, id: string): Promise<void> {
      const { url } = await known(caller, id)
      await inTransaction(db, async (tx) => {
        if (!(await deleteWebhook(tx, caller.tenant, id))) throw new CertloomError('not-found')
        await noteAdminChange(tx, caller.actor, { what: 'webhook.deleted', subject: url, details: {} })
      })
    },

    /** @throws {CertloomError} `not-found`, `invalid-input` */
    async deliveries(caller: Caller, id: string, page: unknown): Promise<DeliveryPageJson> {
      const asked = parseInput(pageQuery, page)
      const { id: webhookId } = await known(caller, id)
      return deliveriesOf(db, webhookId, asked)
    },

    /** @throws {CertloomError} `not-found` */
    async redeliver(caller: Caller, id: string, deliveryId: string): Promise<void> {
      const { id: webhookId } = await known(caller, id)
      if (!(await redeliver(db, webhookId, deliveryId))) throw new CertloomError('not-found')
    },
  }
}
