import { newId } from '../../platform/ids.ts'
import type { KeyRing } from '../../platform/secrets.ts'
import type { Database } from '../database.ts'
import { isoOf, row, rows, sql, textArray } from '../sql.ts'
import type { Tenant } from '../tenant.ts'
import { WEBHOOK_SECRET_PURPOSE } from './billing-systems.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'
import { dropPending } from './webhook-deliveries.ts'

export interface WebhookRow {
  id: string
  url: string
  events: string[]
  /** Of a callback URL; null for a webhook of all orders. */
  orderId: string | null
  createdAt: string
}

export interface DeliveryRow {
  id: string
  /** The `webhook-id` it is told with. */
  event: string
  type: string
  sequence: number
  order: string | null
  state: 'pending' | 'delivered' | 'given-up'
  attempts: number
  at: string
  lastAttemptAt: string | null
  nextAttemptAt: string | null
  lastStatus: number | null
  lastProblem: string | null
}

const COLUMNS = sql`w.id, w.url, w.events, w.order_id as "orderId", w.created_at as "createdAt"`

/** A tenant's own webhooks; the installation's are those of no billing system. */
function ownedBy({ billingSystemId }: Tenant) {
  return sql`w.deleted_at is null and w.billing_system_id is not distinct from ${billingSystemId}`
}

function webhookOf(found: WebhookRow): WebhookRow {
  return { ...found, createdAt: isoOf(found.createdAt) }
}

/** The tenant's webhooks, the oldest first; with an order, the callback of that order alone. */
export async function listWebhooks(
  db: Database,
  tenant: Tenant,
  orderId: string | null,
): Promise<WebhookRow[]> {
  const found = await rows<WebhookRow & Record<string, unknown>>(
    db.em(),
    sql`select ${COLUMNS} from webhooks w
        where ${ownedBy(tenant)} and w.order_id is not distinct from ${orderId} order by w.created_at, w.id`,
  )
  return found.map(webhookOf)
}

/** A webhook as admins see it: whose it is, what waits for it, and how the last attempt went. */
export interface WebhookOfAdmins extends WebhookRow {
  /** Null for the installation's own. */
  billingSystemId: string | null
  billingSystem: string | null
  waiting: number
  lastState: DeliveryRow['state'] | null
  lastAttemptAt: string | null
  lastProblem: string | null
}

/** The webhooks of all tenants, the installation's own first; callbacks of single orders are not among them. */
export async function everyWebhook(db: Database): Promise<WebhookOfAdmins[]> {
  const found = await rows<WebhookOfAdmins & Record<string, unknown>>(
    db.em(),
    sql`select ${COLUMNS}, w.billing_system_id as "billingSystemId", b.name as "billingSystem",
          (select count(*)::int from webhook_deliveries d
            where d.webhook_id = w.id and d.state = 'pending') as waiting,
          last.state as "lastState", last.last_attempt_at as "lastAttemptAt", last.last_problem as "lastProblem"
        from webhooks w left join billing_systems b on b.id = w.billing_system_id
          left join lateral (select d.state, d.last_attempt_at, d.last_problem from webhook_deliveries d
            where d.webhook_id = w.id and d.last_attempt_at is not null order by d.sequence desc limit 1) last on true
        where w.deleted_at is null and w.order_id is null
        order by b.name nulls first, w.created_at, w.id`,
  )
  return found.map((webhook) => ({
    ...webhook,
    createdAt: isoOf(webhook.createdAt),
    lastAttemptAt: webhook.lastAttemptAt === null ? null : isoOf(webhook.lastAttemptAt),
  }))
}

/** Adds a webhook, or with an id that is there brings it up to date. The secret is sealed here. */
export async function putWebhook(
  db: Database,
  keyRing: KeyRing,
  tenant: Tenant,
  webhook: { id?: string; url: string; events: readonly string[]; secret: string },
): Promise<WebhookRow> {
  const { id = newId(), url, events, secret } = webhook
  const sealed = keyRing.seal(WEBHOOK_SECRET_PURPOSE, secret)
  const put = await row<WebhookRow & Record<string, unknown>>(
    db.em(),
    sql`insert into webhooks as w (id, billing_system_id, url, events, secret)
        values (${id}, ${tenant.billingSystemId}, ${url}, ${textArray(events)}, ${sealed})
        on conflict (id) do update set url = excluded.url, events = excluded.events, secret = excluded.secret
        returning ${COLUMNS}`,
  )
  if (put === null) throw new Error('the webhook was not kept')
  return webhookOf(put)
}

/** The tenant's webhook, or null where it is unknown, deleted or another tenant's. */
export async function webhookById(db: Database, tenant: Tenant, id: string): Promise<WebhookRow | null> {
  const found = await row<WebhookRow & Record<string, unknown>>(
    db.em(),
    sql`select ${COLUMNS} from webhooks w where w.id = ${id} and ${ownedBy(tenant)}`,
  )
  return found === null ? null : webhookOf(found)
}

/** Nobody is told by it any more, also not what waits. False: there is none such. */
export async function deleteWebhook(db: Database, tenant: Tenant, id: string): Promise<boolean> {
  const deleted = await row(
    db.em(),
    sql`update webhooks w set deleted_at = now() where w.id = ${id} and ${ownedBy(tenant)} returning w.id`,
  )
  if (deleted === null) return false
  await dropPending(db, id)
  return true
}

function isPlace(parts: readonly unknown[]): parts is readonly [number] {
  return parts.length === 1 && Number.isSafeInteger(parts[0])
}

/**
 * What a webhook was told or is to be told, newest first.
 * @throws {CertloomError} `invalid-input` at `/cursor`
 */
export async function deliveriesOf(
  db: Database,
  webhookId: string,
  page: { cursor?: string | undefined; limit?: number | undefined },
): Promise<{ items: DeliveryRow[]; nextCursor: string | null }> {
  const limit = page.limit ?? 50
  const [before] =
    page.cursor === undefined || page.cursor === ''
      ? [Number.MAX_SAFE_INTEGER]
      : decodeCursor(page.cursor, isPlace)
  const found = await rows<DeliveryRow & Record<string, unknown>>(
    db.em(),
    sql`select d.id, e.id as event, e.type, e.sequence::float8 as sequence, e.order_id as "order", d.state,
          d.attempts, e.at, d.last_attempt_at as "lastAttemptAt",
          case when d.state = 'pending' then d.next_attempt_at end as "nextAttemptAt",
          d.last_status as "lastStatus", d.last_problem as "lastProblem"
        from webhook_deliveries d join webhook_events e on e.id = d.event_id
        where d.webhook_id = ${webhookId} and d.sequence < ${before}
        order by d.sequence desc limit ${limit + 1}`,
  )
  const items = found.slice(0, limit).map((delivery) => ({
    ...delivery,
    at: isoOf(delivery.at),
    lastAttemptAt: delivery.lastAttemptAt === null ? null : isoOf(delivery.lastAttemptAt),
    nextAttemptAt: delivery.nextAttemptAt === null ? null : isoOf(delivery.nextAttemptAt),
  }))
  const last = items.at(-1)
  return { items, nextCursor: found.length > limit && last ? encodeCursor([last.sequence]) : null }
}
