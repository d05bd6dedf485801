import { z } from 'zod'
import { date, money, note, optionalLine } from './common.ts'

/** What the billing system was paid, or paid back. */
export const payment = z
  .strictObject({
    invoice: z
      .union([z.string().trim().min(1, 'required').max(255), z.int().transform(String)], {
        error: (issue) => (issue.input === undefined ? 'required' : 'wrong-type'),
      })
      .meta({ description: 'The invoice, by number or id' }),
    status: z.enum(['paid', 'refunded', 'cancelled']).optional(),
    amount: money.optional(),
    paidUntil: date.nullish(),
  })
  .meta({ id: 'Payment' })

export const cancellation = z.strictObject({ note: note(250) }).meta({ id: 'Cancellation' })

export const acceptance = z.strictObject({ note: note(250) }).meta({ id: 'Acceptance' })

export const nothing = z.strictObject({}).meta({ id: 'Nothing' })

export const lookup = z
  .strictObject({ references: z.array(z.string().max(255)).max(500) })
  .meta({ id: 'Lookup' })

export const csrText = z.strictObject({ csr: z.string().min(1, 'required') }).meta({ id: 'CsrText' })

export const nameList = z
  .strictObject({
    product: z.string().trim().min(1, 'required').max(64),
    names: z.array(z.string().max(1000)).max(1000),
  })
  .meta({ id: 'NameList' })

export const serverQuery = z.strictObject({ server: optionalLine(40) })
