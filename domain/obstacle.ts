import { ROLES, type Role } from './actions.ts'
import { ACTIVITY_KINDS, ACTIVITY_STEPS, ORDER_STATES, type OrderActivity } from './order-state.ts'

/** What runs, as far as it can stand in the way of something. `since`: RFC 3339 UTC, where it is known. */
export type RunningActivity = Pick<OrderActivity, 'kind' | 'step'> &
  Partial<Pick<OrderActivity, 'since' | 'problem'>>

/**
 * What stands in the way of an action, where it takes no more than its name to say it:
 * `payment`: something is to be paid first; `suspension`, `no-suspension`: the order is suspended, or is not;
 * `cancellation`, `no-cancellation`: its end was asked for, or was not; `not-recurring`: it ends by itself;
 * `ending`: it was terminated and waits only for the CA; `nothing-at-ca`: the CA has no order that waits for this;
 * `nothing-to-prove`, `no-documents`: the product is not proven so; `manual-ca`, `ca-with-api`: at that CA it is done
 * otherwise; `no-certificate`: there is none that it could be about; `no-configuration`: nothing was ever configured;
 * `invoice`: what was told of this invoice before; `overtaken`: it was possible when it was asked for, and something else came first.
 */
export const PLAIN_OBSTACLES = [
  'payment',
  'suspension',
  'no-suspension',
  'cancellation',
  'no-cancellation',
  'not-recurring',
  'ending',
  'nothing-at-ca',
  'nothing-to-prove',
  'no-documents',
  'manual-ca',
  'ca-with-api',
  'no-certificate',
  'no-configuration',
  'invoice',
  'overtaken',
] as const
export type PlainObstacle = (typeof PLAIN_OBSTACLES)[number]

/** Why something is not possible now: one thing, the nearest one, which must be out of the way before it is. */
export type Obstacle =
  | { kind: 'state'; state: (typeof ORDER_STATES)[number] }
  | { kind: 'activity'; activity: RunningActivity }
  /** It is possible, but not for this role. */
  | { kind: 'role'; role: Role }
  | { kind: PlainObstacle }

function isOneOf(values: readonly string[], value: unknown): boolean {
  return typeof value === 'string' && values.includes(value)
}

/** Whether what came from another process, or was kept by another release, is an obstacle that this one knows. */
export function isObstacle(value: unknown): value is Obstacle {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false
  const { kind, state, activity, role } = value as Record<string, unknown>
  switch (kind) {
    case 'state':
      return isOneOf(ORDER_STATES, state)
    case 'role':
      return isOneOf(ROLES, role)
    case 'activity':
      return isActivity(activity)
    default:
      return isOneOf(PLAIN_OBSTACLES, kind)
  }
}

function isActivity(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const { kind, step } = value as Record<string, unknown>
  return isOneOf(ACTIVITY_KINDS, kind) && isOneOf(ACTIVITY_STEPS, step)
}
