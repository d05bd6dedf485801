import type { Actor } from '../../domain/command.ts'
import type { DocumentType } from '../../domain/document.ts'
import type { FieldProblem } from '../../domain/errors.ts'
import type { Database } from '../database.ts'
import { isoOf, joined, json, rows, sql, textArray } from '../sql.ts'

/** One file of a document. */
export interface DocumentFile {
  name: string
  /** Lower-case hex, of the content. */
  sha256: string
  content: Uint8Array
}

export interface NewDocument {
  /** The id of the command that brings it. */
  id: string
  orderId: string
  type: DocumentType
  description: string
  files: readonly DocumentFile[]
  actor: Actor
}

/** A file that the order has already, and the name it came under. */
export interface KnownFile {
  sha256: string
  name: string
  at: string
}

/** A command that is kept and was possible when it came: only then does the document count. */
export const COUNTS = sql`exists (select 1 from commands c where c.id = d.id
  and (c.state <> 'refused' or c.answer ->> 'code' is distinct from 'not-possible-now'))`

/** Its command is about to be kept. Where that never came, the sender died in between, and nothing was accepted. */
const JUST_COMING = sql`(d.created_at > clock_timestamp() - interval '1 minute'
  and not exists (select 1 from commands c where c.id = d.id))`

/** A CA would not take it. */
export const REFUSED = sql`exists (select 1 from document_sendings s where s.document_id = d.id and s.state = 'refused')`

/**
 * Keeps a document, unless the order has one of its files already; those are then given back, and nothing is kept. A
 * document that the CA did not take does not stand in the way. One whose id is known is left as it is.
 */
export async function keepDocument(db: Database, document: NewDocument): Promise<KnownFile[]> {
  const { id, orderId, type, description, files, actor } = document
  return db.em().transactional(async (em) => {
    // Two that bring the same file at once come one after the other.
    await rows(em, sql`select 1 from orders where id = ${orderId} for update`)
    const known = await rows<KnownFile & Record<string, unknown>>(
      em,
      sql`select f.sha256, f.name, d.created_at as at from document_files f join documents d on d.id = f.document_id
          where d.order_id = ${orderId} and d.id <> ${id} and (${COUNTS} or ${JUST_COMING}) and not ${REFUSED}
            and f.sha256 = any(${textArray(files.map(({ sha256 }) => sha256))})`,
    )
    if (known.length > 0) return known.map((file) => ({ ...file, at: isoOf(file.at) }))
    const kept = await rows(
      em,
      sql`insert into documents (id, order_id, type, description, actor)
          values (${id}, ${orderId}, ${type}, ${description}, ${json(actor)}) on conflict (id) do nothing returning id`,
    )
    if (kept.length === 0) return []
    const values = files.map(
      ({ name, sha256, content }, position) =>
        sql`(${id}, ${position}, ${name}, ${sha256}, ${Buffer.from(content)})`,
    )
    await rows(
      em,
      sql`insert into document_files (document_id, position, name, sha256, content) values ${joined(values, ',')}`,
    )
    return []
  })
}

/** A document without the content of its files, and what became of it at one order of the CA. */
export interface DocumentSummary {
  id: string
  type: DocumentType
  description: string
  fileNames: string[]
  createdAt: string
  /** `waiting` where it was not sent there yet, or where nobody knows whether it arrived. */
  sending: 'waiting' | 'sent' | 'refused'
  /** What the CA objected to. */
  problems: FieldProblem[]
}

/** The order's documents, the oldest first. Null: no order at the CA, to which anything could have been sent. */
export async function documentsOf(
  db: Database,
  orderId: string,
  caOrderId: string | null,
): Promise<DocumentSummary[]> {
  const found = await rows<DocumentSummary & Record<string, unknown>>(
    db.em(),
    sql`select d.id, d.type, d.description, d.created_at as "createdAt",
          (select json_agg(f.name order by f.position) from document_files f where f.document_id = d.id) as "fileNames",
          case when s.state in ('sent', 'refused') then s.state else 'waiting' end as sending,
          coalesce(s.problems, '[]') as problems
        from documents d
        left join lateral (select state, problems from document_sendings s where s.document_id = d.id
          and (s.ca_order_id = ${caOrderId} or s.state = 'refused') order by s.state = 'refused' desc limit 1) s on true
        where d.order_id = ${orderId} and ${COUNTS} order by d.created_at, d.id`,
  )
  return found.map((document) => ({ ...document, createdAt: isoOf(document.createdAt) }))
}
