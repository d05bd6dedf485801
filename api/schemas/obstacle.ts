import { z } from 'zod'
import { ROLES } from '../../domain/actions.ts'
import { type Obstacle, PLAIN_OBSTACLES } from '../../domain/obstacle.ts'
import { ACTIVITY_KINDS, ACTIVITY_STEPS, ORDER_STATES } from '../../domain/order-state.ts'

const activity = z.strictObject({
  kind: z.enum(ACTIVITY_KINDS),
  step: z.enum(ACTIVITY_STEPS),
  since: z.string().optional(),
})

/** What stands in the way of a command. */
export const obstacle = z
  .union([
    z.strictObject({ kind: z.literal('state'), state: z.enum(ORDER_STATES) }),
    z.strictObject({ kind: z.literal('activity'), activity }),
    z.strictObject({ kind: z.literal('role'), role: z.enum(ROLES) }),
    z.strictObject({ kind: z.enum(PLAIN_OBSTACLES) }),
  ])
  .meta({ id: 'BlockedBy', description: 'What must be out of the way before it is possible' })

/** As the API tells it: of what runs, no more than what, how far and since when. */
export function obstacleJson(blockedBy: Obstacle): Obstacle {
  if (blockedBy.kind !== 'activity') return blockedBy
  const { kind, step, since } = blockedBy.activity
  return { kind: 'activity', activity: { kind, step, ...(since === undefined ? {} : { since }) } }
}
