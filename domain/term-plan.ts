import type { RenewalPolicy } from './order-terms.ts'
import { isTls, type ProductKind, type Validation } from './product.ts'

const DAY_MS = 86_400_000
/** Leap days and seconds between what is paid and what the CA's products add up to are no reason to buy another one. */
const SLACK_DAYS = 3

/** What decides what happens next in a term. Instants are RFC 3339 in UTC; `paidUntil` may be a date. */
export interface TermFacts {
  orderId: string
  kind: ProductKind
  validation: Validation | null
  /** Of one CA order. */
  validityDays: number
  /** Whether the CA has a renewal code; without one it is ordered anew. */
  isRenewable: boolean
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

/** A moment of the order's own within the 24 h before `startsAt`, never after it: a CA is not asked by all at once. */
export function spreadStart(orderId: string, startsAt: string): string {
  return new Date(Date.parse(startsAt) - Math.floor(fractionOf(orderId) * DAY_MS)).toISOString()
}

/** The next thing that happens by itself, overdue or not; null where nothing is left to do. */
export function nextMove(facts: TermFacts): Move | null {
  const inUse = moveOfCertificate(facts)
  const isSaid = inUse?.what === 'notify' && facts.isNotified === true
  return inUse === null || isSaid ? invoiceOf(facts) : inUse
}

interface Ends {
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
    certificate: end,
    product,
    paid: paidUntil === null ? product : Date.parse(paidUntil),
    daysBefore: effectiveDaysBefore(daysBefore, certificate),
  }
}

/** What the certificate in use asks for, by the words of `docs`: reissue, renewal at the CA, or the client's own move. */
function moveOfCertificate(facts: TermFacts): Move | null {
  const ends = endsOf(facts)
  if (ends === null || facts.policy === 'none') return null
  const gainMs = ends.product - ends.certificate
  if (gainMs > ends.daysBefore * DAY_MS && gainMs > SLACK_DAYS * DAY_MS)
    return ofCertificate(facts, ends, 'reissue', 'product-outlives-certificate', ends.certificate)
  const last = Math.min(ends.certificate, ends.product)
  if (ends.paid > ends.product + SLACK_DAYS * DAY_MS)
    return ofCertificate(facts, ends, 'renew', 'term-outlives-product', last)
  if (facts.recurring && !facts.endsWithTerm && isTls(facts.kind)) return null
  if (facts.endsWithTerm) return null
  return move(facts, 'notify', ends.certificate - ends.daysBefore * DAY_MS, reasonToTell(facts))
}

function reasonToTell({ kind, recurring }: TermFacts): MoveReason {
  return recurring && !isTls(kind) ? 'kind-needs-the-client' : 'term-ends'
}

/** Where a person must act (a key in hardware, a click) or the policy says so, the client is told instead. */
function ofCertificate(
  facts: TermFacts,
  ends: Ends,
  what: 'reissue' | 'renew',
  reason: MoveReason,
  lastMs: number,
): Move {
  const dueMs = lastMs - ends.daysBefore * DAY_MS
  if (!isTls(facts.kind)) return move(facts, 'notify', dueMs, 'kind-needs-the-client')
  if (facts.policy === 'notify') return move(facts, 'notify', dueMs, 'policy-notify')
  return move(facts, what, dueMs, reason)
}

/** What is paid ends, and goes on once it is paid again: whatever the policy for certificates inside a term is. */
function invoiceOf(facts: TermFacts): Move | null {
  const ends = endsOf(facts)
  if (ends === null || !facts.recurring || facts.endsWithTerm || !isTls(facts.kind)) return null
  const dueMs = ends.paid - facts.invoiceDaysBefore * DAY_MS
  // Exactly then: an invoice has a date, and no CA is asked.
  const at = new Date(dueMs).toISOString()
  return { what: 'invoice', at, dueAt: at, reason: 'term-ends-recurring' }
}

function move(facts: TermFacts, what: MoveName, dueMs: number, reason: MoveReason): Move {
  const dueAt = new Date(dueMs).toISOString()
  return { what, at: spreadStart(facts.orderId, dueAt), dueAt, reason }
}
