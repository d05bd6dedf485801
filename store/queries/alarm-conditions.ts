import { type AlarmKind, AT_ONCE, END_DAYS, REMINDER_DAYS, type StandingAlarm } from '../../domain/alarms.ts'
import { CA_CHECKS, mendedBy } from '../../domain/ca-checks.ts'
import type { Database } from '../database.ts'
import { type Fragment, joined, rows, sql, textArray } from '../sql.ts'
import { adminNeededAlarms, namesAlarms } from './ca-problem-alarms.ts'
import { WORKER_SILENCE } from './heartbeats.ts'
import { lapsingProofs } from './lapsing-proofs.ts'
import { olderCertificateAlarms } from './older-certificate-alarms.ts'
import { openTaskAlarms } from './open-task-alarms.ts'

/** How long a CA may say nothing good before somebody is told. */
const CA_SILENCE = sql`interval '15 minutes'`
/** How long an order may leave a command lying while the worker lives. */
const COMMAND_PATIENCE = sql`interval '10 minutes'`

/** The last of the days that have passed since an instant; null before the first. */
function reminderStep(since: Fragment, now: Fragment): Fragment {
  const cases = REMINDER_DAYS.toReversed().map(
    (days) => sql`when ${now} >= ${since} + ${days} * interval '1 day' then ${String(days)}`,
  )
  return sql`case ${joined(cases, ' ')} end`
}

