import { z } from 'zod'
import { dropOpenLinks } from './approval-links.ts'
import { writeToMailbox } from './approver-mail.ts'
import { productOf } from './catalogue.ts'
import { type CoreContext, nowOf } from './context.ts'
import type { Database } from './database.ts'
import { orderById } from './order-by-id.ts'
import type { Order } from './orders.ts'
import { DAY_MS, failure, type Outcome, success } from './types.ts'

const HOUR_MS = 3_600_000

/** How far the proof of an order's mailbox is. One row for each S/MIME order. */
export interface MailboxProof {
  orderId: string
  address: string
  sentAt: number
  linkExpiresAt: number
  verifiedAt: number | null
}

const mailboxRow = z.object({
  orderId: z.string(),
  address: z.string(),
  sentAt: z.number(),
  linkExpiresAt: z.number(),
  verifiedAt: z.number().nullable(),
})

export function mailboxOf(database: Database, orderId: string): MailboxProof | undefined {
  return database.one(mailboxRow, 'SELECT * FROM mailboxes WHERE orderId = ?', orderId)
}

function saveMailbox(database: Database, proof: MailboxProof): void {
  database.run(
    `INSERT INTO mailboxes (orderId, address, sentAt, linkExpiresAt, verifiedAt) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (orderId) DO UPDATE SET address = excluded.address, sentAt = excluded.sentAt,
       linkExpiresAt = excluded.linkExpiresAt, verifiedAt = excluded.verifiedAt`,
    proof.orderId,
    proof.address,
    proof.sentAt,
    proof.linkExpiresAt,
    proof.verifiedAt,
  )
}

/** Writes to the mailbox; its link lives a day (S/MIME baseline requirements 3.2.2.2: the random value 24 hours). */
export function askMailbox(context: CoreContext, order: Order, address: string, at: number): void {
  const linkExpiresAt = at + context.behaviour.mailLifeHours * HOUR_MS
  dropOpenLinks(context.database, order.id)
  writeToMailbox(context, order, { address, at, expiresAt: linkExpiresAt })
  saveMailbox(context.database, { orderId: order.id, address, sentAt: at, linkExpiresAt, verifiedAt: null })
}

/** The link was opened and its button pressed. */
export function markMailboxVerified(context: CoreContext, orderId: string, at: number): void {
  const proof = mailboxOf(context.database, orderId)
  if (proof !== undefined) saveMailbox(context.database, { ...proof, verifiedAt: at })
}

/** Until when a click counts (S/MIME baseline requirements 4.2.1: 30 days); null before there was one. */
export function mailboxProofEnd(context: CoreContext, proof: MailboxProof): number | null {
  return proof.verifiedAt === null ? null : proof.verifiedAt + context.behaviour.mailboxProofDays * DAY_MS
}

/** Whether the last click is young enough for another certificate. */
export function mailboxIsProven(context: CoreContext, orderId: string, at: number): boolean {
  const proof = mailboxOf(context.database, orderId)
  return proof !== undefined && (mailboxProofEnd(context, proof) ?? 0) > at
}

/** A renewal's order begins with what its predecessor's mailbox has shown, where that still counts. */
export function inheritMailbox(context: CoreContext, from: string, to: string): void {
  const proof = mailboxOf(context.database, from)
  if (proof !== undefined) saveMailbox(context.database, { ...proof, orderId: to })
}

/** Sends the message again, once the earlier one is too old to be used. */
export function addEmailVerification(context: CoreContext, orderId: string | undefined): Outcome<Order> {
  const found = smimeOrder(context, orderId)
  if (!found.ok) return found
  const order = found.value
  const proof = mailboxOf(context.database, order.id)
  if (order.status !== 'AWAITING' || proof === undefined) return failure(1113)
  const at = nowOf(context)
  if (proof.linkExpiresAt > at) return failure(1114)
  context.database.transaction(() => askMailbox(context, order, proof.address, at))
  return success(order)
}

/** How far the mailbox's proof is; undefined for orders without one. */
export function getEmailVerification(
  context: CoreContext,
  orderId: string | undefined,
): Outcome<MailboxProof | undefined> {
  const found = orderById(context, orderId)
  return found.ok ? success(mailboxOf(context.database, found.value.id)) : found
}

function smimeOrder(context: CoreContext, orderId: string | undefined): Outcome<Order> {
  const found = orderById(context, orderId)
  if (!found.ok) return found
  return productOf(found.value.productCode)?.kind === 'smime' ? found : failure(2163)
}
