import type { Money } from './services.ts'

type Language = 'pl' | 'en'

const LOCALES = { pl: 'pl-PL', en: 'en-GB' } as const

/** An instant in UTC, to the minute; the zone is named, as readers live in several. */
export function formatInstant(iso: string, language: Language): string {
  return new Intl.DateTimeFormat(LOCALES[language], {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZone: 'UTC',
    timeZoneName: 'short',
  }).format(new Date(iso))
}

/** A day, of an instant (in UTC) or of a plain date. */
export function formatDay(iso: string, language: Language): string {
  return new Intl.DateTimeFormat(LOCALES[language], {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  }).format(new Date(iso))
}

/** A price. Cents are of the currency's own kind: two digits, as every currency sold in has them. */
export function formatMoney(price: Money, language: Language): string {
  return new Intl.NumberFormat(LOCALES[language], { style: 'currency', currency: price.currency }).format(
    price.amount / 100,
  )
}
