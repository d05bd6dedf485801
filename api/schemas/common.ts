import { z } from 'zod'
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

/** A text of several lines. */
export function note(max: number) {
  return z
    .string()
    .trim()
    .max(max)
    .regex(/^[^\0]*$/, 'nul-character')
    .nullish()
    .transform((text) => text || undefined)
}

export const email = z.string().trim().min(1, 'required').max(255).pipe(z.email('bad-email'))

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

/** PostgreSQL knows no year 0, and nothing here begins before or lasts beyond these. */
const YEAR_IN_RANGE = /^(19[7-9]|[2-9]\d\d)\d-/

export const date = z.iso.date('bad-date').regex(YEAR_IN_RANGE, 'bad-date')

/** A zone by its IANA name. */
export const timeZone = z.string().refine(isTimeZone, 'time-zone-unknown').meta({ example: 'Europe/Warsaw' })

/** RFC 3339 in UTC, as every answer has it. */
export const instant = z.iso.datetime({ error: 'bad-instant' }).regex(YEAR_IN_RANGE, 'bad-instant')

export const money = z
  .strictObject({
    amount: z.int().meta({ description: 'Integer cents' }),
    currency: z.string().regex(/^[A-Z]{3}$/, 'bad-currency'),
  })
  .meta({ id: 'Money', example: { amount: 12300, currency: 'PLN' } })

export const httpUrl = z
  .string()
  .max(2000)
  .refine((text) => URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol), 'bad-url')

export const language = z.enum(['pl', 'en'])

/** A hex serial number as people paste it, or the text they search with. */
export const searchText = z.string().trim().max(255).regex(NO_CONTROL_CHARACTERS, 'bad-characters')
