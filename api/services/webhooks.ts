import { CertloomError } from '../../domain/errors.ts'
import { newWebhookSecret } from '../../platform/webhook-secret.ts'
import { redeliver } from '../../store/queries/webhook-deliveries.ts'
import {
  deleteWebhook,
  deliveriesOf,
  listWebhooks,
  putWebhook,
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

    /** The answer is the only one that holds the secret. @throws {CertloomError} `invalid-input` */
    async add(caller: Caller, body: unknown): Promise<WebhookJson> {
      const { url, events = [] } = parseInput(newWebhook, body)
      const problems = openWebhookProblems(url, '/url', settings)
      if (problems.length > 0) throw new CertloomError('invalid-input', { problems })
      const secret = newWebhookSecret()
      const added = await putWebhook(db, keyRing, caller.tenant, { url, events, secret })
      return { ...webhookJson(added), secret }
    },

    /** @throws {CertloomError} `not-found` */
    async remove(caller: Caller, id: string): Promise<void> {
      if (!(await deleteWebhook(db, caller.tenant, id))) throw new CertloomError('not-found')
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
