import type { EntityManager } from '@mikro-orm/postgresql'
import { type WebhookType, webhookTypeOf } from '../../domain/webhook-types.ts'
import { newId } from '../../platform/ids.ts'
import { type Fragment, json, rows, sql, textArray } from '../sql.ts'

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

/** An order's events are numbered in the order of their transactions, so these take turns by the orders' rows. */
async function takeTurns(em: EntityManager, events: readonly NewWebhookEvent[]): Promise<void> {
  const ids = [...new Set(events.map(({ orderId }) => orderId).filter((id) => id !== null))]
  if (ids.length === 0) return
  // One order after the other: two who want the same ones never wait for each other.
  await rows(em, sql`select id from orders where id = any(${textArray(ids)}) order by id for no key update`)
}

/** How long a delivery is tried before it is given up. */
export const TRIED_FOR = sql`interval '3 days'`

/** Keeps one event, as `enqueueWebhooks` does. */
export function enqueueWebhook(em: EntityManager, event: NewWebhookEvent): Promise<void> {
  return enqueueWebhooks(em, [event])
}

/**
 * Keeps events, in this order, for every webhook that wants them, in the transaction of `em`: they are told exactly if
 * what they tell of has happened. Nothing is kept where nobody listens.
 */
export async function enqueueWebhooks(em: EntityManager, events: readonly NewWebhookEvent[]): Promise<void> {
  if (events.length === 0) return
  await takeTurns(em, events)
  const at = new Date().toISOString()
  const entries = events.map((event, position) => ({ at, ...event, id: newId(), position }))
  await rows(
    em,
    sql`with wanted as materialized (
          select w.*, coalesce(o.billing_system_id, w."billingSystemId") as system
          from jsonb_to_recordset(${json(entries)}) as w(id text, position integer, "orderId" text,
            "billingSystemId" text, type text, at timestamptz, data jsonb, occasion text)
          left join orders o on o.id = w."orderId"
        ), listener as materialized (
          ${listenersOf(sql`h.order_id = w."orderId"`)} union all
          ${listenersOf(sql`h.order_id is null and (h.billing_system_id is null or h.billing_system_id = w.system)`)}
        ), event as (
          insert into webhook_events (id, billing_system_id, order_id, type, at, data, occasion)
          select w.id, w.system, w."orderId", w.type, w.at, w.data, w.occasion from wanted w
          where w.id in (select event_id from listener) order by w.position
          on conflict (occasion) do nothing
          returning id, order_id, sequence
        )
        insert into webhook_deliveries
          (id, event_id, webhook_id, order_id, sequence, next_attempt_at, give_up_at)
        select replace(gen_random_uuid()::text, '-', ''), e.id, l.webhook_id, e.order_id, e.sequence,
          now(), now() + ${TRIED_FOR}
        from event e join listener l on l.event_id = e.id`,
  )
}

function listenersOf(hears: Fragment): Fragment {
  return sql`select w.id as event_id, h.id as webhook_id from wanted w join webhooks h on ${hears}
    where h.deleted_at is null and (h.events = '{}' or w.type = any(h.events))`
}

/** Keeps those of an order's new events that are told to others; `more` stands beside the order. */
export async function enqueueOrderEvents(
  em: EntityManager,
  orderId: string,
  events: readonly { name: string; at: string; more?: Record<string, unknown> }[],
  previous: Record<string, unknown> | null,
): Promise<void> {
  const told = events.flatMap(({ name, at, more = {} }) => {
    const type = webhookTypeOf(name)
    return type === null ? [] : [{ orderId, billingSystemId: null, type, at, data: { previous, ...more } }]
  })
  await enqueueWebhooks(em, told)
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
