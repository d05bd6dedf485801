import { z } from 'zod'
import { newId } from '../../platform/ids.ts'
import type { Database } from './database.ts'

/** A message in the sandbox's mailbox: what the CA wrote, and what came in by SMTP. */
export interface Mail {
  id: string
  receivedAt: number
  from: string
  to: string[]
  subject: string
  text: string
  html: string | null
  messageId: string | null
  headers: Record<string, string>
}

const json = <Output>(schema: z.ZodType<Output>) =>
  z.string().transform((text): Output => schema.parse(JSON.parse(text)))

const mailRow = z
  .object({
    id: z.string(),
    receivedAt: z.number(),
    sender: z.string(),
    recipients: json(z.array(z.string())),
    subject: z.string(),
    text: z.string(),
    html: z.string().nullable(),
    messageId: z.string().nullable(),
    headers: json(z.record(z.string(), z.string())),
  })
  .transform(({ sender, recipients, ...mail }): Mail => ({ ...mail, from: sender, to: recipients }))

export function addMail(database: Database, mail: Omit<Mail, 'id'>): string {
  const id = newId()
  database.run(
    'INSERT INTO mails (id, receivedAt, sender, recipients, subject, text, html, messageId, headers) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
    id,
    mail.receivedAt,
    mail.from,
    JSON.stringify(mail.to),
    mail.subject,
    mail.text,
    mail.html,
    mail.messageId,
    JSON.stringify(mail.headers),
  )
  return id
}

export function findMail(database: Database, id: string): Mail | undefined {
  return database.one(mailRow, 'SELECT * FROM mails WHERE id = ?', id)
}

/** Those whose subject holds a text, all without one; newest first. */
export function listMails(database: Database, subject = ''): Mail[] {
  const sql = 'SELECT * FROM mails WHERE instr(subject, ?) > 0 ORDER BY receivedAt DESC, rowid DESC'
  return database.all(mailRow, sql, subject)
}
