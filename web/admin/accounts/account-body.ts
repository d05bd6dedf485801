import { amountIn } from '../../forms/amount.ts'
import { bodyOf, type FormValues, textOf, withNulls } from '../../forms/form-values.ts'

const NUMBERS = ['callsPerSecond', 'callBurst', 'preference'] as const
const AMOUNT = 'minimalBalance.amount'
const CURRENCY = 'minimalBalance.currency'

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
  return isBalance ? { ...body, minimalBalance: amountIn(values, 'minimalBalance') } : body
}
