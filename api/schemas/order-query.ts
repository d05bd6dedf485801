import { z } from 'zod'
import { ORDER_STATES, PARTIES } from '../../domain/order-state.ts'
import { canonicalSerial } from '../../domain/serial-number.ts'
import { ORDER_SORTS } from '../../store/queries/order-list.ts'
import { date, instant, searchText } from './common.ts'

/** What is no serial number finds nothing, like one that nobody has. */
const serialNumber = searchText.transform((text) => canonicalSerial(text) ?? text)

const MOST_ITEMS = 200

const limit = z
  .union(
    [
      z.int(),
      z
        .string()
        .regex(/^\d{1,4}$/)
        .transform(Number),
    ],
    { error: 'bad-format' },
  )
  .pipe(z.number().min(1).max(MOST_ITEMS))

/** An empty parameter is one that was not given. */
export const orNothing = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional()).optional()

export const orderQuery = z.strictObject({
  state: orNothing(z.enum(ORDER_STATES)),
  product: orNothing(searchText),
  customer: orNothing(searchText),
  q: orNothing(searchText),
  reference: orNothing(searchText),
  serialNumber: orNothing(serialNumber),
  caOrderId: orNothing(searchText),
  waitsFor: orNothing(z.enum(PARTIES)),
  updatedAfter: orNothing(instant),
  expiresBefore: orNothing(instant),
  paidUntilBefore: orNothing(date),
  sort: orNothing(z.enum(ORDER_SORTS)),
  limit: orNothing(limit),
  cursor: orNothing(z.string().max(500)),
})

export const pageQuery = z.strictObject({
  cursor: orNothing(z.string().max(500)),
  limit: orNothing(limit),
})
