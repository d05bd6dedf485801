const DAY_MS = 86_400_000
/** How long an order without a valid certificate stays open after its term, for repeat, reissue and renewal. */
export const OPEN_AFTER_TERM_DAYS = 30

/**
 * When an order without a valid certificate is over for good: 30 days after the later of what is paid and what the
 * CA's product covers. All instants RFC 3339 UTC; `since` stands in where neither is known.
 */
export function endsAt(term: {
  paidUntil: string | null
  productValidUntil: string | null
  since: string
}): string {
  const ends = [term.paidUntil, term.productValidUntil].filter((instant) => instant !== null)
  const latest = Math.max(...(ends.length > 0 ? ends : [term.since]).map((instant) => Date.parse(instant)))
  return new Date(latest + OPEN_AFTER_TERM_DAYS * DAY_MS).toISOString()
}
