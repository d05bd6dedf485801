import type { EntityManager } from '@mikro-orm/postgresql'
import type { CaTaskKind, CaTaskResult } from '../../domain/ca-task.ts'
import type { Actor } from '../../domain/command.ts'
import { newId } from '../../platform/ids.ts'
import type { Database } from '../database.ts'
import { type Fragment, isoOf, json, rows, sql, textArray } from '../sql.ts'
import type { Tenant } from '../tenant.ts'
import type { ManualOrderKey } from './manual-orders.ts'

/** What an admin is to do at a CA without an API. */
export interface CaTask extends ManualOrderKey {
  id: string
  orderId: string
  accountName: string
  /** Whose task it is; null where the account names none. */
  department: string | null
  kind: CaTaskKind
  /** Of the certificate that is revoked; null with the other kinds. */
  serialNumber: string | null
  request: Record<string, unknown>
  createdAt: string
}

/** Opens a task; where one of its kind is open already, that one stands. */
export async function openCaTask(
  em: EntityManager,
  { caAccountId, caOrderId }: ManualOrderKey,
  task: { kind: CaTaskKind; serialNumber?: string; request: object },
  at: Date,
): Promise<void> {
  await rows(
    em,
    sql`insert into ca_tasks (id, ca_account_id, ca_order_id, kind, serial_number, request, created_at)
        values (${newId()}, ${caAccountId}, ${caOrderId}, ${task.kind}, ${task.serialNumber ?? ''},
          ${json(task.request)}, ${at}::timestamptz)
        on conflict do nothing`,
  )
}

/** Closes what is open of these kinds. */
export async function closeCaTasks(
  em: EntityManager,
  { caAccountId, caOrderId }: ManualOrderKey,
  kinds: readonly CaTaskKind[],
  closed: { result: CaTaskResult; by: Actor | null; at: Date },
): Promise<void> {
  await rows(
    em,
    sql`update ca_tasks set closed_at = ${closed.at}::timestamptz, result = ${closed.result}, closed_by = ${json(closed.by)}
        where ca_account_id = ${caAccountId} and ca_order_id = ${caOrderId} and kind = any(${textArray(kinds)})
          and closed_at is null`,
  )
}

/** Closes one task. @returns false where it is closed already */
export async function closeCaTask(
  em: EntityManager,
  id: string,
  closed: { result: CaTaskResult; by: Actor; at: Date },
): Promise<boolean> {
  const done = await rows(
    em,
    sql`update ca_tasks set closed_at = ${closed.at}::timestamptz, result = ${closed.result}, closed_by = ${json(closed.by)}
        where id = ${id} and closed_at is null returning id`,
  )
  return done.length > 0
}

/** The customer's label is the order's id but where the key lies in SimplySign: our own books know those. */
const TASKS = sql`select t.id, t.ca_account_id as "caAccountId", t.ca_order_id as "caOrderId", o.id as "orderId",
    a.name as "accountName", a.department, t.kind, nullif(t.serial_number, '') as "serialNumber", t.request,
    t.created_at as "createdAt"
  from ca_tasks t
  join manual_orders m on m.ca_account_id = t.ca_account_id and m.ca_order_id = t.ca_order_id
  join ca_accounts a on a.id = t.ca_account_id
  left join ca_orders c on c.ca_account_id = t.ca_account_id and c.ca_order_id = t.ca_order_id
  join orders o on o.id = coalesce(c.order_id, m.customer_label)
  where t.closed_at is null`

async function tasksWhere(
  db: Database,
  tenant: Tenant,
  condition: Fragment,
  limit: number,
): Promise<CaTask[]> {
  const { billingSystemId } = tenant
  const found = await rows<CaTask & Record<string, unknown>>(
    db.em(),
    sql`${TASKS} and (${billingSystemId}::text is null or o.billing_system_id = ${billingSystemId}) and ${condition}
        order by t.created_at limit ${limit}`,
  )
  return found.map((task) => ({ ...task, createdAt: isoOf(task.createdAt) }))
}

/** What is open, oldest first. */
export async function openCaTasks(db: Database, tenant: Tenant, limit: number): Promise<CaTask[]> {
  return tasksWhere(db, tenant, sql`true`, limit)
}

/** An open task, or null. */
export async function openCaTaskById(db: Database, tenant: Tenant, id: string): Promise<CaTask | null> {
  return (await tasksWhere(db, tenant, sql`t.id = ${id}`, 1))[0] ?? null
}
