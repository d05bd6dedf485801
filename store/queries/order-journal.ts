import type { Actor } from '../../domain/command.ts'
import type { Database } from '../database.ts'
import { isoOf, rows, sql } from '../sql.ts'

const MOST_ROWS = 500

/** A mail of an order, as the outbox holds it. Times are RFC 3339. */
export interface MailRecord {
  id: string
  template: string
  occasion: string
  attempts: number
  createdAt: string
  /** When the mail server had it, or it was of no more use. */
  sentAt: string | null
  /** When it is tried next; null once it is sent. */
  nextAttemptAt: string | null
}

/** The mails of an order, newest first. */
export async function mailsOf(db: Database, orderId: string): Promise<MailRecord[]> {
  const found = await rows<MailRecord & Record<string, unknown>>(
    db.em(),
    sql`select id, template, occasion, attempts, created_at as "createdAt", sent_at as "sentAt",
          case when sent_at is null then next_attempt_at end as "nextAttemptAt"
        from outbox where order_id = ${orderId} order by created_at desc, id limit ${MOST_ROWS}`,
  )
  const iso = (at: string | null): string | null => (at === null ? null : isoOf(at))
  return found.map(({ id, template, occasion, attempts, createdAt, sentAt, nextAttemptAt }) => ({
    ...{ id, template, occasion, attempts, createdAt: isoOf(createdAt) },
    ...{ sentAt: iso(sentAt), nextAttemptAt: iso(nextAttemptAt) },
  }))
}

/** An effect of an order on its partners: brought about, or begun. */
export interface LedgerRecord {
  action: string
  occasion: string
  state: 'begun' | 'done'
  detail: unknown
  createdAt: string
  updatedAt: string
}

/** What the order has had done at its partners, newest first: each occasion once. */
export async function ledgerOf(db: Database, orderId: string): Promise<LedgerRecord[]> {
  const found = await rows<LedgerRecord & Record<string, unknown>>(
    db.em(),
    sql`select action, occasion, state, detail, created_at as "createdAt", updated_at as "updatedAt"
        from ledger where order_id = ${orderId} order by created_at desc, action, occasion limit ${MOST_ROWS}`,
  )
  return found.map(({ action, occasion, state, detail, createdAt, updatedAt }) => ({
    ...{ action, occasion, state, detail },
    ...{ createdAt: isoOf(createdAt), updatedAt: isoOf(updatedAt) },
  }))
}

/** What somebody asked of an order. */
export interface CommandRecord {
  id: string
  name: string
  actor: Actor
  state: 'accepted' | 'done' | 'refused'
  deliveries: number
  createdAt: string
}

/** What was asked of an order, newest first. */
export async function commandsOf(db: Database, orderId: string): Promise<CommandRecord[]> {
  const found = await rows<CommandRecord & Record<string, unknown>>(
    db.em(),
    sql`select id, name, actor, state, deliveries, created_at as "createdAt" from commands
        where order_id = ${orderId} order by position desc limit ${MOST_ROWS}`,
  )
  return found.map(({ id, name, actor, state, deliveries, createdAt }) => ({
    ...{ id, name, actor, state, deliveries, createdAt: isoOf(createdAt) },
  }))
}
