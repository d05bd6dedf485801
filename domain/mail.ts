/** Who sends a mail (row B9): us, the billing system from our webhooks, or nobody. No event is mailed three times. */
export const MAIL_SENDERS = ['certloom', 'billing-system', 'nobody'] as const
export type MailSender = (typeof MAIL_SENDERS)[number]

/** What an admin may put into other words. */
export const MAIL_PARTS = ['subject', 'body', 'link', 'note'] as const
export type MailPart = (typeof MAIL_PARTS)[number]
export type MailText = Record<MailPart, string>

/** What may stand in the words of a mail between double braces. */
export const MAIL_PLACEHOLDERS = ['customer', 'product', 'reference', 'names', 'expires'] as const

const PLACEHOLDER = /\{\{\s*([^{}]*?)\s*\}\}/g

function isKnown(name: string): boolean {
  return MAIL_PLACEHOLDERS.some((known) => known === name)
}

/** The first placeholder that nobody knows, or null. */
export function unknownPlaceholder(text: string): string | null {
  const names = [...text.matchAll(PLACEHOLDER)].map((match) => match[1] ?? '')
  return names.find((name) => !isKnown(name)) ?? null
}

/** The words with their values in place. Nothing else in them is looked at. */
export function fillPlaceholders(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replaceAll(PLACEHOLDER, (whole, name: string) =>
    isKnown(name) ? String(values[name] ?? '') : whole,
  )
}

/** Mails that go out because of an event, by its name. Each event is one occasion. */
export const EVENT_MAILS: Readonly<Record<string, string>> = {
  'order.documents-needed': 'documents-needed',
  'order.document-rejected': 'document-rejected',
  'order.check-failed': 'check-failed',
  'order.issued': 'issued',
  'order.renewal-failed': 'renewal-failed',
  'order.revoked': 'revoked',
  'order.cancelled': 'cancelled',
}

/** The mail that asks for an order's first proof. */
export const FIRST_PROOF_MAIL = 'proof-needed'

/**
 * Whether an event says that the first proof is the client's to give. Later ones have a purpose, and a mail that the
 * workflow asks for; to a mailbox the CA writes itself.
 */
export function asksForFirstProof(event: {
  name: string
  details: Readonly<Record<string, unknown>>
}): boolean {
  const { method, purpose } = event.details
  return event.name === 'order.verification-needed' && purpose === undefined && typeof method === 'string'
}

/** The template of the mail that an event is told by; null for none. */
export function mailOfEvent(name: string): string | null {
  return EVENT_MAILS[name] ?? null
}
