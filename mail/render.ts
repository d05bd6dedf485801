import type { Brand } from '../domain/billing-system.ts'
import { isMailName, type MailName, type MailText } from '../domain/mail.ts'
import { configurationLinkToken } from '../platform/configuration-link.ts'
import { dayOf } from '../platform/days.ts'
import type { KeyRing } from '../platform/secrets.ts'
import type { Database } from '../store/database.ts'
import { currentCaOrder } from '../store/queries/ca-orders.ts'
import { createClientLink } from '../store/queries/client-links.ts'
import { changedMailText, mailRules } from '../store/queries/mail-templates.ts'
import { type OrderRecord, orderById } from '../store/queries/orders.ts'
import type { DueMail } from '../store/queries/outbox.ts'
import { WHOLE_INSTALLATION } from '../store/tenant.ts'
import { type TextParams, translate } from '../texts/texts.ts'
import {
  type Attachment,
  certificateFiles,
  certificateOwner,
  checkLines,
  customerOf,
  instructionLines,
  type Recipient,
  refusalLines,
} from './contents.ts'
import { MAILS, type MailKind } from './templates.ts'
import { type WrittenMail, wordsOf, writeMail } from './words.ts'

export interface MailDeps {
  db: Database
  keyRing: KeyRing
  /** Without a slash at its end. */
  publicUrl: string
  clock?: () => Date
}

/** A mail in words, of one language. */
export interface MailWords extends WrittenMail {
  to: Recipient
  /** Whose name it bears, where the installation's own is not it. */
  sender?: Recipient
  replyTo?: string
  attachments?: Attachment[]
}

const SIGN_IN_TTL_MS = 10 * 60_000

/** Where the mail's link leads. */
async function linkOf(
  deps: MailDeps,
  { link, isAboutAll }: MailKind,
  order: OrderRecord,
  meant: string | null,
): Promise<string> {
  const page = `${deps.publicUrl}/orders/${order.id}`
  switch (link) {
    case 'configuration-link':
      return `${deps.publicUrl}/configuration-link/${configurationLinkToken(deps.keyRing, order.id)}`
    case 'sign-in': {
      // Made at the last moment: its ten minutes must not pass in a queue.
      const { customerId, id } = order
      const orderId = isAboutAll ? null : id
      const made = { customerId, orderId, page: meant, purpose: 'sign-in', ttlMs: SIGN_IN_TTL_MS } as const
      return `${deps.publicUrl}/link/${await createClientLink(deps.db, made)}`
    }
    case 'order':
      return page
    case 'verification':
    case 'documents':
      return `${page}/${link}`
  }
}

function paramsOf(order: OrderRecord, to: Recipient): TextParams {
  const { view, product, reference } = order
  return {
    customer: to.name || to.address,
    product: product.name,
    reference,
    // A certificate for a mailbox has none.
    names: view.names.join(', ') || product.name,
    expires: view.expiresAt === null ? '' : dayOf(view.expiresAt, order.timeZone),
  }
}

async function linesOf(db: Database, kind: MailKind, order: OrderRecord): Promise<string[]> {
  if (kind.saysInstructions) return instructionLines(db, order.id, order.customer.language)
  if (kind.saysChecks) return checkLines(db, order.id, order.customer.language)
  return kind.saysReasons ? refusalLines(db, order.id, order.customer.language) : []
}

/** The words in force: an admin's, for this billing system or for all, else those that the mail came with. */
async function wordsFor(db: Database, template: MailName, order: OrderRecord): Promise<MailText> {
  const { language } = order.customer
  const place = { billingSystemId: order.billingSystemId, template, language }
  return (await changedMailText(db, place)) ?? wordsOf(template, language, order.view.expiresAt !== null)
}

function sendersOf({
  name = null,
  sender = null,
  replyTo = null,
}: Partial<Brand>): Pick<MailWords, 'sender' | 'replyTo'> {
  return {
    ...(sender === null ? {} : { sender: { name: name ?? '', address: sender } }),
    ...(replyTo === null ? {} : { replyTo }),
  }
}

/** What the mail says and to whom, whether or not anybody needs it. */
async function compose(
  deps: MailDeps,
  template: MailName,
  order: OrderRecord,
  { to, brand, url }: { to: Recipient; brand: Partial<Brand>; url: string },
): Promise<MailWords> {
  const { db } = deps
  const kind: MailKind = MAILS[template]
  const written = writeMail({
    language: order.customer.language,
    words: await wordsFor(db, template, order),
    params: paramsOf(order, to),
    url,
    lines: await linesOf(db, kind, order),
    isAboutAll: kind.isAboutAll ?? false,
    brand: { name: brand.name ?? null, logoUrl: brand.logoUrl ?? null },
  })
  const words = { to, ...written, ...sendersOf(brand) }
  return kind.attachesCertificate ? { ...words, attachments: await certificateFiles(db, order.id) } : words
}

/** A copy for an admin: marked as one, and with no link that would let them in as the client. */
async function testCopy(
  deps: MailDeps,
  template: MailName,
  order: OrderRecord,
  address: string,
): Promise<MailWords> {
  const { brand } = await mailRules(deps.db, order.billingSystemId)
  const url = `${deps.publicUrl}/orders/${order.id}`
  const mail = await compose(deps, template, order, { to: { name: '', address }, brand, url })
  const mark = translate(order.customer.language, 'mail:test')
  return { ...mail, subject: `${mark}${mail.subject}` }
}

/**
 * Makes the function that puts a mail of the outbox into words: for the order and its people as they are now, in their
 * language. It gives null for a mail that nobody needs any more, or that is somebody else's to send.
 */
export function createMailRenderer(deps: MailDeps): (mail: DueMail) => Promise<MailWords | null> {
  const { db } = deps
  return async ({ template, orderId, occasion, testTo, page = null }) => {
    if (!isMailName(template)) throw new Error(`there is no mail template ${template}`)
    const order = await orderById(db, WHOLE_INSTALLATION, orderId)
    if (order === null) return null
    if (testTo) return testCopy(deps, template, order, testTo)
    const kind: MailKind = MAILS[template]
    const { mails, brand } = await mailRules(db, order.billingSystemId)
    const isOurs = (mails[template] ?? 'certloom') === 'certloom'
    const facts = { order, caOrder: await currentCaOrder(db, orderId), now: deps.clock?.() ?? new Date() }
    if (!isOurs || !kind.isOfUse(facts)) return null
    const isOwners = kind.addressee === 'certificate-owner'
    const to = isOwners ? await certificateOwner(db, order, occasion) : customerOf(order)
    return compose(deps, template, order, { to, brand, url: await linkOf(deps, kind, order, page) })
  }
}
