import { bodyOf, type FormValues, textOf, withNulls } from '../../forms/form-values.ts'

const NUMBERS = ['callsPerSecond', 'callBurst', 'preference'] as const
const AMOUNT = 'minimalBalance.amount'
const CURRENCY = 'minimalBalance.currency'
const DECIMAL = /^\d{1,9}([.,]\d{1,2})?$/

/** People write amounts in whole units with two decimals; the API counts cents. */
function centsIn(typed: string): number | string {
  const text = typed.trim()
  return DECIMAL.test(text) ? Math.round(Number(text.replace(',', '.')) * 100) : text
}

/** Both parts of an amount go together; an empty one takes the limit away. */
function balanceBody(values: FormValues): object | null {
  const amount = textOf(values, AMOUNT)
  if (amount.trim() === '') return null
  return { amount: centsIn(amount), currency: textOf(values, CURRENCY).trim() }
}

/**
 * The JSON body of what was changed of an account; `values` is all that stands in the form. What was emptied goes as null:
 * what may be empty is taken away, the rest refused.
 */
export function accountBody(changed: FormValues, values: FormValues): Record<string, unknown> {
  const { [AMOUNT]: amount, [CURRENCY]: currency, ...rest } = changed
  const booleans = 'enabled' in rest ? ['enabled'] : []
  const kinds = { numbers: NUMBERS, verbatim: ['password'] }
  const body = withNulls(bodyOf(rest, booleans, kinds), Object.keys(rest))
  const isBalance = amount !== undefined || (currency !== undefined && textOf(values, AMOUNT) !== '')
  return isBalance ? { ...body, minimalBalance: balanceBody(values) } : body
}
