import { readFileSync } from 'node:fs'
import Handlebars from 'handlebars'
import { configurationLinkToken } from '../../platform/configuration-link.ts'
import type { KeyRing } from '../../platform/secrets.ts'
import type { Database } from '../../store/database.ts'
import { createClientLink } from '../../store/queries/client-links.ts'
import { type OrderRecord, orderById } from '../../store/queries/orders.ts'
import type { DueMail } from '../../store/queries/outbox.ts'
import { WHOLE_INSTALLATION } from '../../store/tenant.ts'
import { type TextParams, translate } from '../../texts/texts.ts'
import {
  type Attachment,
  certificateFiles,
  certificateOwner,
  customerOf,
  instructionLines,
  type Recipient,
} from './contents.ts'
import { isMailTemplate, MAILS, type MailKind, type MailTemplate } from './templates.ts'

export interface MailDeps {
  db: Database
  keyRing: KeyRing
  /** Without a slash at its end. */
  publicUrl: string
}

/** A mail in words, of one language. */
export interface MailWords {
  to: Recipient
  subject: string
  text: string
  html: string
  attachments?: Attachment[]
}

const SIGN_IN_TTL_MS = 10 * 60_000

const layout = Handlebars.compile(readFileSync(new URL('./layout.hbs', import.meta.url), 'utf8'), {
  strict: true,
})

/** Where the mail's link leads. */
async function linkOf(deps: MailDeps, { link }: MailKind, order: OrderRecord): Promise<string> {
  const page = `${deps.publicUrl}/orders/${order.id}`
  switch (link) {
    case 'configuration-link':
      return `${deps.publicUrl}/configuration-link/${configurationLinkToken(deps.keyRing, order.id)}`
    case 'sign-in': {
      // Made at the last moment: its ten minutes must not pass in a queue.
      const { customerId, id: orderId } = order
      const made = { customerId, orderId, purpose: 'sign-in', ttlMs: SIGN_IN_TTL_MS } as const
      return `${deps.publicUrl}/link/${await createClientLink(deps.db, made)}`
    }
    case 'order':
      return page
    case 'verification':
    case 'documents':
      return `${page}/${link}`
  }
}

interface Contents {
  url: string
  to: Recipient
  /** What must be published, a line each. */
  lines: string[]
}

function paramsOf(order: OrderRecord, to: Recipient): TextParams {
  const { view, product, reference } = order
  return {
    customer: to.name || to.address,
    product: product.name,
    reference,
    names: view.names.join(', '),
    expires: view.expiresAt?.slice(0, 10) ?? '',
  }
}

function wordsOf(template: MailTemplate, order: OrderRecord, { url, to, lines }: Contents): MailWords {
  const { language } = order.customer
  const params = paramsOf(order, to)
  const say = (key: string): string => translate(language, `mail:${key}`, params)
  const parts = {
    language,
    url,
    lines,
    subject: say(`${template}.subject`),
    greeting: say('greeting'),
    body: say(`${template}.body`),
    orderLine: say('orderLine'),
    link: say(`${template}.link`),
    note: say(`${template}.note`),
    regards: say('regards'),
  }
  const { greeting, body, orderLine, link, note, regards } = parts
  const said = [greeting, body, ...(lines.length > 0 ? [lines.join('\n')] : []), orderLine]
  const text = [...said, `${link}:\n${url}`, note, regards].join('\n\n')
  return { to, subject: parts.subject, text: `${text}\n`, html: layout(parts) }
}

/**
 * Makes the function that puts a mail of the outbox into words: for the order and its people as they are now, in their
 * language. It gives null for a mail that nobody needs any more.
 */
export function createMailRenderer(deps: MailDeps): (mail: DueMail) => Promise<MailWords | null> {
  const { db } = deps
  return async ({ template, orderId, occasion }) => {
    if (!isMailTemplate(template)) throw new Error(`there is no mail template ${template}`)
    const order = await orderById(db, WHOLE_INSTALLATION, orderId)
    const kind: MailKind = MAILS[template]
    if (order === null || !kind.isOfUse(order)) return null
    const isOwners = kind.addressee === 'certificate-owner'
    const to = isOwners ? await certificateOwner(db, order, occasion) : customerOf(order)
    const lines = kind.saysInstructions ? await instructionLines(db, orderId) : []
    const words = wordsOf(template, order, { url: await linkOf(deps, kind, order), to, lines })
    if (!kind.attachesCertificate) return words
    return { ...words, attachments: await certificateFiles(db, orderId) }
  }
}
