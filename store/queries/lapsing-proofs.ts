import { LAPSING_CODE, LAPSING_EVIDENCE } from '../../domain/alarms.ts'
import { type Fragment, sql } from '../sql.ts'

/** A code lives for weeks, the link to a mailbox for a day. */
const CODE_ENDS_WITHIN = sql`interval '2 days'`
const LINK_ENDS_WITHIN = sql`interval '6 hours'`
/** There is time to bring a reissue forward. */
const EVIDENCE_ENDS_WITHIN = sql`interval '7 days'`
/** Further apart, a new proof costs less than a reissue so much earlier. */
const WORTH_WHILE_DAYS = 14

const NEWEST_PURCHASE = sql`lateral (select c.names, c.email from ca_orders c
  where c.order_id = v.order_id order by c.n desc limit 1) as newest`

function lapsing(when: Fragment, stepEnd: string, from: Fragment, condition: Fragment): Fragment {
  return sql`select 'verification-lapsing' as kind, v.order_id as subject,
      to_char(${when} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') || ${stepEnd} as step, v.order_id as "orderId"
    from order_view v cross join ${NEWEST_PURCHASE} cross join ${from} where not v.suspended and ${condition}`
}

/** When the first of the names' codes, or of their evidence, ends. */
function firstEnd(isOfUse: Fragment): Fragment {
  return sql`lateral (select min((name ->> 'expiresAt')::timestamptz) as at
    from jsonb_array_elements(newest.names) as name where ${isOfUse}) as ends`
}

/** A code or link that the client was given and has not used; it stands until there is a new one. */
function unusedCodes(now: Fragment): Fragment[] {
  const isClients = sql`v.waits_for = 'client' and v.view -> 'activity' ->> 'step' = 'verifying'`
  const linkEnd = sql`lateral (select (newest.email ->> 'linkValidUntil')::timestamptz as at
    where newest.email ->> 'verified' = 'false') as ends`
  return [
    lapsing(
      sql`ends.at`,
      LAPSING_CODE,
      firstEnd(sql`name ->> 'state' <> 'VERIFIED'`),
      sql`${isClients} and ends.at < ${now} + ${CODE_ENDS_WITHIN}`,
    ),
    lapsing(
      sql`ends.at`,
      LAPSING_CODE,
      linkEnd,
      sql`${isClients} and ends.at < ${now} + ${LINK_ENDS_WITHIN}`,
    ),
  ]
}

/**
 * Evidence that ends a little before the reissue that could use it. Only where a reissue is next: the CA shares no
 * evidence between purchases. Once it has ended there is nothing left to be done about it.
 */
function wastedEvidence(now: Fragment, at: Date): Fragment {
  const startsAt = sql`v.view -> 'renewal' ->> 'startsAt'`
  const latest = new Date(at.getTime() + (7 + WORTH_WHILE_DAYS) * 86_400_000).toISOString()
  return lapsing(
    sql`ends.at`,
    LAPSING_EVIDENCE,
    firstEnd(sql`name ->> 'state' = 'VERIFIED'`),
    sql`v.state in ('issued', 'expired') and ${startsAt} is not null
      and ${startsAt} > ${at.toISOString()} and ${startsAt} < ${latest} and v.view ->> 'activity' is null
      and (v.view ->> 'productValidUntil')::timestamptz > v.expires_at
      and ends.at > ${now} and ends.at < ${now} + ${EVIDENCE_ENDS_WITHIN} and ends.at < (${startsAt})::timestamptz
      and (${startsAt})::timestamptz < ends.at + ${WORTH_WHILE_DAYS} * interval '1 day'`,
  )
}

/** What proves control of names, and is about to end before it is of use. */
export function lapsingProofs(at: Date): Fragment[] {
  const now = sql`${at}::timestamptz`
  return [...unusedCodes(now), wastedEvidence(now, at)]
}
