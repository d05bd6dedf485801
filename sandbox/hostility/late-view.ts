import { type Certificate, certificatesOf, findCertificate } from '../core/certificates.ts'
import { type CoreContext, nowOf } from '../core/context.ts'
import { documentsOf, type SandboxDocument } from '../core/documents.ts'
import type { MailboxProof } from '../core/mailboxes.ts'
import { orderById } from '../core/order-by-id.ts'
import { type Order, statusChanges } from '../core/orders.ts'
import { type Proof, proofsOf } from '../core/proofs.ts'
import { failure, type Outcome, success } from '../core/types.ts'

/** What the CA's own operations show, where its parts are behind each other. Nothing here changes anything. */

/** An order by its id as its own operations show it: unknown for a while, then as it was a while ago. */
export function orderAsSeen(context: CoreContext, orderId: string | undefined): Outcome<Order> {
  const found = orderById(context, orderId)
  if (!found.ok) return found
  if (isLater(context, found.value.createdAt, 'findDelayMs')) return failure(1033, found.value.id)
  return success(asItWas(context, found.value))
}

function asItWas(context: CoreContext, order: Order): Order {
  if (context.behaviour.stateDelayMs === 0) return order
  const changes = statusChanges(context.database, order.id)
  const seen = changes.findLast(({ at }) => !isLater(context, at, 'stateDelayMs')) ?? changes[0]
  return seen === undefined ? order : { ...order, status: seen.status, updatedAt: seen.at }
}

/** An order's certificates that are seen by now, oldest first. */
export function certificatesSeen(context: CoreContext, orderId: string): Certificate[] {
  return certificatesOf(context.database, orderId).flatMap((certificate) => seen(context, certificate) ?? [])
}

export function certificateSeen(context: CoreContext, serialNumber: string): Certificate | undefined {
  return seen(context, findCertificate(context.database, serialNumber))
}

function seen(context: CoreContext, certificate: Certificate | undefined): Certificate | undefined {
  if (certificate === undefined || isLater(context, certificate.issuedAt, 'stateDelayMs')) return undefined
  const { revokedAt } = certificate
  const isYetRevoking = revokedAt !== null && isLater(context, revokedAt, 'stateDelayMs')
  return isYetRevoking ? { ...certificate, status: 'REVOKING', revokedAt: null } : certificate
}

export function proofsSeen(context: CoreContext, orderId: string): Proof[] {
  return proofsOf(context.database, orderId).map((proof) =>
    proof.verifiedAt !== null && isLater(context, proof.verifiedAt, 'stateDelayMs')
      ? { ...proof, state: 'REQUIRED', verifiedAt: null, expiresAt: null }
      : proof,
  )
}

export function documentsSeen(context: CoreContext, orderId: string): SandboxDocument[] {
  return documentsOf(context.database, orderId)
    .filter(({ createdAt }) => !isLater(context, createdAt, 'evidenceDelayMs'))
    .map((document) =>
      document.decidedAt !== null && isLater(context, document.decidedAt, 'evidenceDelayMs')
        ? { ...document, state: 'NEW', reason: null, decidedAt: null }
        : document,
    )
}

export function mailboxAsSeen(context: CoreContext, proof: MailboxProof): MailboxProof {
  const { verifiedAt } = proof
  return verifiedAt !== null && isLater(context, verifiedAt, 'evidenceDelayMs')
    ? { ...proof, verifiedAt: null }
    : proof
}

type Delay = 'findDelayMs' | 'stateDelayMs' | 'evidenceDelayMs'

/** Whether something that happened at `at` is not seen yet. */
function isLater(context: CoreContext, at: number, delay: Delay): boolean {
  const delayMs = context.behaviour[delay]
  return delayMs > 0 && at > nowOf(context) - delayMs
}
