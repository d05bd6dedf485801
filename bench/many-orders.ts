import type { Database } from '../store/database.ts'
import { type Fragment, rows, sql } from '../store/sql.ts'

/** An instant so long from now, as views write it. */
function iso(interval: Fragment): Fragment {
  return sql`to_char((now() + ${interval}) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
}

/**
 * Keeps so many orders straight in the tables: of a hundred, 94 are issued, 4 wait for their proofs since a little, 2 for
 * their configuration. One in `oneStandsIn` stands: behind its plan, or left lying for four days, in equal parts.
 */
export async function manyOrders(db: Database, count: number, oneStandsIn: number): Promise<void> {
  const run = (statement: Fragment) => rows(db.em(), statement)
  await run(sql`insert into customers (id, billing_system_id, reference, first_name, last_name, email)
    select 'c', id, 'c', 'Jan', 'Kowalski', 'jan@example.com' from billing_systems limit 1`)
  await run(sql`create table plan as select n, 'o' || n as id, n % ${oneStandsIn} = 0 as stands,
      case when n % ${oneStandsIn} = 0 then (array['late', 'proof', 'documents', 'asked'])[n / ${oneStandsIn} % 4 + 1]
        when n % 100 < 94 then 'issued' when n % 100 < 98 then 'proof' else 'asked' end as role,
      now() + (case when n % ${oneStandsIn} = 0 then 100 else 11 + n % 189 end) * interval '1 day' as ends
    from generate_series(1, ${count}) as n`)
  await run(sql`insert into orders (id, billing_system_id, reference, body_hash, customer_id, product, ca_account_id, ca_mode,
      setup, term, renewal, billing, created_by)
    select p.id, b.id, p.id, '', 'c', '{"code": "601"}', a.id, 'sandbox', 'now', '{}', '{}', '{}', '{}'
    from plan p, (select id from billing_systems limit 1) as b, (select id from ca_accounts limit 1) as a`)
  await run(views())
  await run(sql`insert into order_events (order_id, sequence, position, at, name, actor, details)
    select id, 1, 0, case when stands and role = 'asked' then now() - interval '4 days' else now() end,
      'order.configuration-needed', '{}', '{}' from plan`)
  await run(sql`insert into ca_orders (id, ca_account_id, ca_order_id, order_id, n, purpose, product_code, customer_label,
      status, names, placed_at)
    select id, (select id from ca_accounts limit 1), id, id, 1, 'issue', '601', id,
      case when role = 'issued' or role = 'late' then 'ENROLLED' else 'AWAITING' end, jsonb_build_array(jsonb_build_object(
        'name', 'example.com', 'state', case when role = 'proof' then 'REQUIRED' else 'VERIFIED' end,
        'expiresAt', ${iso(sql`interval '150 days'`)})), now() from plan where role <> 'asked'`)
  await run(sql`insert into certificates (serial_number, order_id, ca_order_id, pem, chain, not_before, not_after, names, issuer,
      status)
    select id, id, id, '', '{}', ends - interval '200 days', ends, '{}', '', 'VALID' from plan
    where role = 'issued' or role = 'late'`)
  await run(sql`insert into commands (id, order_id, name, actor, body, arguments, state, next_delivery_at, acknowledged_at)
    select id, id, 'create', '{}', '{}', '{}', 'done', now(), now() from plan`)
  await run(sql`analyze`)
}

function views(): Fragment {
  const startsAt = sql`case when p.role = 'late' then ${iso(sql`interval '-3 days'`)}
    else to_char((p.ends - interval '10 days') at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') end`
  const since = sql`case when p.stands then ${iso(sql`interval '-4 days'`)} else ${iso(sql`interval '-1 hour'`)} end`
  return sql`insert into order_view (order_id, sequence, state, waits_for, suspended, expires_at, view, updated_at)
    select p.id, 1, s.state, case when s.state = 'verifying' then 'client' end, false,
      case when s.state = 'issued' then p.ends else 'infinity' end,
      jsonb_build_object('state', s.state, 'renewal', case when s.state = 'issued' then jsonb_build_object('startsAt', ${startsAt},
          'policy', 'auto') end, 'productValidUntil', ${iso(sql`interval '300 days'`)},
        'activity', case when s.state = 'verifying' then jsonb_build_object('kind', 'ordering', 'since', ${since},
          'step', case when p.role = 'documents' then 'awaiting-documents' else 'verifying' end,
          'waitsFor', 'client', 'dueBy', null) end), now()
    from plan p cross join lateral (select case p.role when 'issued' then 'issued' when 'late' then 'issued'
      when 'asked' then 'awaiting-configuration' else 'verifying' end as state) as s`
}

/** What stood is over: those orders have been cancelled. */
export async function standingOver(db: Database): Promise<void> {
  await rows(
    db.em(),
    sql`update order_view v set state = 'cancelled', waits_for = null, view = v.view || '{"activity": null, "renewal": null}'
        where order_id in (select order_id from alarms)`,
  )
}
