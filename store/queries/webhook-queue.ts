import type { EntityManager } from '@mikro-orm/postgresql'
import { type WebhookType, webhookTypeOf } from '../../domain/webhook-types.ts'
import { newId } from '../../platform/ids.ts'
import { json, row, rows, sql } from '../sql.ts'

/** Something that billing systems are to be told. */
export interface NewWebhookEvent {
  /** Null for what concerns no single order. */
  orderId: string | null
  /** Whose webhooks hear it; an order's own may be left null. With neither, only the installation's hear it. */
  billingSystemId: string | null
  type: WebhookType
  /** `previous`: what other values fields of the order had before; everything else stands beside `order` as it is. */
  data: Record<string, unknown>
  /** RFC 3339; now if not given. */
  at?: string
  /** Asked for again by the same occasion, it is the same event. */
  occasion?: string
}

/**
 * An order's events are numbered in the order of their transactions, so these take turns by its row; that row also says
 * whose the order is.
 */
async function systemInTurn(em: EntityManager, event: NewWebhookEvent): Promise<string | null> {
  if (event.orderId === null) return event.billingSystemId
  const order = await row<{ system: string }>(
    em,
    sql`select billing_system_id as system from orders where id = ${event.orderId} for no key update`,
  )
  return order?.system ?? null
}

/** How long a delivery is tried before it is given up. */
export const TRIED_FOR = sql`interval '3 days'`

/**
 * Keeps an event for every webhook that wants it, in the transaction of `em`: it is told exactly if what it tells of
 * has happened. Nothing is kept where nobody listens.
 */
export async function enqueueWebhook(em: EntityManager, event: NewWebhookEvent): Promise<void> {
  const { orderId, type, data, at = new Date().toISOString(), occasion = null } = event
  const system = await systemInTurn(em, event)
  await rows(
    em,
    sql`with listener as materialized (
          select id, replace(gen_random_uuid()::text, '-', '') as delivery from webhooks
          where deleted_at is null and (events = '{}' or ${type} = any(events))
            and (order_id = ${orderId} or (order_id is null
              and (billing_system_id is null or billing_system_id = ${system})))
        ), event as (
          insert into webhook_events (id, billing_system_id, order_id, type, at, data, occasion)
          select ${newId()}, ${system}, ${orderId}, ${type}, ${at}::timestamptz, ${json(data)}, ${occasion}
          where exists (select from listener)
          on conflict (occasion) do nothing
          returning id, sequence
        )
        insert into webhook_deliveries
          (id, event_id, webhook_id, order_id, sequence, next_attempt_at, give_up_at)
        select l.delivery, e.id, l.id, ${orderId}, e.sequence, now(), now() + ${TRIED_FOR}
        from event e cross join listener l`,
  )
}

/** Keeps those of an order's new events that are told to others. */
export async function enqueueOrderEvents(
  em: EntityManager,
  orderId: string,
  events: readonly { name: string; at: string }[],
  previous: Record<string, unknown> | null,
): Promise<void> {
  for (const { name, at } of events) {
    const type = webhookTypeOf(name)
    if (type !== null) {
      await enqueueWebhook(em, { orderId, billingSystemId: null, type, at, data: { previous } })
    }
  }
}

/** Lets an order's callback URL hear of the order, from its first event on. */
export async function registerCallback(
  em: EntityManager,
  order: { id: string; billingSystemId: string; callbackUrl: string | null },
): Promise<void> {
  if (order.callbackUrl === null) return
  await rows(
    em,
    sql`insert into webhooks (id, billing_system_id, order_id, url)
        values (${newId()}, ${order.billingSystemId}, ${order.id}, ${order.callbackUrl})`,
  )
}
