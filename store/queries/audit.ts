import type { Database } from '../database.ts'
import { isoOf, rows, sql } from '../sql.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'

/** Something that was done to an order, or to the installation itself. */
export interface AuditEntry {
  /** Tells it from all others of its instant. */
  key: string
  at: string
  kind: 'order' | 'installation'
  /** The name of the event, or of the change. */
  what: string
  actorRole: string
  actorId: string | null
  actorName: string | null
  orderId: string | null
  subject: string | null
  details: Record<string, unknown>
}

export interface AuditFilter {
  /** A role, or a part of an actor's name or address. */
  who?: string | undefined
  role?: string | undefined
  /** A part of what was done. */
  what?: string | undefined
  /** RFC 3339: not before the one, and before the other. */
  since?: string | undefined
  before?: string | undefined
}

function isPlace(parts: readonly unknown[]): parts is readonly [string, string] {
  const [at, key] = parts
  return parts.length === 2 && typeof at === 'string' && typeof key === 'string' && isInstant(at)
}

function isInstant(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(text) && !Number.isNaN(Date.parse(text))
}

/** As `like` wants a part of a text, whatever the text. */
function partOf(text: string): string {
  return `%${text.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`
}

const EVENT_KEY = sql`e.order_id || ':' || lpad(e.sequence::text, 10, '0') || ':' || lpad(e.position::text, 5, '0')`

/** Who did it, as they are called today; the role says enough of what happens by itself. */
const EVENT_ACTOR = sql`left join admins a on a.id = e.actor ->> 'id'
  left join customers c on c.id = e.actor ->> 'id' left join api_tokens t on t.id = e.actor ->> 'id'`
const EVENT_ACTOR_NAME = sql`coalesce(a.name, t.name, nullif(trim(concat(c.first_name, ' ', c.last_name)), ''))`

const NEWEST_FIRST = sql`order by at desc, key desc`

/** What a page of one of the two kinds begins after, and what it must be like. */
function matches(filter: AuditFilter, before: readonly [string, string] | null) {
  const { who, role, what, since } = filter
  return sql`where (${role ?? null}::text is null or "actorRole" = ${role ?? null})
    and (${who ?? null}::text is null or certloom_folded("actorName") like certloom_folded(${partOf(who ?? '')}) or "actorId" = ${who ?? null})
    and (${what ?? null}::text is null or what ilike ${partOf(what ?? '')})
    and at >= coalesce(${since ?? null}::timestamptz, '-infinity')
    and at < coalesce(${filter.before ?? null}::timestamptz, 'infinity')
    ${before === null ? sql`` : sql`and at <= ${before[0]}::timestamptz and (at, key) < (${before[0]}::timestamptz, ${before[1]})`}`
}

/**
 * What was done, newest first: events of all orders, and changes of the installation.
 * @throws {CertloomError} `invalid-input` at `/cursor`
 */
export async function auditEntries(
  db: Database,
  filter: AuditFilter,
  page: { cursor?: string | undefined; limit: number },
): Promise<{ items: AuditEntry[]; nextCursor: string | null }> {
  const before = page.cursor === undefined || page.cursor === '' ? null : decodeCursor(page.cursor, isPlace)
  const wanted = matches(filter, before)
  const most = page.limit + 1
  const found = await rows<AuditEntry & Record<string, unknown>>(
    db.em(),
    sql`(select * from (
          select e.at, ${EVENT_KEY} collate "C" as key, 'order' as kind, e.name as what, e.actor ->> 'role' as "actorRole",
            e.actor ->> 'id' as "actorId", ${EVENT_ACTOR_NAME} as "actorName", e.order_id as "orderId",
            null as subject, e.details
          from order_events e ${EVENT_ACTOR}) events ${wanted} ${NEWEST_FIRST} limit ${most})
        union all
        (select * from (
          select at, id collate "C" as key, 'installation' as kind, what, actor_role as "actorRole",
            actor_id as "actorId", actor_name as "actorName", null as "orderId", subject, details
          from admin_changes) changes ${wanted} ${NEWEST_FIRST} limit ${most})
        ${NEWEST_FIRST} limit ${most}`,
  )
  const items = found.slice(0, page.limit).map((entry) => ({ ...entry, at: isoOf(entry.at) }))
  const last = items.at(-1)
  return { items, nextCursor: found.length > page.limit && last ? encodeCursor([last.at, last.key]) : null }
}
