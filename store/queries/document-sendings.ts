import type { DocumentType } from '../../domain/document.ts'
import type { FieldProblem } from '../../domain/errors.ts'
import type { Database } from '../database.ts'
import { json, rows, sql } from '../sql.ts'
import { COUNTS, type DocumentFile, REFUSED } from './documents.ts'

/** An order at a CA, as the target of documents. */
export interface SendingTarget {
  orderId: string
  caAccountId: string
  caOrderId: string
}

export interface DocumentToSend {
  id: string
  type: DocumentType
  description: string
}

/** What this order at the CA has not got yet, the oldest first; what a CA would not take is not offered again. */
export async function documentsToSend(db: Database, target: SendingTarget): Promise<DocumentToSend[]> {
  return rows<DocumentToSend & Record<string, unknown>>(
    db.em(),
    sql`select d.id, d.type, d.description from documents d
        where d.order_id = ${target.orderId} and ${COUNTS} and not ${REFUSED}
          and not exists (select 1 from document_sendings s where s.document_id = d.id and s.state = 'sent'
            and s.ca_account_id = ${target.caAccountId} and s.ca_order_id = ${target.caOrderId})
        order by d.created_at, d.id`,
  )
}

/** The files of a document with their content. */
export async function filesOf(db: Database, documentId: string): Promise<DocumentFile[]> {
  return rows<DocumentFile & Record<string, unknown>>(
    db.em(),
    sql`select name, sha256, content from document_files where document_id = ${documentId} order by position`,
  )
}

/** Writes down that a document is about to be sent, before it is. */
export async function beginSending(db: Database, documentId: string, target: SendingTarget): Promise<void> {
  await rows(
    db.em(),
    sql`insert into document_sendings (document_id, ca_account_id, ca_order_id)
        values (${documentId}, ${target.caAccountId}, ${target.caOrderId}) on conflict do nothing`,
  )
}

/** Writes down what came of it; what was sent stays sent. */
export async function endSending(
  db: Database,
  documentId: string,
  target: SendingTarget,
  outcome: { state: 'sent' } | { state: 'refused'; problems: readonly FieldProblem[] },
): Promise<void> {
  const problems = outcome.state === 'refused' ? outcome.problems : []
  await rows(
    db.em(),
    sql`update document_sendings set state = ${outcome.state}, problems = ${json(problems)},
          ended_at = clock_timestamp()
        where document_id = ${documentId} and ca_account_id = ${target.caAccountId}
          and ca_order_id = ${target.caOrderId} and state <> 'sent'`,
  )
}
