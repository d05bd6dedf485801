import type { Money } from './services.ts'

const LOCALES = { pl: 'pl-PL', en: 'en-GB' } as const
type Language = keyof typeof LOCALES

/** In which language something is told, and in whose zone. */
export interface Reader {
  language: Language
  timeZone: string
}

const DAY = { day: 'numeric', month: 'long', year: 'numeric' } as const
const INSTANT = { ...DAY, hour: '2-digit', minute: '2-digit', timeZoneName: 'short' } as const

/** Making a formatter takes a hundred times as long as using it. */
function keptBy<Kept>(
  make: (locale: string, choice: string) => Kept,
): (language: Language, choice: string) => Kept {
  const kept = new Map<string, Kept>()
  return (language, choice) => {
    const known = kept.get(`${language} ${choice}`)
    if (known !== undefined) return known
    const made = make(LOCALES[language], choice)
    kept.set(`${language} ${choice}`, made)
    return made
  }
}

const instants = keptBy((locale, timeZone) => new Intl.DateTimeFormat(locale, { ...INSTANT, timeZone }))
const days = keptBy((locale, timeZone) => new Intl.DateTimeFormat(locale, { ...DAY, timeZone }))
const prices = keptBy((locale, currency) => new Intl.NumberFormat(locale, { style: 'currency', currency }))

/** An instant in the reader's zone, to the minute; the zone is named, as readers live in several. */
export function formatInstant(iso: string, { language, timeZone }: Reader): string {
  return instants(language, timeZone).format(new Date(iso))
}

const PLAIN_DAY = /^\d{4}-\d{2}-\d{2}$/

/** A day: of an instant the one that it is in the reader's zone; a plain date is the same in every zone. */
export function formatDay(iso: string, { language, timeZone }: Reader): string {
  return days(language, PLAIN_DAY.test(iso) ? 'UTC' : timeZone).format(new Date(iso))
}

/** A price. Cents are of the currency's own kind: two digits, as every currency sold in has them. */
export function formatMoney({ amount, currency }: Money, language: Language): string {
  return prices(language, currency).format(amount / 100)
}
