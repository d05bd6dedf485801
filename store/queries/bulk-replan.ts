import { newId } from '../../platform/ids.ts'
import type { Database } from '../database.ts'
import { rows, sql } from '../sql.ts'

/** Has every open order, or those of one product, read again what is planned for it: the settings it goes by changed. */
export async function requestReplan(db: Database, { productCode }: { productCode?: string }): Promise<void> {
  const id = newId()
  await rows(
    db.em(),
    sql`with job as (
          insert into bulk_jobs (id, action, body, actor)
          values (${id}, 'replan', '{}', '{"role": "system", "id": null}') returning id
        )
        insert into bulk_items (job_id, order_id, command_id, arguments, due_at)
        select job.id, o.id, job.id || ':' || o.id, '{}', now()
        from job, orders o join order_view v on v.order_id = o.id
        where v.state not in ('cancelled', 'rejected', 'ended')
          and ${productCode === undefined ? sql`true` : sql`o.product ->> 'code' = ${productCode}`}`,
  )
}

/** Orders to be told now, for this caller alone: those that he does not call told are due again a minute later. */
export async function dueReplans(
  db: Database,
  limit: number,
  now: Date,
): Promise<{ id: string; orderId: string }[]> {
  return rows<{ id: string; orderId: string }>(
    db.em(),
    sql`with due as (
          select i.command_id from bulk_items i join bulk_jobs j on j.id = i.job_id
          where i.state = 'planned' and i.due_at <= ${now}::timestamptz and j.action = 'replan'
          order by i.due_at limit ${limit} for update of i skip locked
        )
        update bulk_items i set due_at = ${now}::timestamptz + interval '1 minute'
        from due where i.command_id = due.command_id
        returning i.command_id as id, i.order_id as "orderId"`,
  )
}

/** The order has it. */
export async function replanTold(db: Database, id: string): Promise<void> {
  await rows(db.em(), sql`update bulk_items set state = 'sent' where command_id = ${id}`)
}
