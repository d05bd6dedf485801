import { readFileSync } from 'node:fs'
import Handlebars from 'handlebars'
import { customerName } from '../../domain/customer.ts'
import { configurationLinkToken } from '../../platform/configuration-link.ts'
import type { KeyRing } from '../../platform/secrets.ts'
import type { Database } from '../../store/database.ts'
import { createClientLink } from '../../store/queries/client-links.ts'
import { type OrderRecord, orderById } from '../../store/queries/orders.ts'
import type { DueMail } from '../../store/queries/outbox.ts'
import { WHOLE_INSTALLATION } from '../../store/tenant.ts'
import { type TextParams, translate } from '../../texts/texts.ts'

/** Every mail there is. */
export const MAIL_TEMPLATES = ['configuration-needed', 'sign-in-link'] as const
export type MailTemplate = (typeof MAIL_TEMPLATES)[number]

export interface MailDeps {
  db: Database
  keyRing: KeyRing
  /** Without a slash at its end. */
  publicUrl: string
}

/** A mail in words, of one language. */
export interface MailWords {
  to: { name: string; address: string }
  subject: string
  text: string
  html: string
}

const SIGN_IN_TTL_MS = 10 * 60_000

const layout = Handlebars.compile(readFileSync(new URL('./layout.hbs', import.meta.url), 'utf8'), {
  strict: true,
})

function isTemplate(text: string): text is MailTemplate {
  return MAIL_TEMPLATES.some((template) => template === text)
}

/** Where the mail's link leads, or null where the mail is no longer of use. */
async function linkOf(deps: MailDeps, template: MailTemplate, order: OrderRecord): Promise<string | null> {
  switch (template) {
    case 'configuration-needed':
      if (order.view.state !== 'awaiting-configuration') return null
      return `${deps.publicUrl}/configuration-link/${configurationLinkToken(deps.keyRing, order.id)}`
    case 'sign-in-link': {
      // Made at the last moment: its ten minutes must not pass in a queue.
      const { customerId, id: orderId } = order
      const link = { customerId, orderId, purpose: 'sign-in', ttlMs: SIGN_IN_TTL_MS } as const
      return `${deps.publicUrl}/link/${await createClientLink(deps.db, link)}`
    }
  }
}

function wordsOf(template: MailTemplate, order: OrderRecord, url: string): MailWords {
  const { language, email } = order.customer
  const name = customerName(order.customer)
  const params: TextParams = { customer: name, product: order.product.name, reference: order.reference }
  const say = (key: string): string => translate(language, `mail:${key}`, params)
  const parts = {
    language,
    url,
    subject: say(`${template}.subject`),
    greeting: say('greeting'),
    body: say(`${template}.body`),
    orderLine: say('orderLine'),
    link: say(`${template}.link`),
    note: say(`${template}.note`),
    regards: say('regards'),
  }
  const { greeting, body, orderLine, link, note, regards } = parts
  const text = [greeting, body, orderLine, `${link}:\n${url}`, note, regards].join('\n\n')
  return { to: { name, address: email }, subject: parts.subject, text: `${text}\n`, html: layout(parts) }
}

/**
 * Makes the function that puts a mail of the outbox into words: for the order's customer as they are now, in their
 * language. It gives null for a mail that nobody needs any more.
 */
export function createMailRenderer(deps: MailDeps): (mail: DueMail) => Promise<MailWords | null> {
  return async (mail) => {
    if (!isTemplate(mail.template)) throw new Error(`there is no mail template ${mail.template}`)
    const order = await orderById(deps.db, WHOLE_INSTALLATION, mail.orderId)
    if (order === null) return null
    const url = await linkOf(deps, mail.template, order)
    return url === null ? null : wordsOf(mail.template, order, url)
  }
}
