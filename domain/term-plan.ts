import type { RenewalPolicy } from './order-terms.ts'
import { isTls, type ProductKind } from './product.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
/** Leap days and seconds between what is paid and what the CA's products add up to are no reason to buy another one. */
const SLACK_DAYS = 3

/** What decides what happens next in a term. Instants are RFC 3339 in UTC; `paidUntil` may be a date. */
export interface TermFacts {
  orderId: string
  kind: ProductKind
  /** Null: as long as the CA's product. */
  paidUntil: string | null
  recurring: boolean
  policy: RenewalPolicy
  daysBefore: number
  invoiceDaysBefore: number
  /** Of the newest CA order. */
  productValidUntil: string | null
  /** The one that lives longest of those that were not revoked. */
  certificate: { notBefore: string; notAfter: string } | null
  /** Its end was asked for: no invoice follows. */
  endsWithTerm: boolean
  /** The client was told that this certificate ends. */
  isNotified?: boolean
  /** The invoice of the next term was asked for and is not paid. */
  isInvoiced?: boolean
}

export const MOVES = ['reissue', 'renew', 'invoice', 'notify'] as const
/** What happens by itself: a free reissue, a renewal at the CA without an invoice, an invoice, or word to the client. */
export type MoveName = (typeof MOVES)[number]

export const MOVE_REASONS = [
  'product-outlives-certificate',
  'term-outlives-product',
  'term-ends-recurring',
  'term-ends',
  'policy-notify',
  'kind-needs-the-client',
] as const
export type MoveReason = (typeof MOVE_REASONS)[number]

/** `dueAt` is the plan's own instant, `at` the moment of this order within the day before it. */
export interface Move {
  what: MoveName
  at: string
  dueAt: string
  reason: MoveReason
}

/** The days before as they are in effect: never more than a third of the certificate's life (row S2). */
export function effectiveDaysBefore(
  daysBefore: number,
  certificate: { notBefore: string; notAfter: string },
): number {
  const lifeDays = (Date.parse(certificate.notAfter) - Date.parse(certificate.notBefore)) / DAY_MS
  return Math.max(0, Math.min(daysBefore, Math.floor(lifeDays / 3)))
}

/** A number in [0, 1) that stays the same for an order (FNV-1a). */
function fractionOf(orderId: string): number {
  let hash = 0x811c9dc5
  for (const character of orderId) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193) >>> 0
  return hash / 0x1_0000_0000
}

/**
 * A moment of the order's own before `startsAt`, never after it: a CA is not asked by all at once. Within a day, or a
 * sixth of what is left of a short-lived certificate.
 */
export function spreadStart(orderId: string, startsAt: string, spanMs = DAY_MS): string {
  const span = Math.max(0, Math.min(spanMs, DAY_MS))
  return new Date(Date.parse(startsAt) - Math.floor(fractionOf(orderId) * span)).toISOString()
}

/** The next thing that happens by itself, overdue or not; null where nothing is left to do. */
export function nextMove(facts: TermFacts): Move | null {
  const ends = endsOf(facts)
  if (ends === null) return null
  const moves = [moveOfCertificate(facts, ends), invoiceOf(facts, ends)].filter((move) => move !== null)
  return moves.sort((a, b) => a.at.localeCompare(b.at))[0] ?? null
}

interface Ends {
  begin: number
  certificate: number
  product: number
  paid: number
  daysBefore: number
}

function endsOf(facts: TermFacts): Ends | null {
  const { certificate, productValidUntil, paidUntil, daysBefore } = facts
  if (certificate === null) return null
  const end = Date.parse(certificate.notAfter)
  const product = productValidUntil === null ? end : Date.parse(productValidUntil)
  return {
    begin: Date.parse(certificate.notBefore),
    certificate: end,
    product,
    paid: paidUntil === null ? product : Date.parse(paidUntil),
    daysBefore: effectiveDaysBefore(daysBefore, certificate),
  }
}

/** What the certificate in use asks for: a reissue, a renewal at the CA, or the client's own move. */
function moveOfCertificate(facts: TermFacts, ends: Ends): Move | null {
  if (facts.policy === 'none') return null
  const gainMs = ends.product - ends.certificate
  const goesOn = ends.paid > ends.product + SLACK_DAYS * DAY_MS
  if (gainMs > worthOfReissueMs(facts, ends, goesOn))
    return act(facts, ends, 'reissue', 'product-outlives-certificate')
  if (goesOn) return act(facts, ends, 'renew', 'term-outlives-product')
  if (facts.endsWithTerm || isInvoicedAgain(facts)) return null
  return told(facts, ends, facts.recurring ? 'kind-needs-the-client' : 'term-ends')
}

/**
 * A short rest of the product is not worth a certificate of its own where another product follows. Where none does, it
 * is paid for; and who is to pay again must not be without a certificate on the day of the invoice.
 */
function worthOfReissueMs(facts: TermFacts, ends: Ends, goesOn: boolean): number {
  if (goesOn) return Math.max(ends.daysBefore, SLACK_DAYS) * DAY_MS
  return isInvoicedAgain(facts) && ends.certificate <= invoicedAtMs(facts, ends) + DAY_MS ? MINUTE_MS : DAY_MS
}

/** So many days before what is paid ends; a CA's product that ends a day or more earlier is what counts then. */
function invoicedAtMs(facts: TermFacts, { paid, product }: Ends): number {
  const shortMs = paid - product
  const end = shortMs > HOUR_MS && shortMs <= SLACK_DAYS * DAY_MS ? product : paid
  return end - facts.invoiceDaysBefore * DAY_MS
}

/** Where a person must act (a key in hardware, a click) or the policy says so, the client is told instead. */
function act(facts: TermFacts, ends: Ends, what: 'reissue' | 'renew', reason: MoveReason): Move | null {
  if (!isTls(facts.kind)) return told(facts, ends, 'kind-needs-the-client')
  if (facts.policy === 'notify') return told(facts, ends, 'policy-notify')
  return move(facts, ends, what, reason)
}

/** Said once of each certificate. */
function told(facts: TermFacts, ends: Ends, reason: MoveReason): Move | null {
  return facts.isNotified === true ? null : move(facts, ends, 'notify', reason)
}

function move(facts: TermFacts, ends: Ends, what: MoveName, reason: MoveReason): Move {
  const last = what === 'renew' ? Math.min(ends.certificate, ends.product) : ends.certificate
  const dueAt = new Date(last - ends.daysBefore * DAY_MS).toISOString()
  const span = (ends.certificate - ends.begin) / 6
  return { what, at: spreadStart(facts.orderId, dueAt, span), dueAt, reason }
}

/** What is paid term by term, until its end was asked for; keys in hardware and clicks need the client anyway. */
function isInvoicedAgain({ recurring, endsWithTerm, kind }: TermFacts): boolean {
  return recurring && !endsWithTerm && isTls(kind)
}

/** What is paid ends, and goes on once it is paid again: whatever the policy for certificates inside a term is. */
function invoiceOf(facts: TermFacts, ends: Ends): Move | null {
  if (!isInvoicedAgain(facts) || facts.isInvoiced === true) return null
  // Exactly then: an invoice has a date, and no CA is asked.
  const at = new Date(invoicedAtMs(facts, ends)).toISOString()
  return { what: 'invoice', at, dueAt: at, reason: 'term-ends-recurring' }
}
