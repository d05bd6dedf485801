import type { EntityManager } from '@mikro-orm/postgresql'
import type { AlarmKind, StandingAlarm } from '../../domain/alarms.ts'
import { newId } from '../../platform/ids.ts'
import type { Database } from '../database.ts'
import { isoOf, json, row, rows, sql, textArray } from '../sql.ts'
import type { Tenant } from '../tenant.ts'
import { seenBy } from './order-record.ts'

/** An alarm as it was raised. */
export interface RaisedAlarm extends StandingAlarm {
  id: string
  raisedAt: string
  clearedAt: string | null
}

/** One of many web processes looks at a time; the others leave it to that one. */
const LOOKOUT = 0x0ce7_10a1

/** Runs `look` if nobody else does at this moment. @returns whether it ran */
export async function asOnlyLookout(
  db: Database,
  look: (em: EntityManager) => Promise<void>,
): Promise<boolean> {
  return db.em().transactional(async (em) => {
    const got = await row<{ got: boolean }>(em, sql`select pg_try_advisory_xact_lock(${LOOKOUT}) as got`)
    if (got?.got !== true) return false
    await look(em)
    return true
  })
}

/** Writes down what stands and was never told; gives those that are new. All of them share one mail to the admins. */
export async function raiseAlarms(
  em: EntityManager,
  standing: readonly StandingAlarm[],
  now: Date,
): Promise<RaisedAlarm[]> {
  if (standing.length === 0) return []
  const entries = standing.map((alarm) => ({ ...alarm, id: newId() }))
  return rows<RaisedAlarm & Record<string, unknown>>(
    em,
    sql`insert into alarms (id, subject, kind, step, order_id, raised_at, message_id)
        select a.id, a.subject, a.kind, a.step, a."orderId", ${now}::timestamptz, ${newId()}
        from jsonb_to_recordset(${json(entries)}) as a(id text, subject text, kind text, step text, "orderId" text)
        on conflict (subject, kind, step) do nothing
        returning id, subject, kind, step, order_id as "orderId", raised_at as "raisedAt", null as "clearedAt"`,
  )
}

/** Clears what stands no more; gives the last of each thing that is over. */
export async function clearAlarms(
  em: EntityManager,
  standing: readonly StandingAlarm[],
  now: Date,
): Promise<RaisedAlarm[]> {
  const kept = standing.map(({ kind, subject }) => ({ kind, subject }))
  return rows<RaisedAlarm & Record<string, unknown>>(
    em,
    sql`update alarms a set cleared_at = ${now}::timestamptz
        where cleared_at is null and not exists (
          select 1 from jsonb_to_recordset(${json(kept)}) as k(kind text, subject text)
          where k.kind = a.kind and k.subject = a.subject)
        returning id, subject, kind, step, order_id as "orderId", raised_at as "raisedAt", cleared_at as "clearedAt"`,
  )
}

/** These are not for the admins' mail: they stand in the list, and the client is told. */
export async function silenceForAdmins(em: EntityManager, ids: readonly string[], now: Date): Promise<void> {
  if (ids.length === 0) return
  await rows(em, sql`update alarms set mailed_at = ${now}::timestamptz where id = any(${textArray(ids)})`)
}

/** What the admins are still to be told by mail, one mail's worth. */
export async function alarmsToMail(
  db: Database,
): Promise<{ messageId: string; alarms: RaisedAlarm[] } | null> {
  const found = await rows<RaisedAlarm & { messageId: string } & Record<string, unknown>>(
    db.em(),
    sql`select id, subject, kind, step, order_id as "orderId", raised_at as "raisedAt", cleared_at as "clearedAt",
          message_id as "messageId"
        from alarms where mailed_at is null and message_id = (
          select message_id from alarms where mailed_at is null order by raised_at limit 1)
        order by kind, subject`,
  )
  const messageId = found[0]?.messageId
  return messageId === undefined ? null : { messageId, alarms: found }
}

export async function alarmsMailed(db: Database, messageId: string, at: Date): Promise<void> {
  await rows(
    db.em(),
    sql`update alarms set mailed_at = ${at}::timestamptz where message_id = ${messageId} and mailed_at is null`,
  )
}

/** What stands, newest first: of this tenant's orders, and of the installation. */
export async function openAlarms(db: Database, tenant: Tenant, limit: number): Promise<RaisedAlarm[]> {
  const found = await rows<RaisedAlarm & Record<string, unknown>>(
    db.em(),
    sql`select distinct on (kind, subject) id, subject, kind, step, order_id as "orderId", raised_at as "raisedAt",
          cleared_at as "clearedAt"
        from alarms a where cleared_at is null and (order_id is null
            or exists (select from orders o where o.id = a.order_id and ${seenBy(tenant)}))
          order by kind, subject, raised_at desc limit ${limit}`,
  )
  return found
    .map((alarm) => ({ ...alarm, kind: alarm.kind as AlarmKind, raisedAt: isoOf(alarm.raisedAt) }))
    .sort((a, b) => b.raisedAt.localeCompare(a.raisedAt))
}

/** A part says that it lives. */
export async function beat(db: Database, part: string, at: Date): Promise<void> {
  await rows(
    db.em(),
    sql`insert into heartbeats (part, at) values (${part}, ${at}::timestamptz)
        on conflict (part) do update set at = excluded.at`,
  )
}

/** Those who are told what needs a hand. */
export async function alarmRecipients(
  db: Database,
): Promise<{ name: string; address: string; language: 'pl' | 'en' }[]> {
  return rows(db.em(), sql`select name, email as address, language from admins order by email`)
}

/** Orders that were never configured for so long, and are to be cancelled. */
export async function forgottenOrders(
  em: EntityManager,
  days: number,
  now: Date,
): Promise<{ id: string; billingSystemId: string }[]> {
  return rows(
    em,
    sql`select o.id, o.billing_system_id as "billingSystemId" from order_view v join orders o on o.id = v.order_id
        where v.state = 'awaiting-configuration' and v.waits_for is null
          and coalesce((select max(e.at) from order_events e where e.order_id = o.id
            and e.name = 'order.configuration-needed'), o.created_at) < ${now}::timestamptz - ${days} * interval '1 day'
          and not exists (select 1 from commands k where k.order_id = o.id and k.id = o.id || '-forgotten')
        limit 100`,
  )
}
