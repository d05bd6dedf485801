/** What one payment covers: calendar months, and days beyond them. */
export interface Period {
  months: number
  days: number
}

const DAY_MS = 86_400_000
const MONTHS_OF_A_YEAR = 12
const DAYS_OF_A_MONTH = 365 / MONTHS_OF_A_YEAR
/** With leap years. */
const MEAN_DAYS_OF_A_MONTH = 365.2425 / MONTHS_OF_A_YEAR
/** Ten years with three leap days: no calendar has longer ones. */
const MOST_DAYS = 3653
/** More digits than any part of ten years has. */
const ISO_PERIOD = /^P(?=\d)(?:(\d{1,4})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})D)?$/

/**
 * Reads an ISO 8601 duration of years, months and days.
 * @returns null for any other text, for nothing at all, and for more than ten years
 */
export function readPeriod(text: string): Period | null {
  const parts = ISO_PERIOD.exec(text)
  if (parts === null) return null
  const [, years = '0', months = '0', days = '0'] = parts
  const period = { months: Number(years) * MONTHS_OF_A_YEAR + Number(months), days: Number(days) }
  const length = period.months * MEAN_DAYS_OF_A_MONTH + period.days
  return length > 0 && length <= MOST_DAYS ? period : null
}

/** How long one payment covers: what was agreed, else as long as the CA's product, and never less than a month of it. */
export function periodOf(agreed: string | null, validityDays: number): Period {
  const read = agreed === null ? null : readPeriod(agreed)
  return read ?? { months: Math.max(1, Math.round(validityDays / DAYS_OF_A_MONTH)), days: 0 }
}

/** As ISO 8601 writes it. */
export function periodText({ months, days }: Period): string {
  const years = Math.floor(months / MONTHS_OF_A_YEAR)
  const parts = [
    [years, 'Y'],
    [months % MONTHS_OF_A_YEAR, 'M'],
    [days, 'D'],
  ] as const
  return `P${parts.map(([count, unit]) => (count === 0 ? '' : `${count}${unit}`)).join('')}`
}

/**
 * The same day so many months later (where that month has no such day, its last one), and so many days after it. Both
 * RFC 3339 in UTC.
 */
export function addPeriod(instant: string, { months, days }: Period): string {
  const from = new Date(instant)
  const to = new Date(from)
  to.setUTCMonth(from.getUTCMonth() + months)
  if (to.getUTCDate() !== from.getUTCDate()) to.setUTCDate(0)
  return new Date(to.getTime() + days * DAY_MS).toISOString()
}

/** Whether a period that begins then is longer than a year. */
export function isOverAYear(instant: string, period: Period): boolean {
  return addPeriod(instant, period) > addPeriod(instant, { months: MONTHS_OF_A_YEAR, days: 0 })
}
