import type { Actor } from '../../domain/command.ts'
import type { NoteKind } from '../../domain/order-note.ts'
import type { Database } from '../database.ts'
import { type Fragment, isoOf, json, row, rows, sql } from '../sql.ts'
import type { Tenant } from '../tenant.ts'
import { seenBy } from './order-record.ts'

export interface OrderNote {
  id: string
  orderId: string
  kind: NoteKind
  text: string
  /** `YYYY-MM-DD`; null for a note, and for a task without a day. */
  dueOn: string | null
  author: Actor
  /** RFC 3339, as `doneAt`. */
  createdAt: string
  doneAt: string | null
  doneBy: Actor | null
}

type NoteRow = OrderNote & Record<string, unknown>

const COLUMNS = sql`n.id, n.order_id as "orderId", n.kind, n.text, n.due_on::text as "dueOn", n.author,
  n.created_at as "createdAt", n.done_at as "doneAt", n.done_by as "doneBy"`

function noteOf(found: NoteRow): OrderNote {
  const { id, orderId, kind, text, dueOn, author, doneBy } = found
  const doneAt = found.doneAt === null ? null : isoOf(found.doneAt)
  return { id, orderId, kind, text, dueOn, author, doneBy, createdAt: isoOf(found.createdAt), doneAt }
}

async function notesWhere(db: Database, where: Fragment, order: Fragment): Promise<OrderNote[]> {
  const found = await rows<NoteRow>(
    db.em(),
    sql`select ${COLUMNS} from order_notes n join orders o on o.id = n.order_id where ${where} order by ${order}`,
  )
  return found.map(noteOf)
}

/** Of one order: open tasks first, then the newest. */
export async function notesOf(db: Database, orderId: string): Promise<OrderNote[]> {
  const order = sql`(n.kind = 'task' and n.done_at is null) desc, n.created_at desc, n.id`
  return notesWhere(db, sql`n.order_id = ${orderId}`, order)
}

const MOST_OPEN_TASKS = sql`limit 200`

/** Tasks that nobody has done, the most urgent first. */
export async function openTasks(db: Database, tenant: Tenant): Promise<OrderNote[]> {
  const where = sql`n.kind = 'task' and n.done_at is null and ${seenBy(tenant)}`
  return notesWhere(db, where, sql`n.due_on nulls last, n.created_at ${MOST_OPEN_TASKS}`)
}

/** Writes one down. Written twice under one id it is one; null where that id is another order's. */
export async function insertNote(
  db: Database,
  note: Pick<OrderNote, 'id' | 'orderId' | 'kind' | 'text' | 'dueOn' | 'author'>,
): Promise<OrderNote | null> {
  const { id, orderId, kind, text, dueOn, author } = note
  const found = await row<NoteRow>(
    db.em(),
    sql`insert into order_notes as n (id, order_id, kind, text, due_on, author)
        values (${id}, ${orderId}, ${kind}, ${text}, ${dueOn}::date, ${json(author)})
        on conflict (id) do update set id = n.id where n.order_id = excluded.order_id returning ${COLUMNS}`,
  )
  return found === null ? null : noteOf(found)
}

/** A task is done, or is to be done after all; the first who does it is the one who did. Null where there is none. */
export async function setTaskDone(
  db: Database,
  place: { id: string; orderId: string },
  by: Actor | null,
): Promise<OrderNote | null> {
  const change =
    by === null
      ? sql`done_at = null, done_by = null`
      : sql`done_at = coalesce(done_at, now()), done_by = coalesce(done_by, ${json(by)})`
  const found = await row<NoteRow>(
    db.em(),
    sql`update order_notes n set ${change}
        where n.id = ${place.id} and n.order_id = ${place.orderId} and n.kind = 'task' returning ${COLUMNS}`,
  )
  return found === null ? null : noteOf(found)
}
