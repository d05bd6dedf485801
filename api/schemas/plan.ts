import { z } from 'zod'
import { RENEWAL_POLICIES } from '../../domain/order-terms.ts'
import { MOVE_REASONS, MOVES } from '../../domain/term-plan.ts'
import { date, instant } from './common.ts'

const step = z
  .strictObject({
    at: instant,
    what: z.enum(['issue', ...MOVES, 'paid']),
    reason: z.enum(['bought', ...MOVE_REASONS]),
    message: z.string(),
    certificateUntil: instant.nullable(),
    productUntil: instant.nullable(),
  })
  .meta({ id: 'PlanStep' })

/** What will happen, and why, as long as the client does their part and the rules stay as they are announced. */
export const plan = z
  .strictObject({
    policy: z.enum(RENEWAL_POLICIES),
    daysBefore: z.int(),
    controlMethodEndsOn: date
      .nullable()
      .meta({ description: 'When the method in use proves nothing any more' }),
    steps: z.array(step),
  })
  .meta({ id: 'Plan' })

export type PlanJson = z.output<typeof plan>

/** What would be bought: from today on if no start is given. */
export const planQuery = z.strictObject({
  start: date.optional(),
  paidUntil: date.optional(),
  recurring: z.enum(['true', 'false']).optional(),
})
