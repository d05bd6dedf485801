import { createTransport } from 'nodemailer'
import type { MailTransport } from './outbox.ts'

/** All together well below the time for which the outbox leaves a mail to one loop. */
const TIMEOUTS = { connectionTimeout: 15_000, greetingTimeout: 15_000, socketTimeout: 30_000 }

/** A transport to the mail server at an `smtp://` or `smtps://` URL. Connects for each mail. */
export function createMailTransport(smtpUrl: string): MailTransport {
  return createTransport({ url: smtpUrl, ...TIMEOUTS })
}
