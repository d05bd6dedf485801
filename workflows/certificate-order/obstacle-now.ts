import { patched } from '@temporalio/workflow'
import { obstacleTo } from '../../domain/action-rules.ts'
import type { Action } from '../../domain/actions.ts'
import type { Obstacle } from '../../domain/obstacle.ts'
import type { Life } from './life.ts'
import { factsOf } from './view.ts'

/**
 * What stands in the way of the action at this moment of the order's life. Earlier releases let an order that was
 * terminated begin anew while it waited for the CA. Not for validators: they may not mark the history.
 */
export function obstacleNow(life: Life, action: Action): Obstacle | null {
  const blockedBy = obstacleTo(factsOf(life.state, life.start), action)
  if (blockedBy?.kind === 'ending' && !patched('ending-begins-nothing')) return null
  return blockedBy
}
