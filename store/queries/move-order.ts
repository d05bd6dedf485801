import type { Actor } from '../../domain/command.ts'
import type { EventDetails, EventName } from '../../domain/events.ts'
import type { Database } from '../database.ts'
import { json, row, rows, sql } from '../sql.ts'

export interface KnownCustomer {
  id: string
  reference: string
  name: string
  email: string
}

/** Customers of a billing system by their reference, or else by their e-mail address. */
export async function customersBy(
  db: Database,
  billingSystemId: string,
  text: string,
): Promise<KnownCustomer[]> {
  return rows<KnownCustomer & Record<string, unknown>>(
    db.em(),
    sql`select id, reference, first_name || ' ' || last_name as name, email from customers
        where billing_system_id = ${billingSystemId} and (reference = ${text} or lower(email) = lower(${text}))
        order by (reference = ${text}) desc, reference limit 20`,
  )
}

const MOVED: EventName = 'order.moved'

/**
 * Gives the order to another customer, and makes worthless what would still let the earlier one in. The order's history
 * says so. False where it is theirs already.
 */
export async function moveOrder(
  db: Database,
  move: { orderId: string; customerId: string; actor: Actor; details: EventDetails },
): Promise<boolean> {
  const { orderId, customerId, actor, details } = move
  const moved = await row(
    db.em(),
    sql`with moved as (
          update orders set customer_id = ${customerId}
          where id = ${orderId} and customer_id <> ${customerId} returning id
        ), links as (
          update client_links l set used_at = now() from moved
          where l.order_id = moved.id and l.used_at is null
        ), place as (
          select e.order_id, max(e.sequence) as sequence from order_events e join moved on moved.id = e.order_id
          group by e.order_id
        )
        insert into order_events (order_id, sequence, position, at, name, actor, details)
        select moved.id, coalesce(place.sequence, 0),
          1 + coalesce((select max(position) from order_events e
            where e.order_id = moved.id and e.sequence = place.sequence), 0),
          now(), ${MOVED}, ${json(actor)}, ${json(details)}
        from moved left join place on place.order_id = moved.id
        returning order_id`,
  )
  return moved !== null
}
