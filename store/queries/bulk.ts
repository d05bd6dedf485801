import type { BulkAction } from '../../domain/bulk.ts'
import type { Actor } from '../../domain/command.ts'
import { newId } from '../../platform/ids.ts'
import type { Database } from '../database.ts'
import { isoOf, joined, json, row, rows, sql, textArray } from '../sql.ts'
import type { Tenant } from '../tenant.ts'
import { type CertificateFilter, certificateConditions } from './certificate-filter.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'

/** One order, or one certificate of it, that a job sends a command to. */
export interface BulkItem {
  orderId: string
  serialNumber: string | null
  arguments: Record<string, unknown>
  dueAt: Date
}

export interface NewBulkJob {
  id: string
  billingSystemId: string | null
  /** `replan` tells orders to read their plans again; only we ask for it. */
  action: BulkAction | 'replan'
  body: unknown
  actor: Actor
}

const AT_ONCE = 500

/** Keeps a job with all its items, or nothing of it. One whose id is known is left as it is. */
export async function insertBulkJob(
  db: Database,
  job: NewBulkJob,
  items: readonly BulkItem[],
): Promise<void> {
  await db.em().transactional(async (em) => {
    const made = await row(
      em,
      sql`insert into bulk_jobs (id, billing_system_id, action, body, actor)
          values (${job.id}, ${job.billingSystemId}, ${job.action}, ${json(job.body)}, ${json(job.actor)})
          on conflict (id) do nothing returning id`,
    )
    if (made === null) return
    for (let start = 0; start < items.length; start += AT_ONCE) {
      const page = items.slice(start, start + AT_ONCE).map((item) => ({ ...item, commandId: newId() }))
      await rows(
        em,
        sql`insert into bulk_items (job_id, order_id, serial_number, command_id, arguments, due_at)
            select ${job.id}, i."orderId", coalesce(i."serialNumber", ''), i."commandId", i.arguments, i."dueAt"
            from jsonb_to_recordset(${json(page)}) as i("orderId" text, "serialNumber" text, "commandId" text,
              arguments jsonb, "dueAt" timestamptz)`,
      )
    }
  })
}

/**
 * Makes commands of items that are due, at most `limit`, in one statement: whatever crashes, each becomes one command
 * once, and any number of processes may do it. A reissue takes what was configured last by then.
 * @returns how many were sent
 */
export async function sendDueItems(db: Database, limit: number, now: Date): Promise<number> {
  const [sent] = await rows<{ count: number }>(
    db.em(),
    sql`with due as (
          select i.job_id, i.order_id, i.serial_number, i.command_id, i.arguments, j.action, j.actor
          from bulk_items i join bulk_jobs j on j.id = i.job_id
          where i.state = 'planned' and i.due_at <= ${now}::timestamptz and j.action <> 'replan'
          order by i.due_at, i.order_id limit ${limit} for update of i skip locked
        ), kept as (
          insert into commands (id, billing_system_id, order_id, name, actor, body, arguments, next_delivery_at)
          select d.command_id, o.billing_system_id, d.order_id, d.action, d.actor,
            jsonb_build_object('bulk', d.job_id) || d.arguments,
            d.arguments || case when d.action = 'reissue' then jsonb_build_object('configurationId', (
              select f.id from configurations f where f.order_id = d.order_id order by f.created_at desc limit 1))
              else '{}' end,
            now()
          from due d join orders o on o.id = d.order_id
          on conflict (id) do nothing
        ), told as (
          update bulk_items i set state = 'sent' from due d where i.command_id = d.command_id returning 1
        )
        select count(*)::int as count from told`,
  )
  return sent?.count ?? 0
}

export interface BulkProgress extends Record<string, unknown> {
  id: string
  action: string
  total: number
  /** Not yet due. */
  planned: number
  done: number
  refused: number
  /** Not taken by the order's workflow after many tries. */
  failed: number
  /** Called off before they were due. */
  stopped: number
  createdAt: string
}

/** After so many deliveries a person has to look. */
const MANY_DELIVERIES = 20

