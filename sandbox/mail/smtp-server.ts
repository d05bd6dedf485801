import type { AddressInfo } from 'node:net'
import { simpleParser } from 'mailparser'
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server'
import type { SandboxCore } from '../core/core.ts'
import { addMail, type Mail } from '../core/mails.ts'

interface SmtpReceiver {
  port: number
  stop(): Promise<void>
}

const MAX_BYTES = 25 * 1024 * 1024

/** Takes every mail and puts it into the mailbox; with or without a login, without TLS. Port 0 picks a free one. */
export async function startSmtpServer(core: SandboxCore, host: string, port: number): Promise<SmtpReceiver> {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    disableReverseLookup: true,
    logger: false,
    closeTimeout: 500,
    size: MAX_BYTES,
    onAuth: (auth, _session, done) => done(null, { user: auth.username }),
    onData: (stream, session, done) => {
      receive(core, stream, session).then(
        () => done(),
        (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
      )
    },
  })
  server.on('error', () => undefined)
  const bound = await new Promise<number>((resolve, reject) => {
    server.server.once('error', reject)
    server.listen(port, host, () => {
      server.server.off('error', reject)
      const address: AddressInfo | string | null = server.server.address()
      if (address === null || typeof address === 'string') reject(new Error('no port for SMTP'))
      else resolve(address.port)
    })
  })
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
    })
  return { port: bound, stop }
}

async function receive(
  core: SandboxCore,
  stream: SMTPServerDataStream,
  session: SMTPServerSession,
): Promise<void> {
  const parsed = await simpleParser(stream)
  if (stream.sizeExceeded) throw new Error('the message is too large')
  const headers = Object.fromEntries(
    parsed.headerLines.map(({ key, line }) => [key, line.slice(line.indexOf(':') + 1).trim()]),
  )
  const mail: Omit<Mail, 'id'> = {
    receivedAt: core.context.clock().getTime(),
    from: senderOf(session) ?? parsed.from?.text ?? '',
    to: session.envelope.rcptTo.map((recipient) => recipient.address),
    subject: parsed.subject ?? '',
    text: parsed.text ?? '',
    html: parsed.html || null,
    messageId: parsed.messageId ?? null,
    headers,
  }
  await core.run(({ database }) => addMail(database, mail))
}

function senderOf(session: SMTPServerSession): string | undefined {
  return session.envelope.mailFrom === false ? undefined : session.envelope.mailFrom.address
}
