import type { EntityManager } from '@mikro-orm/postgresql'
import type { StandingAlarm } from '../../domain/alarms.ts'
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

/** An alarm with the department whose task it is: that of the CA account it is about; null where none was named. */
export type AddressedAlarm = RaisedAlarm & { department: string | null }

/** Of an alarm `a`: by its order's account, or the account that it is about. */
const DEPARTMENT = sql`(select d.department from ca_accounts d where d.id = coalesce(
  (select o.ca_account_id from orders o where o.id = a.order_id),
  case when a.kind in ('ca-unreachable', 'balance-low') then a.subject end))`

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

/**
 * Writes down what stands; gives those that are new, all of which share one mail to the admins, and those that stand
 * again, of which everybody has been told. What stands on is left alone: an update would write it anew at every look.
 */
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
        where not exists (select from alarms known where known.subject = a.subject and known.kind = a.kind
          and known.step = a.step and known.cleared_at is null)
        on conflict (subject, kind, step) do update set cleared_at = null where alarms.cleared_at is not null
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
  const cleared = await rows<RaisedAlarm & Record<string, unknown>>(
    em,
    sql`update alarms a set cleared_at = ${now}::timestamptz
        where cleared_at is null and not exists (
          select 1 from jsonb_to_recordset(${json(kept)}) as k(kind text, subject text)
          where k.kind = a.kind and k.subject = a.subject)
        returning id, subject, kind, step, order_id as "orderId", raised_at as "raisedAt", cleared_at as "clearedAt"`,
  )
  const last = new Map(cleared.map((alarm) => [`${alarm.kind} ${alarm.subject}`, alarm]))
  return [...last.values()]
}

/** These are not for the admins' mail: they stand in the list, and the client is told. */
export async function silenceForAdmins(em: EntityManager, ids: readonly string[], now: Date): Promise<void> {
  if (ids.length === 0) return
  await rows(em, sql`update alarms set mailed_at = ${now}::timestamptz where id = any(${textArray(ids)})`)
}

/** Mails at once; more are sent in the next round. */
const MAILS_A_ROUND = 20

/** What the admins are still to be told by mail, the oldest first: one entry a mail. */
export async function alarmsToMail(
  em: EntityManager,
): Promise<{ messageId: string; alarms: AddressedAlarm[]; sentTo: string[] }[]> {
  const found = await rows<{ messageId: string; alarms: AddressedAlarm[]; sentTo: string[] }>(
    em,
    sql`select a.message_id as "messageId",
          jsonb_agg(jsonb_build_object('id', a.id, 'subject', a.subject, 'kind', a.kind, 'step', a.step,
            'orderId', a.order_id, 'raisedAt', a.raised_at, 'clearedAt', a.cleared_at,
            'department', ${DEPARTMENT}) order by a.kind, a.subject) as alarms,
          array(select m.address from alarm_mails m where m.message_id = a.message_id) as "sentTo"
        from alarms a where a.mailed_at is null
        group by a.message_id order by min(a.raised_at) limit ${MAILS_A_ROUND}`,
  )
  return found
}

/** One admin has it. Kept at once, in a transaction of its own: what comes after may fail. */
export async function alarmMailSent(
  db: Database,
  messageId: string,
  address: string,
  at: Date,
): Promise<void> {
  await rows(
    db.em(),
    sql`insert into alarm_mails (message_id, address, sent_at) values (${messageId}, ${address}, ${at}::timestamptz)
        on conflict do nothing`,
  )
}

/** All of them have it. */
export async function alarmsMailed(db: Database, messageId: string, at: Date): Promise<void> {
  await rows(
    db.em(),
    sql`update alarms set mailed_at = ${at}::timestamptz where message_id = ${messageId} and mailed_at is null`,
  )
}

/** What stands, newest first: of this tenant's orders, and of the installation; or of one of the orders alone. */
export async function openAlarms(
  db: Database,
  tenant: Tenant,
  limit: number,
  orderId: string | null = null,
): Promise<AddressedAlarm[]> {
  const isMeant = orderId === null ? sql`true` : sql`order_id = ${orderId}`
  const found = await rows<AddressedAlarm & Record<string, unknown>>(
    db.em(),
    sql`select * from (select distinct on (kind, subject) id, subject, kind, step, order_id as "orderId", raised_at as "raisedAt",
          cleared_at as "clearedAt", ${DEPARTMENT} as department
        from alarms a where cleared_at is null and ${isMeant} and (order_id is null
            or exists (select from orders o where o.id = a.order_id and ${seenBy(tenant)}))
          order by kind, subject, raised_at desc) as newest
        order by "raisedAt" desc limit ${limit}`,
  )
  return found.map((alarm) => ({ ...alarm, raisedAt: isoOf(alarm.raisedAt) }))
}

/** Those who are told what needs a hand. */
export async function alarmRecipients(
  db: Database,
): Promise<{ name: string; address: string; language: 'pl' | 'en' }[]> {
  return rows(
    db.em(),
    sql`select name, email as address, language from admins where removed_at is null order by email`,
  )
}

/**
 * Orders whose client has let the first certificate lie for so long, and that are to be cancelled: never configured, never
 * proven, or without their documents. What the CA or the shop holds up is not the client's fault.
 */
export async function forgottenOrders(
  em: EntityManager,
  days: number,
  now: Date,
): Promise<{ id: string; billingSystemId: string }[]> {
  const limit = sql`${now}::timestamptz - ${days} * interval '1 day'`
  const activity = sql`v.view -> 'activity'`
  return rows(
    em,
    sql`select o.id, o.billing_system_id as "billingSystemId" from order_view v join orders o on o.id = v.order_id
        where not v.suspended and (
            (v.state = 'awaiting-configuration' and v.waits_for is null
              and coalesce((select max(e.at) from order_events e where e.order_id = o.id
                and e.name = 'order.configuration-needed'), o.created_at) < ${limit})
            or (v.state = 'verifying' and v.waits_for = 'client' and ${activity} ->> 'kind' = 'ordering'
              and (${activity} ->> 'since')::timestamptz < ${limit}))
          and not exists (select 1 from commands k where k.order_id = o.id and k.id = o.id || '-forgotten')
        limit 100`,
  )
}
