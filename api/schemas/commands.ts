import { z } from 'zod'
import { PAYMENT_STATUSES } from '../../domain/order-terms.ts'
import { additionalNames, line, note, optionalLine, paidUntil, price } from './common.ts'

/** Billing systems name invoices by numbers, too. */
function isWholeNumber(given: unknown): given is number {
  return Number.isSafeInteger(given) && Number(given) >= 0
}

/** What the billing system was paid, or paid back. */
export const payment = z
  .strictObject({
    invoice: z
      .preprocess((given) => (isWholeNumber(given) ? String(given) : given), line(255))
      .meta({ description: 'The invoice, by number or id' }),
    status: z.enum(PAYMENT_STATUSES).optional(),
    amount: price.optional(),
    paidUntil: paidUntil.nullish(),
  })
  .meta({
    id: 'Payment',
    example: {
      invoice: 'FV 7/2026',
      status: 'paid',
      amount: { amount: 12300, currency: 'PLN' },
      paidUntil: '2027-04-02',
    },
  })

export const cancellation = z
  .strictObject({ note: note(250) })
  .meta({ id: 'Cancellation', example: { note: 'Paid twice' } })

export const acceptance = z.strictObject({ note: note(250) }).meta({ id: 'Acceptance', example: {} })

export const nothing = z.strictObject({}).meta({ id: 'Nothing' })

export const lookup = z
  .strictObject({ references: z.array(z.string().max(255)).max(500) })
  .meta({ id: 'Lookup', example: { references: ['whmcs-1017'] } })

export const csrText = z.strictObject({ csr: z.string().min(1, 'required') }).meta({ id: 'CsrText' })

export const nameList = z
  .strictObject({
    product: z.string().trim().min(1, 'required').max(64),
    names: z.array(z.string().max(1000)).max(1000),
    additionalNames: additionalNames.optional(),
  })
  .meta({ id: 'NameList', example: { product: '931', names: ['example.com', 'www.example.com'] } })

export const serverQuery = z.strictObject({ server: optionalLine(40) })
