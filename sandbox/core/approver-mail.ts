import { bareName, registrableDomain } from '../../pki/names.ts'
import { instructionMail, linkMail } from '../mail/ca-mails.ts'
import { addLink, dropOpenLinks } from './approval-links.ts'
import type { CoreContext } from './context.ts'
import { FILE_PATH, fileBody } from './control.ts'
import { addMail } from './mails.ts'
import type { Approver, Order } from './orders.ts'
import { approvalUrl } from './portal.ts'
import { proofsOf } from './proofs.ts'
import { DAY_MS, type Method } from './types.ts'

/** Sends what an order's approver is to get: links for ADMIN, instructions where they were asked for, else nothing. */
export function writeToApprover(context: CoreContext, order: Order, at: number): void {
  const { approver, code } = order
  if (approver === null) return
  dropOpenLinks(context.database, order.id)
  if (approver.method === 'ADMIN') sendLinks(context, order, approver, at)
  else if (approver.notify && approver.email !== undefined && code !== null) {
    const instructions = order.names.map((name) => instructionFor(approver.method, bareName(name), code))
    const { id: orderId, language } = order
    addMail(context.database, instructionMail({ to: approver.email, orderId, instructions, language, at }))
  }
}

/** S/MIME: the mailbox itself is asked. */
export function writeToMailbox(
  context: CoreContext,
  order: Order,
  { address, at, expiresAt }: { address: string; at: number; expiresAt: number },
): void {
  sendLink(context, order, { to: address, names: [], expiresAt }, at)
}

/** One mail to each registered domain: the prefix says which of its mailboxes. */
function sendLinks(context: CoreContext, order: Order, approver: Approver, at: number): void {
  const open = proofsOf(context.database, order.id).filter((proof) => proof.state !== 'VERIFIED')
  const byDomain = Map.groupBy(open, ({ name }) => registrableDomain(bareName(name)) ?? bareName(name))
  for (const [domain, proofs] of byDomain) {
    const to = `${(approver.prefix ?? 'ADMIN').toLowerCase()}@${domain}`
    const names = proofs.map((proof) => proof.name)
    sendLink(context, order, { to, names, expiresAt: at + context.behaviour.codeLifeDays * DAY_MS }, at)
  }
}

function sendLink(
  context: CoreContext,
  order: Order,
  { to, names, expiresAt }: { to: string; names: string[]; expiresAt: number },
  at: number,
): void {
  const link = addLink(context.database, { orderId: order.id, address: to, names, expiresAt })
  const language = order.language === 'pl' ? 'pl' : 'en'
  const url = approvalUrl(context, link.id, language)
  addMail(context.database, linkMail({ to, orderId: order.id, names, url, language, at }))
}

function instructionFor(method: Method, name: string, code: string): string {
  switch (method) {
    case 'DNS_TXT':
      return `${name}. TXT "${code}"`
    case 'DNS_TXT_PREFIX':
      return `_certum.${name}. TXT "${code}"`
    case 'DNS_CNAME':
      return `${name}. CNAME ${code}.certum.pl.`
    case 'DNS_CNAME_PREFIX':
      return `_certum.${name}. CNAME ${code}.certum.pl.`
    case 'FILE':
      return `http://${name}${FILE_PATH}: ${fileBody(code)}`
    case 'ADMIN':
      return name
  }
}
