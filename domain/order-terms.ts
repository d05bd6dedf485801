/** What was bought: `period` is an ISO 8601 duration, `paidUntil` a date. */
export interface OrderTerm {
  period: string | null
  recurring: boolean
  paidUntil: string | null
}

export const RENEWAL_POLICIES = ['auto', 'notify', 'none'] as const
export type RenewalPolicy = (typeof RENEWAL_POLICIES)[number]

/** What became of an invoice. `issued`: it is there, and unpaid. */
export const PAYMENT_STATUSES = ['paid', 'issued', 'refunded', 'cancelled'] as const
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number]

/** What the order itself says about its renewal; null leaves it to the product. */
export interface RenewalChoice {
  policy: RenewalPolicy | null
  daysBefore: number | null
}

/** Integer cents. */
export interface Money {
  amount: number
  currency: string
}

/** What the billing system told about the service behind the order; shown, never acted on. */
export interface BillingFacts {
  registeredOn: string | null
  cycle: string | null
  firstPayment: Money | null
  recurring: Money | null
  nextDueDate: string | null
  paymentMethod: string | null
  serviceStatus: string | null
}
