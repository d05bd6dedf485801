import type { Money } from './services.ts'

const LOCALES = { pl: 'pl-PL', en: 'en-GB' } as const
type Language = keyof typeof LOCALES

const DAY = { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' } as const
const INSTANT = { ...DAY, hour: '2-digit', minute: '2-digit', timeZoneName: 'short' } as const

/** Making a formatter takes a hundred times as long as using it. */
function inBoth<Made>(make: (locale: string) => Made): Record<Language, Made> {
  return { pl: make(LOCALES.pl), en: make(LOCALES.en) }
}

const INSTANTS = inBoth((locale) => new Intl.DateTimeFormat(locale, INSTANT))
const DAYS = inBoth((locale) => new Intl.DateTimeFormat(locale, DAY))
const PRICES = inBoth(() => new Map<string, Intl.NumberFormat>())

/** An instant in UTC, to the minute; the zone is named, as readers live in several. */
export function formatInstant(iso: string, language: Language): string {
  return INSTANTS[language].format(new Date(iso))
}

/** A day, of an instant (in UTC) or of a plain date. */
export function formatDay(iso: string, language: Language): string {
  return DAYS[language].format(new Date(iso))
}

/** A price. Cents are of the currency's own kind: two digits, as every currency sold in has them. */
export function formatMoney({ amount, currency }: Money, language: Language): string {
  const known = PRICES[language].get(currency)
  const format = known ?? new Intl.NumberFormat(LOCALES[language], { style: 'currency', currency })
  if (known === undefined) PRICES[language].set(currency, format)
  return format.format(amount / 100)
}
