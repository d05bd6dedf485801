import { z } from 'zod'
import type { Database } from './database.ts'
import { newVerificationId } from './portal.ts'

/** The link of a mail; whoever confirms it controls `names` (or, for S/MIME, the mailbox itself). */
interface ApprovalLink {
  id: string
  orderId: string
  address: string
  names: string[]
  expiresAt: number
  confirmedAt: number | null
}

const linkRow = z.object({
  id: z.string(),
  orderId: z.string(),
  address: z.string(),
  names: z.string().transform((text) => z.array(z.string()).parse(JSON.parse(text))),
  expiresAt: z.number(),
  confirmedAt: z.number().nullable(),
})

export function addLink(database: Database, link: Omit<ApprovalLink, 'id' | 'confirmedAt'>): ApprovalLink {
  const made = { ...link, id: newVerificationId(), confirmedAt: null }
  database.run(
    'INSERT INTO links (id, orderId, address, names, expiresAt) VALUES (?, ?, ?, ?, ?)',
    made.id,
    made.orderId,
    made.address,
    JSON.stringify(made.names),
    made.expiresAt,
  )
  return made
}

export function findLink(database: Database, id: string): ApprovalLink | undefined {
  return database.one(linkRow, 'SELECT * FROM links WHERE id = ?', id)
}

/** Links of an order, oldest first. */
export function linksOf(database: Database, orderId: string): ApprovalLink[] {
  return database.all(linkRow, 'SELECT * FROM links WHERE orderId = ? ORDER BY rowid', orderId)
}

export function markConfirmed(database: Database, id: string, at: number): void {
  database.run('UPDATE links SET confirmedAt = ? WHERE id = ?', at, id)
}

/** Links sent before, still open: a new mail makes them void. */
export function dropOpenLinks(database: Database, orderId: string): void {
  database.run('DELETE FROM links WHERE orderId = ? AND confirmedAt IS NULL', orderId)
}
