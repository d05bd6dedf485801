import type { InstallationSettings } from './installation-settings.ts'
import type { RenewalChoice, RenewalPolicy } from './order-terms.ts'
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

/** What an order or a product says about renewal; what it leaves out is the next one's to say. */
export type RenewalWish = Partial<RenewalChoice> | null

export type RenewalInForce = InstallationSettings['renewal']

/** How an order is renewed: as it says itself, else as its product does, else the installation (row S2). */
export function renewalInForce(
  own: RenewalWish,
  ofProduct: RenewalWish,
  { renewal }: Pick<InstallationSettings, 'renewal'>,
): RenewalInForce {
  return {
    policy: own?.policy ?? ofProduct?.policy ?? renewal.policy,
    daysBefore: own?.daysBefore ?? ofProduct?.daysBefore ?? renewal.daysBefore,
  }
}

/** What one payment covers. */
export function paidPeriod({ periodMonths, periodDays = 0 }: PlanSettings): Period {
  return { months: periodMonths, days: periodDays }
}
