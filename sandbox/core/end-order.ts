import { isTls, productOf } from './catalogue.ts'
import { type Certificate, certificatesOf, findCertificate, saveRevocation } from './certificates.ts'
import { type CoreContext, certificateTime, nowOf } from './context.ts'
import { orderById } from './order-by-id.ts'
import { changeStatus, findOrder, type Order, saveOrder } from './orders.ts'
import { failure, type Outcome, REVOCATION_REASONS, success } from './types.ts'
import { endOfDay } from './validation/text-rules.ts'

const NOTE_LENGTH = 250

/** Cancels an order that has no certificate yet. */
export function cancelOrder(
  context: CoreContext,
  request: { orderId?: string | undefined } | undefined,
): Outcome<Order> {
  if (request === undefined) return failure(2053)
  const found = orderById(context, request.orderId)
  if (!found.ok) return found
  const order = found.value
  if (hasLivingCertificate(context, order)) return failure(1136)
  switch (order.status) {
    case 'REJECTED':
      return failure(1151)
    case 'ACCEPTED':
      return failure(1139)
    case 'ENROLLED':
      return failure(1137)
    case 'AWAITING':
    case 'VERIFICATION':
      return success(reject(context, order))
  }
}

function hasLivingCertificate(context: CoreContext, order: Order): boolean {
  const now = certificateTime(context, nowOf(context))
  return certificatesOf(context.database, order.id).some(
    (certificate) => certificate.status !== 'REVOKED' && certificate.notAfter >= now,
  )
}

/** Ends an order that is not issued, for whatever reason. One that has a certificate only loses its reissue. */
export function reject(context: CoreContext, order: Order): Order {
  const ended = { ...order, checkDueAt: null, stepDueAt: null }
  const isReissue = certificatesOf(context.database, order.id).length > 0
  return changeStatus(context.database, ended, isReissue ? 'ENROLLED' : 'REJECTED', nowOf(context))
}

/** The CA's own decision against an order (side door): false when it is too late. */
export function rejectByOperator(context: CoreContext, order: Order): boolean {
  if (order.status === 'ENROLLED' || order.status === 'REJECTED') return false
  reject(context, order)
  return true
}

/** What a person at the CA decides: documents and negative automatic checks. Proof of domains is not theirs to give. */
export function approveByOperator(context: CoreContext, order: Order): boolean {
  if (order.status !== 'AWAITING' && order.status !== 'VERIFICATION') return false
  const now = nowOf(context)
  const stepDueAt = order.status === 'VERIFICATION' ? now : order.stepDueAt
  saveOrder(context.database, { ...order, approvedAt: now, stepDueAt, updatedAt: now })
  return true
}

interface RevocationRequest {
  serialNumber?: string | undefined
  reason?: string | undefined
  note?: string | undefined
  compromisedOn?: string | undefined
}

/** Asks for a revocation: the certificate is REVOKING at once and REVOKED a little later. */
export function revokeCertificate(
  context: CoreContext,
  request: RevocationRequest | undefined,
): Outcome<Certificate> {
  if (request === undefined) return failure(1131)
  const found = revocable(context, request.serialNumber)
  if (!found.ok) return found
  const certificate = found.value
  const { note, compromisedOn } = request
  const reason = REVOCATION_REASONS.find((known) => known === (request.reason || 'UNSPECIFIED'))
  if (reason === undefined) return failure(1135, request.reason)
  if (note !== undefined && note.length > NOTE_LENGTH) return failure(1142)
  if (reason === 'AFFILIATIONCHANGED' && isDomainValidated(context, certificate)) return failure(2190)
  if (compromisedOn !== undefined && compromisedOn !== '') {
    if (reason !== 'KEYCOMPROMISE') return failure(2104)
    const day = endOfDay(compromisedOn)
    if (day === null) return failure(1140, compromisedOn)
    const today = endOfDay(new Date(certificateTime(context, nowOf(context))).toISOString())
    if (day < certificate.notBefore || day > (today ?? day)) return failure(1141, compromisedOn)
  }
  const revokeDueAt = nowOf(context) + context.behaviour.revokeMs
  const invalidFrom =
    reason === 'KEYCOMPROMISE' && compromisedOn ? Date.parse(compromisedOn.slice(0, 10)) : null
  const revoking: Certificate = { ...certificate, status: 'REVOKING', reason, revokeDueAt, invalidFrom }
  saveRevocation(context.database, revoking)
  return success(revoking)
}

function revocable(context: CoreContext, serialNumber: string | undefined): Outcome<Certificate> {
  if (serialNumber === undefined || serialNumber === '') return failure(1132)
  if (serialNumber.length > 64) return failure(1134, serialNumber)
  if (!/^[0-9a-f]+$/i.test(serialNumber)) return failure(1146, serialNumber)
  const certificate = findCertificate(context.database, serialNumber)
  if (certificate === undefined) return failure(1133, serialNumber)
  if (certificate.status === 'REVOKING') return failure(1143, serialNumber)
  if (certificate.status === 'REVOKED') return failure(1145, serialNumber)
  const expired = certificate.notAfter < certificateTime(context, nowOf(context))
  return expired ? failure(1144, serialNumber) : success(certificate)
}

function isDomainValidated(context: CoreContext, certificate: Certificate): boolean {
  const order = findOrder(context.database, certificate.orderId)
  const product = productOf(order?.productCode ?? '')
  return product !== undefined && isTls(product) && product.validation === 'DV'
}
