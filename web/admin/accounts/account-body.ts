import { amountIn } from '../../forms/amount.ts'
import { bodyOf, type FormValues, textOf, withNulls } from '../../forms/form-values.ts'

const NUMBERS = ['callsPerSecond', 'callBurst', 'preference'] as const
/** Sums of money, each in two fields. */
export const SUMS = ['balance', 'minimalBalance'] as const
type Sum = (typeof SUMS)[number]

function isSumChanged(changed: FormValues, values: FormValues, sum: Sum): boolean {
  const isCurrencyOfSome = `${sum}.currency` in changed && textOf(values, `${sum}.amount`) !== ''
  return `${sum}.amount` in changed || isCurrencyOfSome
}

/**
 * The JSON body of what was changed of an account; `values` is all that stands in the form. What was emptied goes as null:
 * what may be empty is taken away, the rest refused.
 */
export function accountBody(changed: FormValues, values: FormValues): Record<string, unknown> {
  const isOfSum = (name: string) => SUMS.some((sum) => name.startsWith(`${sum}.`))
  const rest = Object.fromEntries(Object.entries(changed).filter(([name]) => !isOfSum(name)))
  const booleans = 'enabled' in rest ? ['enabled'] : []
  const kinds = { numbers: NUMBERS, verbatim: ['password'] }
  const body = withNulls(bodyOf(rest, booleans, kinds), Object.keys(rest))
  const sums = SUMS.filter((sum) => isSumChanged(changed, values, sum))
  return { ...body, ...Object.fromEntries(sums.map((sum) => [sum, amountIn(values, sum)])) }
}
