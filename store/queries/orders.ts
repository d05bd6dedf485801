import type { EntityManager } from '@mikro-orm/postgresql'
import { configurationCommandId } from '../../domain/command.ts'
import type { Database } from '../database.ts'
import { preparedRow } from '../prepared.ts'
import { row, rows, sql, textArray } from '../sql.ts'
import type { Tenant } from '../tenant.ts'
import { commandInsert } from './commands.ts'
import { configurationInsert } from './configurations.ts'
import { eventsInsert, type NewOrderEvent } from './events.ts'
import { customerUpsert, type NewOrder, orderInsert } from './order-facts.ts'
import {
  ORDER_COLUMNS,
  ORDER_TABLES,
  type OrderRecord,
  type OrderRow,
  recordOf,
  seenBy,
} from './order-record.ts'
import { replaceNames, viewInsert } from './view-columns.ts'
import { enqueueOrderEvents, registerCallback } from './webhook-queue.ts'

export type { NewOrder } from './order-facts.ts'
export type { OrderRecord } from './order-record.ts'

/**
 * How long the one who accepted a start has to hand it to the engine himself, before the relay takes it over.
 */
const START_GRACE_MS = 5_000

/** Rolls back the transaction of an order that is already there. */
class ReferenceTaken extends Error {}

async function insertOrder(em: EntityManager, order: NewOrder): Promise<void> {
  const customer = await row<{ id: string }>(em, customerUpsert(order.billingSystemId, order.customer))
  const inserted = await row(em, orderInsert(order, customer?.id ?? ''))
  if (inserted === null) throw new ReferenceTaken()
  await rows(em, viewInsert(order.id, order.firstView))
  await replaceNames(em, order.id, order.firstView.names)
  const at = new Date().toISOString()
  const event: NewOrderEvent = { name: 'order.created', actor: order.actor, at, details: {} }
  await rows(em, eventsInsert(order.id, 0, [event]))
  await registerCallback(em, order)
  await enqueueOrderEvents(em, order.id, [event], null)
  await rows(
    em,
    commandInsert({
      id: order.commandId,
      billingSystemId: order.billingSystemId,
      orderId: order.id,
      name: 'create',
      actor: order.actor,
      body: null,
      arguments: order.startArguments,
      graceMs: START_GRACE_MS,
    }),
  )
  await insertConfigurationAlong(em, order)
}

/** It travels with the start, so its command is there only to be asked what became of it. */
async function insertConfigurationAlong(em: EntityManager, order: NewOrder): Promise<void> {
  const { configuration } = order
  if (configuration === undefined) return
  await rows(em, configurationInsert(configuration))
  await rows(
    em,
    commandInsert({
      id: configurationCommandId(order.commandId),
      billingSystemId: order.billingSystemId,
      orderId: order.id,
      name: 'configure',
      actor: order.actor,
      body: null,
      arguments: { configurationId: configuration.id },
      isAcknowledged: true,
    }),
  )
}

async function orderByReference(db: Database, order: NewOrder): Promise<OrderRecord | null> {
  const found = await row<OrderRow>(
    db.em(),
    sql`select ${ORDER_COLUMNS} from ${ORDER_TABLES}
        where o.billing_system_id = ${order.billingSystemId} and o.reference = ${order.reference}`,
  )
  return found === null ? null : recordOf(found)
}

/**
 * Keeps a new order with its customer, its configuration if it came along, its first event, and the commands that
 * start its workflow and configure it: all of it or nothing. A reference that is taken changes nothing, not even the customer;
 * `sameBody` then tells a repeat from a clash.
 */
export async function createOrder(
  db: Database,
  order: NewOrder,
): Promise<
  { created: true; order: OrderRecord } | { created: false; sameBody: boolean; order: OrderRecord }
> {
  const created = await db
    .em()
    .transactional(async (em) => insertOrder(em, order))
    .then(() => true)
    .catch((error: unknown) => {
      if (error instanceof ReferenceTaken) return false
      throw error
    })
  const kept = await orderByReference(db, order)
  if (kept === null) throw new Error('the order was not kept')
  return created
    ? { created, order: kept }
    : { created, sameBody: kept.bodyHash === order.bodyHash, order: kept }
}

/** The order, or null where it is unknown or another tenant's. */
export async function orderById(db: Database, tenant: Tenant, id: string): Promise<OrderRecord | null> {
  const found = await preparedRow<OrderRow>(
    db,
    sql`select ${ORDER_COLUMNS} from ${ORDER_TABLES} where o.id = ${id} and ${seenBy(tenant)}`,
  )
  return found === null ? null : recordOf(found)
}

/** The order, or null where it is unknown or another customer's. */
export async function orderForCustomer(
  db: Database,
  customerId: string,
  id: string,
): Promise<OrderRecord | null> {
  const found = await preparedRow<OrderRow>(
    db,
    sql`select ${ORDER_COLUMNS} from ${ORDER_TABLES} where o.id = ${id} and o.customer_id = ${customerId}`,
  )
  return found === null ? null : recordOf(found)
}

/** The tenant's orders of these references; unknown ones are left out. */
export async function ordersByReferences(
  db: Database,
  tenant: Tenant,
  references: readonly string[],
): Promise<OrderRecord[]> {
  const found = await rows<OrderRow>(
    db.em(),
    sql`select ${ORDER_COLUMNS} from ${ORDER_TABLES}
        where o.reference = any(${textArray(references)}) and ${seenBy(tenant)} order by o.created_at, o.id`,
  )
  return found.map(recordOf)
}
