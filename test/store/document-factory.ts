import { createHash, randomBytes } from 'node:crypto'
import { newId } from '../../platform/ids.ts'
import { acceptCommand } from '../../store/queries/commands.ts'
import { type DocumentFile, keepDocument, type NewDocument } from '../../store/queries/documents.ts'
import type { Installation } from './installation.ts'

const ACTOR = { role: 'client', id: null } as const

/** A file of a document, of content of its own unless told otherwise. */
export function documentFile(name: string, content: Uint8Array = randomBytes(64)): DocumentFile {
  return { name, content, sha256: createHash('sha256').update(content).digest('hex') }
}

export function newDocument(orderId: string, overrides: Partial<NewDocument> = {}): NewDocument {
  const files = [documentFile('statute.pdf')]
  return { id: newId(), orderId, type: 'ORGANIZATION', description: '', files, actor: ACTOR, ...overrides }
}

/** A document whose command is kept, as a person's upload leaves it. */
export async function handedIn(
  here: Pick<Installation, 'db'>,
  orderId: string,
  overrides: Partial<NewDocument> = {},
): Promise<NewDocument> {
  const document = newDocument(orderId, overrides)
  const known = await keepDocument(here.db, document)
  if (known.length > 0) throw new Error('the order has a file of this document already')
  const { id, actor } = document
  const command = { id, billingSystemId: null, orderId, name: 'addDocuments', body: null, arguments: {} }
  await acceptCommand(here.db, { ...command, actor })
  return document
}