/** RFC 3339 in UTC, as the view's own instants are written. */
function isoOfInstant(instant: Fragment): Fragment {
  return sql`to_char(${instant} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
}

/** The nearest of the days before an end that has come; only those that the certificate's life allows. */
function endStep(end: Fragment, life: Fragment, now: Fragment): Fragment {
  const cases = END_DAYS.toReversed().map(
    (days) =>
      sql`when ${now} >= ${end} - ${days} * interval '1 day' and ${life} > ${2 * days} * interval '1 day' then ${String(days)}`,
  )
  return sql`case when ${now} >= ${end} then 'after' ${joined(cases, ' ')} end`
}

/**
 * An order's conditions: which orders, and the step they are at; null is none. What `known` reads from other tables is
 * read once for each order, however often the step names it as `known.value`.
 */
function ofOrders(kind: AlarmKind, step: Fragment, condition: Fragment, known = sql`null`): Fragment {
  return sql`select ${kind} as kind, v.order_id as subject, ${step} as step, v.order_id as "orderId"
    from order_view v cross join lateral (select ${known} as value offset 0) as known
    where not v.suspended and (${condition})`
}

const ACTIVITY = sql`(v.view -> 'activity')`
const SINCE = sql`(v.view -> 'activity' ->> 'since')::timestamptz`
const KNOWN = sql`known.value`
const STARTS_AT = sql`v.view -> 'renewal' ->> 'startsAt'`

/** Whether a check of the CA's failed that this party has to see to. */
function problemOf(party: 'client' | 'admin'): Fragment {
  const codes = CA_CHECKS.filter((check) => mendedBy(check) === party)
  return sql`coalesce(${ACTIVITY} ->> 'problem' = any(${textArray(codes)}), false)`
}

function orderConditions(now: Fragment, nowIso: string, dayAgoIso: string): Fragment[] {
  const waiting = sql`v.waits_for is not null`
  const isProven = sql`coalesce((v.view -> 'verification' ->> 'verified')::int >= (v.view -> 'verification' ->> 'of')::int, true)`
  const checkStep = sql`(${ACTIVITY} ->> 'since') || coalesce('/' || ${reminderStep(SINCE, now)}, ${AT_ONCE})`
  const isRenewing = sql`${ACTIVITY} ->> 'kind' in ('reissuing', 'renewing', 'repeating')`
  const lastAsked = sql`coalesce((select max(e.at) from order_events e
    where e.order_id = v.order_id and e.name = 'order.configuration-needed'),
    (select o.created_at from orders o where o.id = v.order_id))`
  const life = sql`(select max(c.not_after - c.not_before) from certificates c
    where c.order_id = v.order_id and c.not_after = v.expires_at)`
  return [
    ofOrders(
      'behind-plan',
      STARTS_AT,
      sql`v.state in ('issued', 'expired') and ${STARTS_AT} is not null and ${STARTS_AT} < ${dayAgoIso}
        and v.view ->> 'activity' is null`,
    ),
    ofOrders(
      'renewal-stuck',
      sql`${ACTIVITY} ->> 'since'`,
      sql`${waiting} and ${isRenewing} and ${ACTIVITY} ->> 'since' < ${dayAgoIso}
        and ${ACTIVITY} ->> 'step' in ('ordering', 'verifying', 'issuing')`,
    ),
    ofOrders(
      'renewal-failed',
      sql`(select to_char(max(e.at), 'YYYY-MM-DD') from order_events e
        where e.order_id = v.order_id and e.name = 'order.renewal-failed')`,
      sql`v.state in ('issued', 'expired', 'revoked') and v.order_id in (
        select f.order_id from order_events f where f.name = 'order.renewal-failed'
          and f.at > ${now} - interval '30 days'
          and not exists (select 1 from certificates c where c.order_id = f.order_id and c.created_at > f.at))`,
    ),
    ofOrders(
      'certificate-ends',
      sql`to_char(v.expires_at, 'YYYY-MM-DD') || '/' || ${endStep(sql`v.expires_at`, KNOWN, now)}`,
      sql`v.state in ('issued', 'expired') and v.expires_at < ${now} + interval '30 days'
        and v.expires_at > ${now} - interval '7 days'
        and coalesce(${STARTS_AT}, ${nowIso}) <= ${nowIso}`,
      life,
    ),
    ofOrders(
      'invoice-unpaid',
      sql`${ACTIVITY} ->> 'dueBy'`,
      sql`${waiting} and ${ACTIVITY} ->> 'step' = 'awaiting-payment' and ${ACTIVITY} ->> 'dueBy' is not null
        and (${ACTIVITY} ->> 'dueBy')::timestamptz < ${now} + interval '3 days'`,
    ),
    ofOrders(
      'payment-refunded',
      sql`(select ${isoOfInstant(sql`max(e.at)`)} from order_events e
        where e.order_id = v.order_id and e.name = 'payment.refunded-after-issue')`,
      sql`v.state not in ('cancelled', 'ended', 'revoked') and v.order_id in (
        select f.order_id from order_events f where f.name = 'payment.refunded-after-issue'
          and f.at > ${now} - interval '30 days'
          and not exists (select from order_events p where p.order_id = f.order_id and p.name = 'payment.paid'
            and (p.sequence, p.position) > (f.sequence, f.position)))`,
    ),
    ofOrders(
      'end-asked',
      sql`v.view -> 'cancellation' ->> 'requestedAt'`,
      sql`v.state in ('issued', 'expired', 'revoked') and v.view -> 'cancellation' ->> 'when' = 'now'`,
    ),
    ofOrders(
      'csr-missing',
      sql`(${ACTIVITY} ->> 'since') || '/' || ${reminderStep(SINCE, now)}`,
      sql`${waiting} and ${ACTIVITY} ->> 'step' = 'awaiting-csr'`,
    ),
    ofOrders(
      'configuration-unfinished',
      sql`${isoOfInstant(KNOWN)} || '/' || ${reminderStep(KNOWN, now)}`,
      sql`v.state = 'awaiting-configuration' and v.waits_for is null`,
      lastAsked,
    ),
    ofOrders(
      'verification-unfinished',
      sql`(${ACTIVITY} ->> 'since') || '/' || ${reminderStep(SINCE, now)}`,
      sql`v.waits_for = 'client' and ${ACTIVITY} ->> 'step' = 'verifying' and not (${problemOf('client')} and ${isProven})`,
    ),
    ofOrders('check-failed', checkStep, sql`${waiting} and ${problemOf('client')}`),
    ofOrders('check-held', checkStep, sql`${waiting} and ${problemOf('admin')}`),
    ofOrders(
      'documents-unfinished',
      sql`(${ACTIVITY} ->> 'since') || '/' || ${reminderStep(SINCE, now)}`,
      sql`v.waits_for = 'client' and ${ACTIVITY} ->> 'step' = 'awaiting-documents'`,
    ),
    sql`select 'revoking-long' as kind, c.order_id as subject, c.serial_number as step, c.order_id as "orderId"
      from order_events e join certificates c
        on c.order_id = e.order_id and c.serial_number = e.details ->> 'serialNumber'
      where e.name = 'order.revoking' and e.at < ${now} - interval '1 day' and e.at > ${now} - interval '60 days'
        and c.status = 'REVOKING'`,
  ]
}

/** Commands that orders have not taken, although worker and engine have been there all the while. */
function untakenCommands(now: Fragment, isEngineAway: boolean): Fragment {
  return sql`select 'projection-stale' as kind, k.order_id as subject, ${isoOfInstant(sql`min(k.created_at)`)} as step,
      k.order_id as "orderId"
    from commands k where k.state = 'accepted' and k.acknowledged_at is null
      and k.created_at < ${now} - ${COMMAND_PATIENCE} and not ${isEngineAway}
      and exists (select from heartbeats h where h.part = 'worker' and h.at > ${now} - ${WORKER_SILENCE}
        and h.since < ${now} - ${COMMAND_PATIENCE})
    group by k.order_id`
}

function installationConditions(now: Fragment, isEngineAway: boolean): Fragment[] {
  const hour = sql`to_char(${now}, 'YYYY-MM-DD HH24:00')`
  const minuteOf = (at: Fragment) => sql`to_char(${at}, 'YYYY-MM-DD HH24:MI')`
  return [
    sql`select 'ca-unreachable' as kind, a.id as subject, ${minuteOf(sql`coalesce(a.last_ok_at, a.created_at)`)} as step, null as "orderId"
      from ca_accounts a where a.enabled and a.last_problem is not null
        and coalesce(a.last_ok_at, a.created_at) < ${now} - ${CA_SILENCE}`,
    sql`select 'balance-low' as kind, a.id as subject, to_char(${now}, 'YYYY-MM-DD') as step, null as "orderId"
      from ca_accounts a where a.enabled and a.balance ->> 'currency' = a.minimal_balance ->> 'currency'
        and (a.balance ->> 'amount')::bigint < (a.minimal_balance ->> 'amount')::bigint`,
    sql`select 'worker-away' as kind, 'worker' as subject, ${minuteOf(sql`seen.at`)} as step, null as "orderId"
      from (select coalesce((select at from heartbeats where part = 'worker'),
        (select min(created_at) from billing_systems)) as at) as seen where seen.at < ${now} - ${WORKER_SILENCE}`,
    sql`select 'engine-away' as kind, 'temporal' as subject, ${hour} as step, null as "orderId" where ${isEngineAway}`,
  ]
}

/** Everything that stands at this moment, each condition by one statement over its own index. */
export async function standingAlarms(
  db: Database,
  now: Date,
  isEngineAway: boolean,
): Promise<StandingAlarm[]> {
  const at = sql`${now}::timestamptz`
  const dayAgo = new Date(now.getTime() - 86_400_000).toISOString()
  const conditions = [
    ...orderConditions(at, now.toISOString(), dayAgo),
    ...lapsingProofs(now),
    olderCertificateAlarms(at),
    openTaskAlarms(at),
    ...namesAlarms(at),
    adminNeededAlarms(),
    untakenCommands(at, isEngineAway),
    ...installationConditions(at, isEngineAway),
  ]
  const found: StandingAlarm[] = []
  for (const condition of conditions) {
    const some = await rows<StandingAlarm & Record<string, unknown>>(
      db.em(),
      sql`select kind, subject, step, "orderId" from (${condition}) as standing where step is not null`,
    )
    found.push(...some)
  }
  return found
}
