import { z } from 'zod'
import { CA_ORDER_PURPOSES, CA_ORDER_STATUSES } from '../../domain/order-view.ts'
import { instant, line } from './common.ts'

export const caOrderMonthQuery = z.strictObject({
  month: z
    .string()
    .regex(/^20\d\d-(0[1-9]|1[0-2])$/, 'bad-format')
    .optional()
    .meta({ description: '`YYYY-MM`; this month where nothing is said' }),
  account: line(64).optional().meta({ description: 'One CA account only' }),
})

const billed = z
  .strictObject({
    caOrderId: z.string(),
    account: z.string(),
    orderId: z.string(),
    reference: z.string(),
    productCode: z.string(),
    purpose: z.enum(CA_ORDER_PURPOSES),
    status: z.enum(CA_ORDER_STATUSES),
    placedAt: instant,
    serialNumbers: z.array(z.string()),
  })
  .meta({ id: 'BilledCaOrder' })

/** What was bought at CAs in a month, to be compared with their bill. */
export const caOrderMonth = z
  .strictObject({
    month: z.string(),
    items: z.array(billed),
    totals: z.array(z.strictObject({ productCode: z.string(), bought: z.int(), cancelled: z.int() })),
  })
  .meta({ id: 'CaOrderMonth' })
export type CaOrderMonthJson = z.output<typeof caOrderMonth>
