import { forbidsIssue } from '../../../domain/preflight.ts'
import type { CaOrderRow } from '../../../store/entities/ca-order.ts'
import { dueHeldLooks, scheduleHeldLook, scheduleLook } from '../../../store/queries/ca-orders.ts'
import { explainCaOrder } from '../../preflight/explain-ca-order.ts'
import { instructionsOf } from '../control.ts'
import type { CaDeps } from '../deps.ts'
import { atOnce } from './at-once.ts'
import { nextRecordLookMs } from './record-looks.ts'

/** Each is a look at every name, so few at once; that is rare enough. */
const ORDERS_A_ROUND = 10
const AT_ONCE = 5

/**
 * Looks at the CAA records of orders that the CA holds up because of them. Once they let it issue, the CA is read at
 * once and again: it looks anew in its own time, and nobody can ask it to.
 * @returns whether more are due
 */
export async function lookAtHeldOrders(deps: CaDeps, caAccountId: string): Promise<boolean> {
  const due = await dueHeldLooks(deps.db, caAccountId, deps.clock(), ORDERS_A_ROUND)
  await atOnce(due, AT_ONCE, (row) => lookAtHeld(deps, row))
  return due.length === ORDERS_A_ROUND
}

async function lookAtHeld(deps: CaDeps, row: CaOrderRow): Promise<void> {
  const findings = await explainCaOrder(deps, row, instructionsOf(row))
  const isMended = findings !== null && !findings.some(forbidsIssue)
  const nowMs = deps.clock().getTime()
  if (isMended) await scheduleLook(deps.db, row.id, new Date(nowMs), true)
  const ageMs = nowMs - (row.heldSince?.getTime() ?? nowMs)
  const delayMs = nextRecordLookMs(ageMs, isMended, deps.watch.recordIntervalMs)
  await scheduleHeldLook(deps.db, row.id, new Date(nowMs + delayMs))
}
