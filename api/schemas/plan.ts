import { z } from 'zod'
import { RENEWAL_POLICIES } from '../../domain/order-terms.ts'
import { PROOFS } from '../../domain/proof-plan.ts'
import { MOVE_REASONS, MOVES } from '../../domain/term-plan.ts'
import { date, instant, paidUntil, period } from './common.ts'

const step = z
  .strictObject({
    at: instant,
    what: z.enum(['issue', ...MOVES, 'paid']),
    reason: z.enum(['bought', ...MOVE_REASONS]),
    message: z.string(),
    certificateUntil: instant.nullable(),
    productUntil: instant.nullable(),
    control: z.enum(PROOFS).nullable().meta({ description: 'How control is proven for this certificate' }),
    organization: z.enum(['afresh', 'kept']).nullable(),
    clientBy: instant.nullable().meta({ description: 'Until when the client has time for their part' }),
    lostDays: z.int().meta({ description: 'Days of the earlier product that the CA does not carry over' }),
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
    ifRenewedNow: z
      .strictObject({ productUntil: instant, lostDays: z.int() })
      .nullable()
      .meta({ description: 'What a renewal today would come to' }),
    steps: z.array(step),
  })
  .meta({ id: 'Plan' })

export type PlanJson = z.output<typeof plan>

/** What would be bought: from today on if no start is given, for a period or until a day. */
export const planQuery = z.strictObject({
  start: date.optional(),
  paidUntil: paidUntil.optional(),
  period: period.optional(),
  recurring: z.enum(['true', 'false']).optional(),
})
