import type { MailName } from '../../domain/mail.ts'
import { newId } from '../../platform/ids.ts'
import type { Database } from '../database.ts'
import { type Fragment, json, rows, sql } from '../sql.ts'

/** A mail that is wanted: once for each occasion (a state, a threshold, a command id). */
export interface MailRequest {
  template: MailName
  occasion: string
  /** The page that its link leads to, a path, where the template leaves it open. */
  page?: string | null
}

/** A mail that is to be sent. Whom to, and in which words, is decided when it is. */
export interface DueMail {
  id: string
  /** Another release may have asked for one that this one does not know. */
  template: string
  occasion: string
  orderId: string
  /** The part before the @ of its Message-ID. */
  messageId: string
  /** This attempt included. */
  attempts: number
  /** The page that its link leads to, a path, where the template leaves it open. */
  page?: string | null
  /** A copy for an admin to look at, at this address. */
  testTo?: string | null
}

/** Asks for an order's mails; one that was asked for before stays as it is. */
export function mailsInsert(orderId: string, mails: readonly MailRequest[]): Fragment {
  return orderMailsInsert(mails.map((mail) => ({ ...mail, orderId })))
}

/** As `mailsInsert`, for many orders. */
export function orderMailsInsert(mails: readonly (MailRequest & { orderId: string })[]): Fragment {
  const entries = mails.map((mail) => ({ ...mail, id: newId(), messageId: newId() }))
  return sql`insert into outbox (id, order_id, template, occasion, message_id, page)
    select m.id, m."orderId", m.template, m.occasion, m."messageId", m.page
    from jsonb_to_recordset(${json(entries)})
      as m(id text, "orderId" text, template text, occasion text, "messageId" text, page text)
    on conflict (order_id, template, occasion) do nothing`
}

/** Asks for one mail. */
export async function requestMail(db: Database, orderId: string, mail: MailRequest): Promise<void> {
  await rows(db.em(), mailsInsert(orderId, [mail]))
}

/** Asks for a copy of a mail, for an admin to look at. */
export async function requestTestMail(
  db: Database,
  orderId: string,
  { template, occasion, testTo }: MailRequest & { testTo: string },
): Promise<void> {
  await rows(
    db.em(),
    sql`insert into outbox (id, order_id, template, occasion, message_id, recipient)
        values (${newId()}, ${orderId}, ${template}, ${occasion}, ${newId()}, ${json({ testTo })})
        on conflict (order_id, template, occasion) do nothing`,
  )
}

/** How long a taken mail is its taker's: longer than an attempt lasts, so that no second loop sends it meanwhile. */
const LEASE = sql`interval '5 minutes'`

/** Mails that are due, for this caller alone. One of which nothing is heard is due again after the lease. */
export async function dueMails(db: Database, now: Date, limit: number): Promise<DueMail[]> {
  return rows<DueMail & Record<string, unknown>>(
    db.em(),
    sql`with due as (
          select id from outbox where sent_at is null and next_attempt_at <= ${now}::timestamptz
          order by next_attempt_at limit ${limit} for update skip locked
        )
        update outbox m set attempts = m.attempts + 1, next_attempt_at = ${now}::timestamptz + ${LEASE}
        from due where m.id = due.id
        returning m.id, m.order_id as "orderId", m.template, m.occasion, m.message_id as "messageId", m.attempts, m.page,
          m.recipient ->> 'testTo' as "testTo"`,
  )
}

/** The mail server has it, or nobody wants it any more. */
export async function mailSent(db: Database, id: string, at: Date): Promise<void> {
  await rows(db.em(), sql`update outbox set sent_at = ${at}::timestamptz where id = ${id}`)
}

/** Due again after 10 s, 20 s, … up to an hour, for ever. */
export async function mailFailed(db: Database, id: string, at: Date): Promise<void> {
  await rows(
    db.em(),
    sql`update outbox set next_attempt_at = ${at}::timestamptz
          + least(interval '1 hour', interval '5 seconds' * power(2, least(attempts, 12)))
        where id = ${id} and sent_at is null`,
  )
}
