import { caOrderOf, closeCaOrder } from '../../store/queries/ca-orders.ts'
import { unavailable } from './as-failure.ts'
import { commandNote } from './command-note.ts'
import type { CaOrderTarget } from './control.ts'
import type { CaDeps } from './deps.ts'
import { mayStillLand } from './landing.ts'

export interface CancelOrderInput extends CaOrderTarget {
  /** False where a call went out and its answer was lost: the CA may or may not have the order. */
  isPlaced: boolean
  lastTryAt: string | null
  commandId: string | null
}

/** Cancels at the CA, and is not satisfied with "unknown" before a lost call can no longer land. */
export async function cancelCaOrder(deps: CaDeps, input: CancelOrderInput): Promise<void> {
  const port = await deps.portOf(input.caAccountId)
  const isThere = input.isPlaced || (await port.findOrder(input.caOrderId)) !== null
  if (!isThere && mayStillLand(deps, input.lastTryAt))
    throw unavailable('ca-order-may-still-land', 'none', false)
  if (isThere) await port.cancelOrder(input.caOrderId, await commandNote(deps.db, input.commandId))
  const row = await caOrderOf(deps.db, input.caAccountId, input.caOrderId)
  if (row !== null) await closeCaOrder(deps.db, row.id, deps.clock())
}
