import { canonicalSerial } from '../../../domain/serial-number.ts'

const DATE = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}:\d{2}(?:\.\d+)?))?(Z|[+-]\d{2}:\d{2})?$/i

/** Reads a date or a date with time as RFC 3339 in UTC; the CA's times without a zone are GMT. Null if it is neither. */
export function instantOf(text: string | null): string | null {
  const [, day, time, zone] = DATE.exec(text ?? '') ?? []
  if (day === undefined) return null
  // XML Schema allows a zone after a bare date too, where it says nothing of use.
  const at = new Date(time === undefined ? `${day}T00:00:00Z` : `${day}T${time}${zone ?? 'Z'}`)
  return Number.isNaN(at.getTime()) ? null : at.toISOString()
}

export function integerOf(text: string | null): number | null {
  return text !== null && /^[+-]?\d{1,15}$/.test(text) ? Number(text) : null
}

export function booleanOf(text: string | null): boolean | null {
  if (text === null) return null
  const word = text.toLowerCase()
  if (word === 'true' || word === '1') return true
  return word === 'false' || word === '0' ? false : null
}

/** In its one form; a text that is no serial number stays as it is. */
export function serialOf(text: string): string {
  return canonicalSerial(text) ?? text
}

/** The names of a list in one text; what separates them is not written down anywhere. */
export function namesOf(text: string | null): string[] {
  return (text ?? '')
    .split(/[\s,;]+/)
    .map((name) => name.replace(/^DNS[:=]/i, ''))
    .filter((name) => name !== '')
}
