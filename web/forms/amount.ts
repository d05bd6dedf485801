import { type FormValues, textOf } from './form-values.ts'

const DECIMAL = /^-?\d{1,9}([.,]\d{1,2})?$/

/** People write amounts in whole units with two decimals; the API counts cents. */
function centsIn(typed: string): number | string {
  const text = typed.trim()
  return DECIMAL.test(text) ? Math.round(Number(text.replace(',', '.')) * 100) : text
}

/** The amount in the fields `<name>.amount` and `<name>.currency`, as the API has it; null where none was typed. */
export function amountIn(values: FormValues, name: string): object | null {
  const amount = textOf(values, `${name}.amount`)
  if (amount.trim() === '') return null
  return { amount: centsIn(amount), currency: textOf(values, `${name}.currency`).trim() }
}
