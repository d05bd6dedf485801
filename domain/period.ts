const DAYS_OF_A_MONTH = 365 / 12

/**
 * How many months one payment covers: an ISO 8601 duration of years and months, else as long as the CA's product.
 * Never less than one.
 */
export function periodMonths(period: string | null, validityDays: number): number {
  const [, years = '0', months = '0'] = /^P(?:(\d+)Y)?(?:(\d+)M)?$/.exec(period ?? '') ?? []
  const spoken = Number(years) * 12 + Number(months)
  return spoken > 0 ? spoken : Math.max(1, Math.round(validityDays / DAYS_OF_A_MONTH))
}

/** The same day so many months later; where that month has no such day, its last one. Both RFC 3339 in UTC. */
export function addMonths(instant: string, months: number): string {
  const from = new Date(instant)
  const to = new Date(from)
  to.setUTCMonth(from.getUTCMonth() + months)
  if (to.getUTCDate() !== from.getUTCDate()) to.setUTCDate(0)
  return to.toISOString()
}
