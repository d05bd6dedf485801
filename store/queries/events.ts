import type { Actor } from '../../domain/command.ts'
import type { EventDetails, EventName } from '../../domain/events.ts'
import type { Database } from '../database.ts'
import { type Fragment, isoOf, json, row, rows, sql } from '../sql.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'

/** Something that happened to an order. `at` is RFC 3339. */
export interface NewOrderEvent {
  name: EventName
  actor: Actor
  at: string
  details: EventDetails
}

/** One that is kept: an earlier release may have written other names and details. */
export interface OrderEvent {
  name: string
  actor: Actor
  at: string
  details: Record<string, unknown>
  sequence: number
  position: number
}

/** Inserts events of one step of an order; those of a step that is known stay as they are. */
export function eventsInsert(orderId: string, sequence: number, events: readonly NewOrderEvent[]): Fragment {
  return sql`insert into order_events (order_id, sequence, position, at, name, actor, details)
    select ${orderId}, ${sequence}, e.position - 1, (e.event ->> 'at')::timestamptz, e.event ->> 'name',
      e.event -> 'actor', e.event -> 'details'
    from jsonb_array_elements(${json(events)}) with ordinality as e(event, position)
    on conflict do nothing`
}

function isPlace(parts: readonly unknown[]): parts is readonly [number, number] {
  const isNumber = (part: unknown): boolean => Number.isInteger(part) && Math.abs(Number(part)) < 2 ** 31
  return parts.length === 2 && parts.every(isNumber)
}

/** When the order last had an event of this name, RFC 3339; null for never. */
export async function lastEventAt(db: Database, orderId: string, name: EventName): Promise<string | null> {
  const found = await row<{ at: string | null }>(
    db.em(),
    sql`select max(at) as at from order_events where order_id = ${orderId} and name = ${name}`,
  )
  return found?.at == null ? null : isoOf(found.at)
}

/**
 * What happened to the order, newest first.
 * @throws {CertloomError} `invalid-input` at `/cursor`
 */
export async function orderEvents(
  db: Database,
  orderId: string,
  page: { cursor?: string | undefined; limit?: number | undefined },
): Promise<{ items: OrderEvent[]; nextCursor: string | null }> {
  const limit = page.limit ?? 50
  const [sequence, position] =
    page.cursor === undefined || page.cursor === '' ? [2 ** 31 - 1, 0] : decodeCursor(page.cursor, isPlace)
  const found = await rows<OrderEvent & Record<string, unknown>>(
    db.em(),
    sql`select sequence, position, at, name, actor, details from order_events
        where order_id = ${orderId} and (sequence, position) < (${sequence}, ${position})
        order by sequence desc, position desc limit ${limit + 1}`,
  )
  const items = found.slice(0, limit).map((event) => ({ ...event, at: isoOf(event.at) }))
  const last = items.at(-1)
  const hasMore = found.length > limit && last !== undefined
  return { items, nextCursor: hasMore ? encodeCursor([last.sequence, last.position]) : null }
}
