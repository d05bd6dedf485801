import { setTimeout as sleep } from 'node:timers/promises'
import { Webhook } from 'standardwebhooks'
import type { Logger } from '../platform/logger.ts'
import type { KeyRing } from '../platform/secrets.ts'
import { newWebhookSecret } from '../platform/webhook-secret.ts'
import type { Database } from '../store/database.ts'
import { firstSecret, WEBHOOK_SECRET_PURPOSE } from '../store/queries/billing-systems.ts'
import {
  type DueDelivery,
  deliveryDone,
  deliveryFailed,
  dueDeliveries,
  MOST_OF_ONE_WEBHOOK,
} from '../store/queries/webhook-deliveries.ts'
import { type Loop, repeat } from './repeat.ts'
import { type DeliveryOutcome, postWebhook, type WebhookReach } from './webhook-request.ts'

interface WebhookOptions {
  db: Database
  keyRing: KeyRing
  /** The order as the API shows it to its billing system at this moment. */
  renderOrder: (orderId: string) => Promise<unknown>
  reach: WebhookReach
  clock?: () => Date
  intervalMs?: number
  log: Logger
}

const AT_ONCE = 20

/** Signed with the webhook's own secret, or for a callback with its billing system's, which may have to be made. */
async function secretOf({ db, keyRing }: WebhookOptions, delivery: DueDelivery): Promise<string> {
  const { sealedSecret, billingSystemId } = delivery
  if (sealedSecret !== null) return keyRing.open(WEBHOOK_SECRET_PURPOSE, sealedSecret)
  if (billingSystemId === null) throw new Error('the webhook has no secret')
  const first = keyRing.seal(WEBHOOK_SECRET_PURPOSE, newWebhookSecret())
  return keyRing.open(WEBHOOK_SECRET_PURPOSE, await firstSecret(db, billingSystemId, first))
}

async function bodyOf({ renderOrder }: WebhookOptions, delivery: DueDelivery): Promise<string> {
  const { type, at, sequence, orderId } = delivery
  const order = orderId === null ? {} : { order: await renderOrder(orderId) }
  return JSON.stringify({ type, timestamp: at, sequence, data: { ...order, ...delivery.data } })
}

/** As Standard Webhooks has it: the id stays, the time is the attempt's. */
function headersOf(delivery: DueDelivery, body: string, secret: string, now: Date): Record<string, string> {
  return {
    'content-type': 'application/json',
    'user-agent': 'Certloom',
    'webhook-id': delivery.eventId,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(delivery.eventId, now, body),
  }
}

async function tell(options: WebhookOptions, delivery: DueDelivery, now: Date): Promise<DeliveryOutcome> {
  try {
    const body = await bodyOf(options, delivery)
    const headers = headersOf(delivery, body, await secretOf(options, delivery), now)
    return await postWebhook(delivery.url, headers, body, options.reach)
  } catch (error) {
    options.log.error({ err: error, delivery: delivery.id }, 'a webhook could not be put into words')
    return { ok: false, status: null, problem: 'internal' }
  }
}

async function deliver(options: WebhookOptions, delivery: DueDelivery, clock: () => Date): Promise<void> {
  const { id, type, orderId, attempts } = delivery
  const outcome = await tell(options, delivery, clock())
  if (outcome.ok) return deliveryDone(options.db, id, outcome.status)
  const { status, problem } = outcome
  const isGivenUp = await deliveryFailed(options.db, id, clock(), { status, problem })
  const words = isGivenUp ? 'a webhook was given up' : 'a webhook was not delivered'
  options.log.warn({ delivery: id, type, orderId, attempts, status, problem }, words)
}

/** The webhooks that have as much under way as one may have. */
function busyOf(running: ReadonlyMap<Promise<void>, string>): string[] {
  const counted = Map.groupBy(running.values(), (webhookId) => webhookId)
  return [...counted].flatMap(([id, all]) => (all.length >= MOST_OF_ONE_WEBHOOK ? [id] : []))
}

/**
 * Tells webhooks what waits for them. One that does not take it is told again for three days, with the same id, so that
 * what arrives twice after a crash is known as one. Any number of loops may run.
 */
export function startWebhooks(options: WebhookOptions): Loop {
  const { db, clock = () => new Date(), intervalMs = 1_000, log } = options
  /** What is under way, and to which webhook. */
  const running = new Map<Promise<void>, string>()

  const start = (delivery: DueDelivery): void => {
    const work = deliver(options, delivery, clock)
      .catch((error: unknown) => log.warn({ err: error }, 'what became of a webhook could not be written'))
      .finally(() => running.delete(work))
    running.set(work, delivery.webhookId)
  }

  const round = async (): Promise<boolean> => {
    const room = AT_ONCE - running.size
    const due = room > 0 ? await dueDeliveries(db, clock(), room, busyOf(running)) : []
    due.forEach(start)
    if (due.length > 0) return true
    if (running.size === 0) return false
    // An order's next event becomes due by the delivery of this one.
    await Promise.race([...running.keys(), sleep(intervalMs)])
    return true
  }
  const loop = repeat(round, {
    intervalMs,
    onError: (error) => log.warn({ err: error }, 'webhooks could not be read or written'),
  })
  return {
    stop: async () => {
      await loop.stop()
      await Promise.all(running.keys())
    },
  }
}
