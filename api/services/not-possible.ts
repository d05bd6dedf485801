import { type Action, obstacleFor } from '../../domain/actions.ts'
import { CertloomError, type FieldProblem } from '../../domain/errors.ts'
import type { Obstacle } from '../../domain/obstacle.ts'
import type { OrderRecord } from '../../store/queries/order-record.ts'
import type { Caller } from './deps.ts'
import { factsOf } from './order-json.ts'

/** The refusal of what an order may not be asked for now: 409 with what stands in the way, and at which field if at one. */
export function notPossibleNow(
  order: OrderRecord,
  blockedBy: Obstacle,
  problems: readonly FieldProblem[] = [],
): CertloomError {
  return new CertloomError('not-possible-now', { problems, details: { state: order.view.state }, blockedBy })
}

/** As `notPossibleNow`; what is possible and not for this caller is 403. */
export function refusalOf(order: OrderRecord, blockedBy: Obstacle): CertloomError {
  return blockedBy.kind === 'role'
    ? new CertloomError('forbidden', { blockedBy })
    : notPossibleNow(order, blockedBy)
}

/**
 * Turns away at the door what the order's workflow would refuse, by what it said last.
 * @throws {CertloomError} `not-possible-now`, `forbidden`
 */
export function refuseUnlessPossible(order: OrderRecord, caller: Caller, action: Action): void {
  const blockedBy = obstacleFor(factsOf(order), action, caller.role)
  if (blockedBy !== null) throw refusalOf(order, blockedBy)
}
