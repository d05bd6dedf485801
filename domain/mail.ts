import type { EventDetails, EventName } from './events.ts'

/** Every mail there is; its words are in `texts/mail.*.json` under the same name. */
export const MAIL_NAMES = [
  'configuration-needed',
  'sign-in-link',
  'sign-in',
  'proof-needed',
  'verification-needed',
  'csr-needed',
  'renewal-due',
  'documents-needed',
  'document-rejected',
  'check-failed',
  'issued',
  'renewal-failed',
  'revoked',
  'cancelled',
  'older-revoked',
  'certificate-renewed',
  'certificate',
  'reminder-configuration',
  'reminder-verification',
  'reminder-documents',
] as const
export type MailName = (typeof MAIL_NAMES)[number]

export function isMailName(text: string): text is MailName {
  return MAIL_NAMES.some((name) => name === text)
}

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

/** The words with their values in place, or what `gapOf` says of a value that there is none of. Nothing else in them is looked at. */
export function fillPlaceholders(
  text: string,
  values: Readonly<Record<string, string | number>>,
  gapOf: (text: string, name: string) => string,
): string {
  return text.replaceAll(PLACEHOLDER, (whole, name: string) => {
    if (!isKnown(name)) return whole
    const value = String(values[name] ?? '')
    return value === '' ? gapOf(text, name) : value
  })
}

/** Mails that go out because of an event, by its name. Each event is one occasion. */
export const EVENT_MAILS: Readonly<Partial<Record<EventName, MailName>>> = {
  'order.documents-needed': 'documents-needed',
  'order.document-rejected': 'document-rejected',
  'order.check-failed': 'check-failed',
  'order.issued': 'issued',
  'order.renewal-failed': 'renewal-failed',
  'order.revoked': 'revoked',
  'order.cancelled': 'cancelled',
}

/** The mail that asks for an order's first proof. */
export const FIRST_PROOF_MAIL: MailName = 'proof-needed'

/**
 * Whether an event says that the first proof is the client's to give. Later ones have a purpose, and a mail that the
 * workflow asks for; to a mailbox the CA writes itself.
 */
export function asksForFirstProof(event: { name: EventName; details: EventDetails }): boolean {
  const { method, purpose } = event.details
  return event.name === 'order.verification-needed' && purpose === undefined && typeof method === 'string'
}

/** The template of the mail that an event is told by; null for none. */
export function mailOfEvent(name: EventName): MailName | null {
  return EVENT_MAILS[name] ?? null
}
