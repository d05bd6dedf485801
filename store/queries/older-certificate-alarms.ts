import { OLDER_DAYS } from '../../domain/alarms.ts'
import { type Fragment, joined, sql } from '../sql.ts'

/**
 * Certificates that a reissue replaced, and that the CA is about to revoke where the installation says that it does
 * (row M6); the rule is that of `domain/older-certificates.ts`.
 */
export function olderCertificateAlarms(now: Fragment): Fragment {
  const steps = OLDER_DAYS.toReversed().map(
    (days) => sql`when ${now} >= due.at - ${days} * interval '1 day' then ${String(days)}`,
  )
  return sql`select 'older-revoked' as kind, c.order_id as subject,
      to_char(due.at, 'YYYY-MM-DD') || '/' || case ${joined(steps, ' ')} end as step, c.order_id as "orderId"
    from settings_kv s
    cross join certificates c
    cross join lateral (select min(n.not_before) + (s.value #>> '{}')::int * interval '1 day' as at
      from certificates n where n.order_id = c.order_id and n.ca_order_id = c.ca_order_id
        and n.not_before > c.not_before) as due
    where s.key = 'olderRevokedAfterDays' and s.value <> 'null' and c.status = 'VALID'
      and due.at > ${now} and due.at < c.not_after and due.at < ${now} + interval '7 days'`
}
