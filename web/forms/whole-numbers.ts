import { CertloomError } from '../../domain/errors.ts'
import { type FormValues, textOf } from './form-values.ts'

type Body = Record<string, unknown>

/** Larger ones are too large for any field, and would not be exact. */
const MOST_DIGITS = 12

function isObject(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function withValue(body: Body, [head = '', ...rest]: readonly string[], value: unknown): Body {
  if (rest.length === 0) return { ...body, [head]: value }
  const child = body[head]
  return { ...body, [head]: withValue(isObject(child) ? child : {}, rest, value) }
}

function numberOf(text: string): number | null {
  if (text === '') return null
  return new RegExp(`^-?\\d{1,${MOST_DIGITS}}$`).test(text) ? Number(text) : Number.NaN
}

/**
 * The body with these fields as numbers; an empty one is null, as a form that shows every field means all of them.
 * @throws {CertloomError} `invalid-input` where something else was typed
 */
export function wholeNumbers(body: Body, values: FormValues, names: readonly string[]): Body {
  const numbers = names.map((name) => ({ name, value: numberOf(textOf(values, name).trim()) }))
  const problems = numbers
    .filter(({ value }) => Number.isNaN(value))
    .map(({ name }) => ({ path: `/${name.replaceAll('.', '/')}`, code: 'not-whole-number' }))
  if (problems.length > 0) throw new CertloomError('invalid-input', { problems })
  return numbers.reduce((sum, { name, value }) => withValue(sum, name.split('.'), value), body)
}