/** How far a job has come, or null where it is unknown or another tenant's. */
export async function bulkProgress(db: Database, tenant: Tenant, id: string): Promise<BulkProgress | null> {
  const own = tenant.billingSystemId
  const found = await row<BulkProgress>(
    db.em(),
    sql`select j.id, j.action, j.created_at as "createdAt", count(i.order_id)::int as total,
          (count(*) filter (where i.state = 'planned'))::int as planned,
          (count(*) filter (where k.state = 'done'))::int as done,
          (count(*) filter (where k.state = 'refused'))::int as refused,
          (count(*) filter (where k.state = 'accepted' and k.deliveries >= ${MANY_DELIVERIES}
            and k.delivered_at is null))::int as failed,
          (count(*) filter (where i.state = 'stopped'))::int as stopped
        from bulk_jobs j left join bulk_items i on i.job_id = j.id left join commands k on k.id = i.command_id
        where j.id = ${id} and j.action <> 'replan'
          and ${own === null ? sql`true` : sql`j.billing_system_id = ${own}`}
        group by j.id`,
  )
  return found === null ? null : { ...found, createdAt: isoOf(found.createdAt) }
}

/** Calls off what a job has not sent yet; what is sent goes on. @returns how many were called off */
export async function stopBulkJob(db: Database, id: string): Promise<number> {
  const stopped = await rows(
    db.em(),
    sql`update bulk_items set state = 'stopped' where job_id = ${id} and state = 'planned' returning 1`,
  )
  return stopped.length
}

export interface BulkItemState extends Record<string, unknown> {
  orderId: string
  serialNumber: string | null
  commandId: string
  state: 'planned' | 'stopped' | 'accepted' | 'done' | 'refused'
  dueAt: string
}

function isPlace(parts: readonly unknown[]): parts is readonly [string, string] {
  return parts.length === 2 && parts.every((part) => typeof part === 'string')
}

/** A job's items by order. @throws {CertloomError} `invalid-input` at `/cursor` */
export async function bulkItems(
  db: Database,
  jobId: string,
  { cursor, limit = 50 }: { cursor?: string | undefined; limit?: number | undefined },
): Promise<{ items: BulkItemState[]; nextCursor: string | null }> {
  const [order, serial] = cursor === undefined ? ['', ''] : decodeCursor(cursor, isPlace)
  const found = await rows<BulkItemState>(
    db.em(),
    sql`select i.order_id as "orderId", nullif(i.serial_number, '') as "serialNumber",
          i.command_id as "commandId", i.due_at as "dueAt", coalesce(k.state, i.state) as state
        from bulk_items i left join commands k on k.id = i.command_id
        where i.job_id = ${jobId} and (i.order_id, i.serial_number) > (${order}::text, ${serial}::text)
        order by i.order_id, i.serial_number limit ${limit + 1}`,
  )
  const items = found.slice(0, limit).map((item) => ({ ...item, dueAt: isoOf(item.dueAt) }))
  const last = items.at(-1)
  const hasMore = found.length > limit && last !== undefined
  return { items, nextCursor: hasMore ? encodeCursor([last.orderId, last.serialNumber ?? '']) : null }
}

/** What of these orders an action could be done to. */
export interface BulkTarget extends Record<string, unknown> {
  orderId: string
  hasConfiguration: boolean
  /** Of valid certificates that the filter wants, the newest last. */
  serialNumbers: string[]
}

/** Configurations and wanted certificates of a page of orders. */
export async function bulkTargets(
  db: Database,
  orderIds: readonly string[],
  filter: CertificateFilter,
): Promise<Map<string, BulkTarget>> {
  const found = await rows<BulkTarget>(
    db.em(),
    sql`select o.id as "orderId", exists (select 1 from configurations f where f.order_id = o.id) as "hasConfiguration",
          array(select k.serial_number from certificates k
            where k.order_id = o.id and ${joined(certificateConditions(filter), 'and')}
            order by k.not_before, k.serial_number) as "serialNumbers"
        from orders o where o.id = any(${textArray(orderIds)})`,
  )
  return new Map(found.map((target) => [target.orderId, target]))
}

/** How many calls a second each CA account takes. */
export async function callRates(db: Database): Promise<Map<string, number>> {
  const found = await rows<{ id: string; rate: number }>(
    db.em(),
    sql`select id, calls_per_second as rate from ca_accounts`,
  )
  return new Map(found.map(({ id, rate }) => [id, rate]))
}

/** The key of a certificate of the tenant's, or null. */
export async function keyOfCertificate(
  db: Database,
  tenant: Tenant,
  { orderId, serialNumber }: { orderId: string; serialNumber: string },
): Promise<string | null> {
  const own = tenant.billingSystemId
  const found = await row<{ key: string | null }>(
    db.em(),
    sql`select k.spki_sha256 as key from certificates k join orders o on o.id = k.order_id
        where k.order_id = ${orderId} and k.serial_number = ${serialNumber}
          and ${own === null ? sql`true` : sql`o.billing_system_id = ${own}`}`,
  )
  return found?.key ?? null
}
