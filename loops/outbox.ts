import type { MailWords } from '../mail/render.ts'
import type { Logger } from '../platform/logger.ts'
import type { Database } from '../store/database.ts'
import { type DueMail, dueMails, mailFailed, mailSent } from '../store/queries/outbox.ts'
import { type Loop, repeat } from './repeat.ts'

/** What a mail server is given. */
export interface OutgoingMail extends Omit<MailWords, 'sender' | 'html'> {
  html?: string
  from: string | { name: string; address: string }
  messageId: string
  headers: Record<string, string>
}

/** The part of a nodemailer transport that is needed here. */
export interface MailTransport {
  sendMail(mail: OutgoingMail): Promise<unknown>
}

interface OutboxOptions {
  db: Database
  transport: MailTransport
  /** Puts a mail into words at the moment it is sent; null for one that nobody needs any more. */
  render: (mail: DueMail) => Promise<MailWords | null>
  from: string
  intervalMs?: number
  log: Logger
}

const AT_ONCE = 10

/** The domain of the sender's address: mail servers distrust Message-IDs without a real one. */
function domainOf(from: string): string {
  return /@([^\s<>@]+)>?$/.exec(from.trim())?.[1] ?? 'localhost'
}

/** What may be logged of a failure: a server's words may quote the recipient. */
function codeOf(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return {}
  const code = 'code' in error ? error.code : undefined
  const responseCode = 'responseCode' in error ? error.responseCode : undefined
  return { error: error.name, code, responseCode }
}

/**
 * Sends the mails of the outbox. One that fails is tried again for ever, with the same Message-ID, so that a mail that
 * arrives twice after a crash is known as one. Any number of loops may run.
 */
export function startOutbox(options: OutboxOptions): Loop {
  const { db, transport, render, from, intervalMs = 2_000, log } = options
  /** Mails that the server took while PostgreSQL was away and could not be told. */
  const taken = new Set<string>()

  const send = async (mail: DueMail): Promise<void> => {
    const words = await render(mail)
    if (words === null) return
    const messageId = `<${mail.messageId}@${domainOf(from)}>`
    const { sender = from, ...rest } = words
    await transport.sendMail({
      ...rest,
      from: sender,
      messageId,
      headers: { 'Auto-Submitted': 'auto-generated' },
    })
  }

  const deliver = async (mail: DueMail): Promise<void> => {
    const { id, orderId, template, attempts } = mail
    try {
      if (!taken.has(id)) await send(mail)
    } catch (error) {
      log.warn({ mail: id, orderId, template, attempts, ...codeOf(error) }, 'a mail could not be sent')
      return mailFailed(db, id, new Date())
    }
    taken.add(id)
    await mailSent(db, id, new Date())
    taken.delete(id)
  }

  const round = async (): Promise<boolean> => {
    const due = await dueMails(db, new Date(), AT_ONCE)
    await Promise.all(due.map(deliver))
    return due.length === AT_ONCE
  }
  return repeat(round, {
    intervalMs,
    onError: (error) => log.warn({ err: error }, 'the outbox could not be read or written'),
  })
}
