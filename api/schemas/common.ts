import { z } from 'zod'
import { readPeriod } from '../../domain/period.ts'
import { canonicalSerial } from '../../domain/serial-number.ts'
import { hasPrivateKey } from '../../pki/csr-text.ts'
import { canonicalEmail } from '../../pki/email-address.ts'
import { isTimeZone } from '../../platform/days.ts'

/**
 * The message of a check here is a stable code of `errors:fields`, never words: `problemsOf` passes it on, and the edge
 * turns it into the caller's language.
 */

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it refuses
const NO_CONTROL_CHARACTERS = /^[^\u0000-\u001f\u007f-\u009f]*$/

/** One line of at most `max` characters; ends are trimmed. */
export function line(max: number) {
  return z.string().trim().min(1, 'required').max(max).regex(NO_CONTROL_CHARACTERS, 'bad-characters')
}

/** As `line`, where nothing, null and an empty text all mean "not given": forms and billing modules send each of them. */
export function optionalLine(max: number) {
  return z
    .string()
    .trim()
    .max(max)
    .regex(NO_CONTROL_CHARACTERS, 'bad-characters')
    .nullish()
    .transform((text) => text || undefined)
}

/** A text of several lines, in which no private key may lie. */
export function note(max: number) {
  return z
    .string()
    .trim()
    .max(max)
    .regex(/^[^\0]*$/, 'nul-character')
    .refine((text) => !hasPrivateKey(text), 'private-key-sent')
    .nullish()
    .transform((text) => text || undefined)
}

/** In the form in which servers and the CA take it: the domain as A-labels. */
export const email = z
  .string()
  .trim()
  .min(1, 'required')
  .max(255)
  .transform(canonicalEmail)
  .pipe(z.email('bad-email').max(255))

export const optionalEmail = z
  .union([email, z.literal('')], { error: 'bad-email' })
  .nullish()
  .transform((text) => text || undefined)

export const country = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[A-Z]{2}$/, 'bad-country')

export const optionalCountry = z
  .union([country, z.literal('')], { error: 'bad-country' })
  .nullish()
  .transform((text) => text || undefined)

/** Nothing here begins before or lasts beyond these; what is counted on from them stays within any calendar. */
function isYearInRange(text: string): boolean {
  return /^(19[7-9]\d|2[01]\d\d)-/.test(text)
}

export const date = z.iso.date('bad-date').refine(isYearInRange, 'bad-date')

/** A zone by its IANA name. */
export const timeZone = z.string().refine(isTimeZone, 'time-zone-unknown').meta({ example: 'Europe/Warsaw' })

/** RFC 3339 in UTC, as every answer has it. */
export const instant = z.iso.datetime({ error: 'bad-instant' }).refine(isYearInRange, 'bad-instant')

/** Twice as long as the longest period: it may be paid again before it begins. */
const MOST_YEARS_AHEAD = 20

/** Until when a term is paid: a day that a plan can be made for. */
export const paidUntil = date.refine((day) => {
  const latest = new Date()
  latest.setUTCFullYear(latest.getUTCFullYear() + MOST_YEARS_AHEAD)
  return day <= latest.toISOString()
}, 'too-far-ahead')

/** How long a term lasts, read as the plan reads it. */
export const period = z
  .string()
  .refine((text) => readPeriod(text) !== null, 'bad-period')
  .meta({
    description: 'ISO 8601, of years, months and days: `P1Y`, `P730D`, `P1Y6M`; at most ten years',
    example: 'P1Y',
  })

const currency = z.string().regex(/^[A-Z]{3}$/, 'bad-currency')

/** More than any invoice comes to, and far less than where numbers lose their cents. */
const MOST_CENTS = 1_000_000_000_000

/** What something costs, or what was paid. */
export const price = z
  .strictObject({
    amount: z.int().min(0).max(MOST_CENTS).meta({ description: 'Integer cents' }),
    currency,
  })
  .meta({ id: 'Price', example: { amount: 12300, currency: 'PLN' } })

/** As `price`; below zero is what an account owes. */
export const money = z
  .strictObject({ amount: z.int().meta({ description: 'Integer cents' }), currency })
  .meta({ id: 'Money', example: { amount: 12300, currency: 'PLN' } })

export const httpUrl = z
  .string()
  .max(2000)
  .refine((text) => URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol), 'bad-url')

export const language = z.enum(['pl', 'en'])

/**
 * The language of a customer as billing systems spell it: `PL`, `pl-PL`, `polish`, `english`. One that is not known, like
 * none, is left to the installation: it is no reason to refuse an order.
 */
export const customerLanguage = z
  .string()
  .max(255)
  .nullish()
  .transform((text) => LANGUAGE_WORDS.find(({ words }) => words.test(text?.trim() ?? ''))?.language)

const LANGUAGE_WORDS = [
  { language: 'pl', words: /^(pl|pol)([-_.].*)?$|^pol(ish|ski)$/i },
  { language: 'en', words: /^(en|eng)([-_.].*)?$|^(english|angielski)$/i },
] as const

/** A serial number as people paste it: with colons, blanks, zeros in front, in any case. */
export const serialNumber = z
  .string()
  .max(255)
  .transform((text, context) => {
    const serial = canonicalSerial(text)
    if (serial === null) context.addIssue('bad-format')
    return serial ?? z.NEVER
  })

/** The text that people search with. */
export const searchText = z.string().trim().max(255).regex(NO_CONTROL_CHARACTERS, 'bad-characters')

const MOST_NAMES = 1000

/** How many names an order may hold besides its main one, or that those are billed which are entered (row O7). */
export const additionalNames = z.union([z.int().min(0).max(MOST_NAMES), z.literal('as-entered')], {
  error: 'bad-format',
})
