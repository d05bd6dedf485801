import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { type ParsedMail, simpleParser } from 'mailparser'
import { pino } from 'pino'
import { SMTPServer } from 'smtp-server'
import type { MailName } from '../../domain/mail.ts'
import type { OrderStateName } from '../../domain/order-state.ts'
import { createMailTransport } from '../../loops/mail-transport.ts'
import { startOutbox } from '../../loops/outbox.ts'
import { createMailRenderer } from '../../mail/render.ts'
import { readConfigurationLinkToken } from '../../platform/configuration-link.ts'
import { consumeClientLink } from '../../store/queries/client-links.ts'
import { requestMail } from '../../store/queries/outbox.ts'
import { rows, sql } from '../../store/sql.ts'
import { withInstallation } from '../store/installation.ts'
import { customer, keptOrder, tell, viewOf } from '../store/order-factory.ts'

const here = withInstallation()

/** What the mail server took, and how many of the next mails it refuses. */
const mailbox: { mails: ParsedMail[]; refuse: number } = { mails: [], refuse: 0 }

const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onData(stream, _session, callback) {
    simpleParser(stream).then((mail) => {
      if (mailbox.refuse > 0) {
        mailbox.refuse -= 1
        callback(Object.assign(new Error('try again, jadwiga@customer.test'), { responseCode: 451 }))
        return
      }
      mailbox.mails.push(mail)
      callback()
    }, callback)
  },
})

before(() => new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve)))
after(() => new Promise<void>((resolve) => server.close(resolve)))
beforeEach(() => {
  mailbox.mails = []
  mailbox.refuse = 0
})

function smtpUrl(): string {
  const address = server.server.address()
  return `smtp://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
}

const logged: string[] = []
const log = pino({ level: 'trace' }, { write: (line) => void logged.push(line) })

function outbox() {
  return startOutbox({
    db: here.db,
    transport: createMailTransport(smtpUrl()),
    render: createMailRenderer({ db: here.db, keyRing: here.keyRing, publicUrl: 'https://certloom.test' }),
    from: 'Certloom <no-reply@certloom.test>',
    intervalMs: 20,
    log,
  })
}

async function unsent(): Promise<number> {
  const [found] = await rows<{ n: number }>(
    here.db.em(),
    sql`select count(*)::int as n from outbox where sent_at is null`,
  )
  return found?.n ?? -1
}

/** Runs so many loops until nothing is left to send; `meanwhile` is done between two looks. */
async function sendAll(loops = 1, meanwhile: () => Promise<unknown> = async () => undefined): Promise<void> {
  const running = Array.from({ length: loops }, outbox)
  const deadline = Date.now() + 15_000
  while ((await unsent()) > 0) {
    assert.ok(Date.now() < deadline, 'mails were left')
    await meanwhile()
    await sleep(20)
  }
  await Promise.all(running.map((loop) => loop.stop()))
}

async function wanted(template: MailName, language: 'pl' | 'en' = 'en', state?: OrderStateName) {
  const order = await keptOrder(here, {
    customer: customer({
      reference: `${template}-${language}`,
      language,
      firstName: 'J<b>',
      lastName: '$t(x) & Ś',
    }),
  })
  if (state !== undefined) await tell(here, { orderId: order.id, view: viewOf({ state }) })
  await requestMail(here.db, order.id, { template, occasion: 'first' })
  return order
}

function linkIn(mail: ParsedMail | undefined, path: string): string {
  const found = new RegExp(`https://certloom\\.test/${path}/([\\w.-]+)`).exec(mail?.text ?? '')
  return found?.[1] ?? ''
}

describe('the outbox loop', () => {
  test('two loops send each mail once', async () => {
    for (let n = 0; n < 15; n += 1) await wanted('configuration-needed')
    await sendAll(2)
    assert.equal(mailbox.mails.length, 15)
    assert.equal(new Set(mailbox.mails.map(({ messageId }) => messageId)).size, 15)
    const again = outbox()
    await sleep(100)
    await again.stop()
    assert.equal(mailbox.mails.length, 15)
  })

  test('a refused mail comes again with the same Message-ID, and the log names nobody', async () => {
    const order = await wanted('configuration-needed')
    mailbox.refuse = 2
    const kept = await rows<{ id: string }>(
      here.db.em(),
      sql`select message_id as id from outbox where order_id = ${order.id}`,
    )
    await sendAll(1, () =>
      rows(here.db.em(), sql`update outbox set next_attempt_at = now() where attempts < 9`),
    )
    assert.deepEqual(
      mailbox.mails.map(({ messageId }) => messageId),
      [`<${kept[0]?.id}@certloom.test>`],
    )
    assert.match(logged.join(), /a mail could not be sent/)
    assert.doesNotMatch(logged.join(), /jadwiga/)
  })

  test('a mail for an order that no longer waits is not sent', async () => {
    await wanted('configuration-needed', 'en', 'cancelled')
    await sendAll()
    assert.equal(mailbox.mails.length, 0)
  })

  test('stopping waits for the mail that is on its way', async () => {
    await wanted('configuration-needed')
    const loop = outbox()
    await sleep(5)
    await loop.stop()
    assert.equal(mailbox.mails.length, 1 - (await unsent()))
    await sendAll()
    assert.equal(mailbox.mails.length, 1)
  })
})

describe('the words of a mail', () => {
  test('ask for the configuration in the customer’s language, with a link that leads to the order', async () => {
    for (const [language, subject] of [
      ['en', /waiting for its details/],
      ['pl', /czeka na dane/],
    ] as const) {
      mailbox.mails = []
      const order = await wanted('configuration-needed', language)
      await sendAll()
      const [mail] = mailbox.mails
      assert.match(mail?.subject ?? '', subject)
      assert.match(mail?.subject ?? '', new RegExp(order.reference))
      assert.match(mail?.text ?? '', /Commercial SSL/)
      assert.equal(readConfigurationLinkToken(here.keyRing, linkIn(mail, 'configuration-link')), order.id)
      assert.deepEqual(
        [mail?.to].flat().flatMap((to) => to?.value ?? []),
        [{ name: 'J<b> $t(x) & Ś', address: 'jadwiga@customer.test' }],
      )
    }
  })

  test('escape what people entered, and leave no text out', async () => {
    await wanted('configuration-needed')
    await sendAll()
    const [mail] = mailbox.mails
    assert.match(String(mail?.html), /Hello J&lt;b&gt; \$t\(x\) &amp; Ś,/)
    assert.match(mail?.text ?? '', /Hello J<b> \$t\(x\) & Ś,/)
    assert.doesNotMatch(`${mail?.text}${mail?.html}`, /mail:|\{\{|undefined/)
  })

  test('a sign-in link is made when it is sent, and signs its customer in once', async () => {
    const order = await wanted('sign-in-link', 'pl')
    await sendAll()
    const token = linkIn(mailbox.mails[0], 'link')
    const holder = await consumeClientLink(here.db, token)
    assert.deepEqual([holder?.customerId, holder?.orderId], [order.customerId, order.id])
    assert.equal(await consumeClientLink(here.db, token), null)
  })
})
