import { z } from 'zod'

const email = z.email()

export function isEmail(text: string): boolean {
  return email.safeParse(text).success
}

/** Customers and order ids hold none of the characters XML and SQL of old had trouble with. */
export function hasForbiddenCharacters(text: string): boolean {
  return /["&'<>]/.test(text)
}

/** Fields made of nothing but dashes, dots and spaces say nothing (TLS baseline requirements 7.1.4.2). */
export function saysNothing(text: string): boolean {
  return /^[-. ]*$/.test(text)
}

/** ASN.1 PrintableString. */
export function isPrintable(text: string): boolean {
  return /^[A-Za-z0-9 '()+,\-./:=?]*$/.test(text)
}

/** The instant of a `YYYY-MM-DD` date's last second, or null for what is not a date. */
export function endOfDay(text: string): number | null {
  const match = /^(\d{4}-\d{2}-\d{2})/.exec(text)
  const at = Date.parse(`${match?.[1] ?? ''}T23:59:59Z`)
  return Number.isNaN(at) ? null : at
}
