import type { RenewalPolicy } from './order-terms.ts'
import type { Period } from './period.ts'

export const INVOICINGS = ['billing-system', 'certloom'] as const
/** Who makes the invoice of a renewal: the billing system by itself from the due date, or Certloom by asking for it. */
export type Invoicing = (typeof INVOICINGS)[number]

/** What a plan depends on besides the order's own life, as it stands when it is read. */
export interface PlanSettings {
  policy: RenewalPolicy
  daysBefore: number
  invoiceDaysBefore: number
  recurring: boolean
  /** How many months one payment covers. */
  periodMonths: number
  /** And how many days beyond them; missing in what earlier releases read, which knew months only. */
  periodDays?: number
  /** The code by which the CA renews the product; null where it does not. */
  renewalCode: string | null
}

/** What one payment covers. */
export function paidPeriod({ periodMonths, periodDays = 0 }: PlanSettings): Period {
  return { months: periodMonths, days: periodDays }
}
