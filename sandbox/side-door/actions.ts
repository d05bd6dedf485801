import type { CoreContext } from '../core/context.ts'
import { approveByOperator, rejectByOperator, revokeCertificate } from '../core/end-order.ts'
import { findOrder } from '../core/orders.ts'

/** How an operator's command ended; `impossible` says why in `detail`. */
export type ActionResult =
  | { result: 'done'; state: string }
  | { result: 'unknown' }
  | { result: 'impossible'; detail: string }

/** Approves or rejects an order as a person at the CA would. */
export function decideOrder(context: CoreContext, id: string, decision: 'approve' | 'reject'): ActionResult {
  const order = findOrder(context.database, id)
  if (order === undefined) return { result: 'unknown' }
  const decide = decision === 'approve' ? approveByOperator : rejectByOperator
  if (!decide(context, order)) return { result: 'impossible', detail: `the order is ${order.status}` }
  return { result: 'done', state: findOrder(context.database, id)?.status ?? order.status }
}

/** Revokes a certificate as the CA would of its own accord: first REVOKING, a little later REVOKED. */
export function revokeBySerial(context: CoreContext, serialNumber: string): ActionResult {
  const outcome = revokeCertificate(context, { serialNumber })
  if (outcome.ok) return { result: 'done', state: outcome.value.status }
  const codes = outcome.errors.map((error) => error.code)
  if (codes.includes(1133) || codes.includes(1146)) return { result: 'unknown' }
  return { result: 'impossible', detail: `the CA's error ${codes.join(', ')}` }
}
