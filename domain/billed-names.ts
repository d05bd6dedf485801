import type { NameAllowance } from './product.ts'

/**
 * How many of the names entered are to be paid before the CA is asked, where an order's names are billed as entered
 * (row O7): those beyond the included ones, in whole steps.
 */
export function billedNames(allowance: NameAllowance, entered: number): number {
  const extra = Math.max(0, entered - allowance.included)
  const step = Math.max(1, allowance.step)
  return Math.ceil(extra / step) * step
}
