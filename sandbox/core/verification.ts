import { findLink, markConfirmed } from './approval-links.ts'
import { writeToApprover } from './approver-mail.ts'
import { productOf } from './catalogue.ts'
import { type CoreContext, nowOf } from './context.ts'
import { markMailboxVerified } from './mailboxes.ts'
import { orderById } from './order-by-id.ts'
import { afterProof, provenAt, toVerification } from './order-life.ts'
import { findOrder, findOrderByCode, type Order, saveOrder } from './orders.ts'
import { newCode } from './place-order.ts'
import { checkRunsSince, proofsOf, recordCheckRun, saveProof } from './proofs.ts'
import type { ApproverRequest } from './requests.ts'
import { failure, type Outcome, success } from './types.ts'
import { checkApprover } from './validation/approver.ts'
import { Problems } from './validation/problems.ts'

const HOUR_MS = 3_600_000

/** Starts the look at records or files; what it found is told by the states, later. */
export function performSanVerification(context: CoreContext, code: string | undefined): Outcome<Order> {
  if (code === undefined || code === '') return failure(1182)
  if (code.length > 255) return failure(1183)
  const order = findOrderByCode(context.database, code)
  if (order === undefined || order.approver?.method === 'ADMIN') return failure(1186, code)
  if (order.status === 'REJECTED') return failure(1176)
  if (order.status !== 'AWAITING') return failure(1185)
  const now = nowOf(context)
  if ((order.codeExpiresAt ?? 0) <= now) return failure(1184)
  if (order.checkDueAt !== null || isSticky(context, order, now)) return failure(2204)
  if (checkRunsSince(context.database, order.id, now - HOUR_MS) >= context.behaviour.checksPerHour) {
    return failure(2205)
  }
  const waiting = { ...order, checkDueAt: now + context.behaviour.checkMs }
  context.database.transaction(() => {
    recordCheckRun(context.database, order.id, now)
    saveOrder(context.database, waiting)
  })
  return success(waiting)
}

/** Whether the last look is over, and the CA goes on saying that it runs. */
function isSticky({ database, behaviour }: CoreContext, order: Order, now: number): boolean {
  const { checkMs, stickyCheckMs } = behaviour
  return stickyCheckMs > 0 && checkRunsSince(database, order.id, now - checkMs - stickyCheckMs) > 0
}

/** Gives an order a new code, and another way to prove it if one is named; what is already proven stays so. */
export function addSanVerification(
  context: CoreContext,
  orderId: string | undefined,
  request: ApproverRequest | undefined,
): Outcome<Order> {
  const found = orderById(context, orderId)
  if (!found.ok) return found
  const order = found.value
  if (order.approver === null) return failure(2163)
  if (order.status !== 'AWAITING') return failure(1176)
  const problems = new Problems()
  const product = productOf(order.productCode)
  const approver =
    request === undefined ? order.approver : checkApprover(request, product, order.names, problems)
  if (!problems.none || approver === undefined) return { ok: false, errors: problems.list }
  const now = nowOf(context)
  const changed = { ...order, approver, ...newCode(context, true, now), checkDueAt: null, updatedAt: now }
  context.database.transaction(() => {
    forgetFailures(context, order.id)
    saveOrder(context.database, changed)
    writeToApprover(context, changed, now)
  })
  return success(changed)
}

function forgetFailures(context: CoreContext, orderId: string): void {
  for (const proof of proofsOf(context.database, orderId)) {
    if (proof.state === 'FAILED') saveProof(context.database, { ...proof, state: 'REQUIRED', info: null })
  }
}

/** What happened to a link: `gone` for unknown, replaced or too old ones. */
export type Confirmation = 'confirmed' | 'already-confirmed' | 'gone'

/** Somebody pressed Verify on the page behind a mail's link. */
export function confirmLink(context: CoreContext, linkId: string): Confirmation {
  const link = findLink(context.database, linkId)
  const order = link === undefined ? undefined : findOrder(context.database, link.orderId)
  if (link === undefined || order === undefined) return 'gone'
  if (link.confirmedAt !== null) return 'already-confirmed'
  const now = nowOf(context)
  if (link.expiresAt <= now || order.status !== 'AWAITING') return 'gone'
  context.database.transaction(() => {
    markConfirmed(context.database, link.id, now)
    for (const proof of proofsOf(context.database, order.id)) {
      const proves = link.names.includes(proof.name) && proof.state !== 'VERIFIED'
      if (proves) saveProof(context.database, provenAt(proof, now))
    }
    if (link.names.length === 0) {
      markMailboxVerified(context, order.id, now)
      toVerification(context, order, now)
    } else afterProof(context, { ...order, updatedAt: now }, now)
  })
  return 'confirmed'
}
