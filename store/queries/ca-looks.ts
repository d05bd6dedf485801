import type { Database } from '../database.ts'
import type { CaOrderRow } from '../entities/ca-order.ts'
import { json, rows, sql } from '../sql.ts'
import { caOrderRows } from './ca-order-rows.ts'

/** How long a taken look is its taker's. Of one of whom nothing is heard, another takes it over after that. */
const LEASE = sql`interval '1 minute'`

/** Purchases whose published proof is to be looked for now, for this caller alone; `noteRecordLook` says when next. */
export async function dueRecordLooks(
  db: Database,
  accountId: string,
  now: Date,
  limit: number,
): Promise<CaOrderRow[]> {
  return caOrderRows(
    db.em(),
    sql`with due as (
          select id from ca_orders
          where ca_account_id = ${accountId} and closed_at is null and record_look_at <= ${now}::timestamptz
            and status not in ('ENROLLED', 'REJECTED')
          order by record_look_at limit ${limit} for update skip locked
        )
        update ca_orders c set record_look_at = ${now}::timestamptz + ${LEASE}, record_looks = c.record_looks + 1
        from due where c.id = due.id returning c.*`,
  )
}

/** Puts looks off that found nothing but what is known: all in one statement, as there are hundreds every few seconds. */
export async function postponeRecordLooks(
  db: Database,
  looks: readonly { id: string; nextAt: Date }[],
): Promise<void> {
  if (looks.length === 0) return
  await rows(
    db.em(),
    sql`update ca_orders c set record_look_at = l."nextAt"
        from jsonb_to_recordset(${json(looks)}) as l(id text, "nextAt" timestamptz)
        where c.id = l.id and c.closed_at is null and c.record_look_at is not null and c.record_looks > 0`,
  )
}

/** What our own look found: when the proof was there, and what was there instead of it, by name; null where it was. */
export interface RecordLook {
  seenAt: Date | null
  nextAt: Date | null
  problems: Readonly<Record<string, string | null>>
}

/** Keeps what a look found; nothing where the code was replaced meanwhile, which sets the count of looks back to 0. */
export async function noteRecordLook(db: Database, id: string, look: RecordLook): Promise<void> {
  await rows(
    db.em(),
    sql`update ca_orders set record_seen_at = coalesce(record_seen_at, ${look.seenAt}::timestamptz),
          record_look_at = ${look.nextAt}::timestamptz,
          names = (
            select coalesce(jsonb_agg(case when jsonb_exists(p.problems, n.name ->> 'name')
              then n.name || jsonb_build_object('problem', p.problems -> (n.name ->> 'name')) else n.name end
              order by n.position), '[]')
            from jsonb_array_elements(names) with ordinality as n(name, position),
              (select ${json(look.problems)} as problems) p)
        where id = ${id} and closed_at is null and record_looks > 0`,
  )
}

/** Purchases that CAA records hold up and that are to be looked at now, for this caller alone. */
export async function dueHeldLooks(
  db: Database,
  accountId: string,
  now: Date,
  limit: number,
): Promise<CaOrderRow[]> {
  return caOrderRows(
    db.em(),
    sql`with due as (
          select id from ca_orders
          where ca_account_id = ${accountId} and closed_at is null and held_look_at <= ${now}::timestamptz
          order by held_look_at limit ${limit} for update skip locked
        )
        update ca_orders c set held_look_at = ${now}::timestamptz + ${LEASE} from due where c.id = due.id returning c.*`,
  )
}

/** Says when records that hold up a purchase are looked at again; nothing once the CA does not mind them any more. */
export async function scheduleHeldLook(db: Database, id: string, at: Date): Promise<void> {
  await rows(
    db.em(),
    sql`update ca_orders set held_look_at = ${at}::timestamptz where id = ${id} and held_since is not null`,
  )
}

/** Purchases that the CA is to be asked about one by one, for this caller alone; `scheduleNextLook` says when next. */
export async function dueSingleLooks(
  db: Database,
  accountId: string,
  now: Date,
  limit: number,
): Promise<CaOrderRow[]> {
  return caOrderRows(
    db.em(),
    sql`with due as (
          select id from ca_orders
          where ca_account_id = ${accountId} and closed_at is null and next_look_at <= ${now}::timestamptz
          order by next_look_at limit ${limit} for update skip locked
        )
        update ca_orders c set next_look_at = ${now}::timestamptz + ${LEASE}
        from due where c.id = due.id returning c.*`,
  )
}

/**
 * Sets when the CA is asked next after a look at this row, and after how many looks in a row without news; null asks no
 * more. A look that was asked for during that look stays.
 */
export async function scheduleNextLook(
  db: Database,
  row: Pick<CaOrderRow, 'id' | 'nextLookAt'>,
  at: Date | null,
  looks: number,
): Promise<void> {
  await rows(
    db.em(),
    sql`update ca_orders set looks = ${looks}, next_look_at = case
          when next_look_at is not distinct from ${row.nextLookAt}::timestamptz then ${at}::timestamptz
          else least(next_look_at, ${at}::timestamptz) end
        where id = ${row.id} and closed_at is null`,
  )
}

/**
 * Sets when the CA is asked about one purchase next because something happened; the pauses after it begin short again.
 * Null asks no more. With `onlyIfSooner` an earlier look stays.
 */
export async function scheduleLook(
  db: Database,
  id: string,
  at: Date | null,
  onlyIfSooner = false,
): Promise<void> {
  const sooner = onlyIfSooner ? sql`(next_look_at is null or next_look_at > ${at}::timestamptz)` : sql`true`
  await rows(
    db.em(),
    sql`update ca_orders set next_look_at = ${at}::timestamptz, looks = 0
        where id = ${id} and closed_at is null and ${sooner}`,
  )
}
