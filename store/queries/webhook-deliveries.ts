import type { Database } from '../database.ts'
import { isoOf, row, rows, sql, textArray } from '../sql.ts'
import { TRIED_FOR } from './webhook-queue.ts'

/** A delivery that is due, with all that telling it takes but the order. */
export interface DueDelivery {
  id: string
  webhookId: string
  /** The `webhook-id`: the same at every attempt. */
  eventId: string
  type: string
  /** RFC 3339. */
  at: string
  sequence: number
  orderId: string | null
  data: Record<string, unknown>
  url: string
  /** Sealed: of the webhook itself, or for an order's callback of its billing system. */
  sealedSecret: string | null
  isCallback: boolean
  billingSystemId: string | null
  /** This attempt included. */
  attempts: number
}

type DueRow = DueDelivery & Record<string, unknown>

/** How long a taken delivery is its taker's: longer than an attempt lasts. */
const LEASE = sql`interval '1 minute'`

/** Of one webhook this many are taken at once, so that a slow one leaves room for others. */
export const MOST_OF_ONE_WEBHOOK = 5

/**
 * Deliveries that are due, for this caller alone. One order's events are told to a webhook one after the other: the next
 * one waits until the one before is delivered or given up. One of which nothing is heard is due again after the lease.
 * @param busy webhooks that are to be left alone for now
 */
export async function dueDeliveries(
  db: Database,
  now: Date,
  limit: number,
  busy: readonly string[] = [],
): Promise<DueDelivery[]> {
  const due = await rows<DueRow>(
    db.em(),
    sql`with ranked as (
          select d.id, row_number() over (partition by d.webhook_id order by d.next_attempt_at, d.sequence) as place
          from webhook_deliveries d
          where d.state = 'pending' and d.next_attempt_at <= ${now}::timestamptz
            and d.webhook_id <> all(${textArray(busy)})
            and not exists (select 1 from webhook_deliveries b where b.state = 'pending'
              and b.webhook_id = d.webhook_id and b.order_id = d.order_id and b.sequence < d.sequence)
        ), due as (
          select d.id from webhook_deliveries d join ranked r on r.id = d.id
          where r.place <= ${MOST_OF_ONE_WEBHOOK} and d.state = 'pending'
            and d.next_attempt_at <= ${now}::timestamptz
          order by d.next_attempt_at, d.sequence limit ${limit} for update of d skip locked
        ), taken as (
          update webhook_deliveries d set attempts = d.attempts + 1, last_attempt_at = ${now}::timestamptz,
            next_attempt_at = ${now}::timestamptz + ${LEASE}
          from due where d.id = due.id returning d.*
        )
        select t.id, t.webhook_id as "webhookId", t.event_id as "eventId", e.type, e.at, e.sequence::float8 as sequence,
          e.order_id as "orderId", e.data, w.url, coalesce(w.secret, s.secret) as "sealedSecret",
          w.order_id is not null as "isCallback", w.billing_system_id as "billingSystemId", t.attempts
        from taken t join webhook_events e on e.id = t.event_id join webhooks w on w.id = t.webhook_id
          left join billing_systems s on s.id = w.billing_system_id and w.order_id is not null
        order by t.sequence`,
  )
  return due.map((delivery) => ({ ...delivery, at: isoOf(delivery.at) }))
}

export async function deliveryDone(db: Database, id: string, status: number | null): Promise<void> {
  await rows(
    db.em(),
    sql`update webhook_deliveries set state = 'delivered', last_status = ${status}::int, last_problem = null
        where id = ${id}`,
  )
}

/**
 * Due again after 10 s, 20 s, … up to an hour; after three days it is given up, and stays visible.
 * @returns whether it is given up
 */
export async function deliveryFailed(
  db: Database,
  id: string,
  now: Date,
  why: { status: number | null; problem: string },
): Promise<boolean> {
  const failed = await row<{ state: string }>(
    db.em(),
    sql`update webhook_deliveries set last_status = ${why.status}::int, last_problem = ${why.problem},
          state = case when give_up_at <= ${now}::timestamptz then 'given-up' else 'pending' end,
          next_attempt_at = ${now}::timestamptz
            + least(interval '1 hour', interval '5 seconds' * power(2, least(attempts, 12)))
        where id = ${id} and state = 'pending' returning state`,
  )
  return failed?.state === 'given-up'
}

/** Nobody is to be told any more: the webhook is gone. */
export async function dropPending(db: Database, webhookId: string): Promise<void> {
  await rows(
    db.em(),
    sql`update webhook_deliveries set state = 'given-up', last_problem = 'webhook-deleted'
        where webhook_id = ${webhookId} and state = 'pending'`,
  )
}

/** Makes a delivery due now, and to be tried for three days from now. False: there is none such of this webhook. */
export async function redeliver(db: Database, webhookId: string, deliveryId: string): Promise<boolean> {
  const again = await row(
    db.em(),
    sql`update webhook_deliveries set state = 'pending', attempts = 0, next_attempt_at = now(),
          give_up_at = now() + ${TRIED_FOR}
        where id = ${deliveryId} and webhook_id = ${webhookId} returning id`,
  )
  return again !== null
}

/**
 * What a billing system must not miss although it was away for longer than a delivery is tried: the last word on each
 * order, which carries the order as it is then, and every invoice that was asked for (row M14).
 */
const NOT_TO_BE_MISSED = sql`exists (select from webhooks w where w.id = d.webhook_id and w.deleted_at is null)
  and (exists (select from webhook_events e where e.id = d.event_id and e.type = 'invoice.needed')
    or not exists (select from webhook_deliveries b where b.webhook_id = d.webhook_id and b.order_id = d.order_id
      and b.sequence > d.sequence))`

/** Once a day, each try for an hour: what was given up and must not be missed is told again. @returns how much of it */
export async function retellGivenUp(db: Database, now: Date): Promise<number> {
  const again = await rows(
    db.em(),
    sql`update webhook_deliveries d set state = 'pending', next_attempt_at = ${now}::timestamptz,
          give_up_at = ${now}::timestamptz + interval '1 hour'
        where d.state = 'given-up' and d.last_attempt_at < ${now}::timestamptz - interval '1 day'
          and ${NOT_TO_BE_MISSED} returning d.id`,
  )
  return again.length
}

/** Tells what waits of one order now, and what was given up and must not be missed. */
export async function retellOrder(db: Database, orderId: string, now: Date): Promise<void> {
  await rows(
    db.em(),
    sql`update webhook_deliveries d set state = 'pending', next_attempt_at = ${now}::timestamptz,
          give_up_at = greatest(give_up_at, ${now}::timestamptz + ${TRIED_FOR})
        where d.order_id = ${orderId} and (d.state = 'pending' or (d.state = 'given-up' and ${NOT_TO_BE_MISSED}))`,
  )
}
