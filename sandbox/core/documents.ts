import { z } from 'zod'

import { newId } from '../../platform/ids.ts'
import type { Database } from './database.ts'
import { DOCUMENT_STATES, DOCUMENT_TYPES, type DocumentType } from './types.ts'

/** What the CA keeps of a document: its files by name and SHA-256; nobody here reads what is in them. */
export interface SandboxDocument {
  id: string
  orderId: string
  type: DocumentType
  description: string
  fileNames: string[]
  createdAt: number
  state: (typeof DOCUMENT_STATES)[number]
  /** Why a person at the CA refused it. */
  reason: string | null
  decidedAt: number | null
  /** When the CA decides by itself; null where a person does. */
  decideDueAt: number | null
}

const documentRow = z.object({
  id: z.string(),
  orderId: z.string(),
  type: z.enum(DOCUMENT_TYPES),
  description: z.string(),
  fileNames: z.string().transform((text) => z.array(z.string()).parse(JSON.parse(text))),
  createdAt: z.number(),
  state: z.enum(DOCUMENT_STATES),
  reason: z.string().nullable(),
  decidedAt: z.number().nullable(),
  decideDueAt: z.number().nullable(),
})

export function addDocument(database: Database, document: Omit<SandboxDocument, 'id'>): SandboxDocument {
  const made = { ...document, id: newId() }
  database.run(
    `INSERT INTO documents (id, orderId, type, description, fileNames, createdAt, state, reason, decidedAt, decideDueAt)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    made.id,
    made.orderId,
    made.type,
    made.description,
    JSON.stringify(made.fileNames),
    made.createdAt,
    made.state,
    made.reason,
    made.decidedAt,
    made.decideDueAt,
  )
  return made
}

/** Stores what became of a document. */
export function saveDecision(database: Database, document: SandboxDocument): void {
  database.run(
    'UPDATE documents SET state = ?, reason = ?, decidedAt = ?, decideDueAt = ? WHERE id = ?',
    document.state,
    document.reason,
    document.decidedAt,
    document.decideDueAt,
    document.id,
  )
}

export function findDocument(database: Database, id: string): SandboxDocument | undefined {
  return database.one(documentRow, 'SELECT * FROM documents WHERE id = ?', id)
}

/** Documents of one order, oldest first. */
export function documentsOf(database: Database, orderId: string): SandboxDocument[] {
  return database.all(
    documentRow,
    'SELECT * FROM documents WHERE orderId = ? ORDER BY createdAt, rowid',
    orderId,
  )
}

export function listDocuments(database: Database): SandboxDocument[] {
  return database.all(documentRow, 'SELECT * FROM documents ORDER BY createdAt DESC, rowid DESC')
}

export function nextDecisionDue(database: Database, until: number): SandboxDocument | undefined {
  return database.one(
    documentRow,
    'SELECT * FROM documents WHERE decideDueAt <= ? ORDER BY decideDueAt LIMIT 1',
    until,
  )
}

const hashRow = z.object({ sha256: z.string() })

/** Remembers a file's content for an order: the same content twice is refused. */
export function addFileHash(database: Database, orderId: string, sha256: string): void {
  database.run('INSERT OR IGNORE INTO document_hashes (orderId, sha256) VALUES (?, ?)', orderId, sha256)
}

export function knowsFileHash(database: Database, orderId: string, sha256: string): boolean {
  const sql = 'SELECT sha256 FROM document_hashes WHERE orderId = ? AND sha256 = ?'
  return database.one(hashRow, sql, orderId, sha256) !== undefined
}
