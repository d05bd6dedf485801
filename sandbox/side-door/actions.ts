import { type CoreContext, nowOf } from '../core/context.ts'
import { findDocument } from '../core/documents.ts'
import { approveByOperator, rejectByOperator, revokeCertificate } from '../core/end-order.ts'
import { decideDocument } from '../core/order-life.ts'
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

/** Accepts or refuses a document as a person at the CA would; a refusal may say why. */
export function decideUpload(
  context: CoreContext,
  id: string,
  decision: 'accept' | 'reject',
  reason: string | null,
): ActionResult {
  const document = findDocument(context.database, id)
  if (document === undefined) return { result: 'unknown' }
  if (document.state !== 'NEW') return { result: 'impossible', detail: `the document is ${document.state}` }
  const state = decision === 'accept' ? 'ACCEPTED' : 'REJECTED'
  decideDocument(context, document, { state, reason: decision === 'accept' ? null : reason }, nowOf(context))
  return { result: 'done', state }
}
