import { certificateSeen, certificatesSeen } from '../hostility/late-view.ts'
import { rowsListed, windowListed } from '../hostility/listed-changes.ts'
import { isTls, productOf } from './catalogue.ts'
import type { Certificate } from './certificates.ts'
import type { CoreContext } from './context.ts'
import { type EvidenceType, evidenceOf } from './evidence.ts'
import { mailboxOf, mailboxProofEnd } from './mailboxes.ts'
import { orderById } from './order-by-id.ts'
import { type Order, type OrderPage, ordersModified, ordersPlaced } from './orders.ts'
import { proofsOf } from './proofs.ts'
import { failure, type Outcome, success } from './types.ts'

const MAX_PAGE = 100

/** The certificate of an order (its newest) or of a serial number: exactly one of the two is to be given. */
export function getCertificate(
  context: CoreContext,
  request: { orderId?: string | undefined; serialNumber?: string | undefined },
): Outcome<Certificate> {
  const { orderId = '', serialNumber = '' } = request
  if (orderId === '' && serialNumber === '') return failure(1162)
  if (orderId !== '' && serialNumber !== '') return failure(1163)
  if (serialNumber.length > 64) return failure(1161, serialNumber)
  if (serialNumber !== '' && !/^[0-9a-f]+$/i.test(serialNumber)) return failure(2096, serialNumber)
  if (orderId !== '') {
    const order = orderById(context, orderId)
    if (!order.ok) return order
  }
  const certificate =
    serialNumber === '' ? certificateOfOrder(context, orderId) : certificateSeen(context, serialNumber)
  return certificate === undefined ? failure(1159, orderId || serialNumber) : success(certificate)
}

function certificateOfOrder(context: CoreContext, orderId: string): Certificate | undefined {
  const certificates = certificatesSeen(context, orderId)
  switch (context.behaviour.certificateOfOrder) {
    case 'newest':
      return certificates.at(-1)
    case 'first':
      return certificates[0]
    case 'none':
      return certificates.length > 1 ? undefined : certificates[0]
  }
}

interface ListRequest {
  from: Date | undefined
  to: Date | undefined
  /** 1 if not given. */
  page: number | undefined
}

interface ListedOrders extends OrderPage {
  page: number
  pages: number
}

/** Orders placed, or changed in status, in a window of time; both ends belong to it. */
export function listOrdersOf(
  context: CoreContext,
  by: 'placed' | 'modified',
  request: ListRequest,
): Outcome<ListedOrders> {
  const from = request.from?.getTime() ?? Number.NaN
  const to = request.to?.getTime() ?? Number.NaN
  if (Number.isNaN(from)) return failure(1110)
  if (Number.isNaN(to)) return failure(1111)
  if (to < from) return failure(2057)
  const page = request.page ?? 1
  if (!Number.isInteger(page) || page < 1 || page > MAX_PAGE) return failure(1153, String(page))
  const size = context.behaviour.singleElementLists ? 1 : context.behaviour.pageSize
  const list = by === 'placed' ? placedOrders : changedOrders
  const found = list(context, { from, to }, { offset: (page - 1) * size, size })
  const pages = Math.max(1, Math.ceil(found.total / size))
  return page > pages ? failure(1155, String(page)) : success({ ...found, page, pages })
}

type ListedPage = (
  context: CoreContext,
  window: { from: number; to: number },
  page: { offset: number; size: number },
) => OrderPage

const placedOrders: ListedPage = ({ database }, window, page) => ordersPlaced(database, window, page)

const changedOrders: ListedPage = (context, window, page) => {
  const listed = windowListed(context, window)
  const found = ordersModified(context.database, listed, page)
  return { ...found, orders: rowsListed(context, found.orders, listed) }
}

interface OrderVerification {
  type: 'EMAIL' | 'SYSTEM' | 'DOMAIN' | EvidenceType
  state: 'REQUIRED' | 'FAILED' | 'VERIFIED'
  expiresAt?: number
}

/** What an order needs in all, and how far each of it is. */
export function orderVerifications(context: CoreContext, order: Order): OrderVerification[] {
  const product = productOf(order.productCode)
  if (product === undefined) return []
  const passed = order.status === 'ACCEPTED' || order.status === 'ENROLLED'
  const list: OrderVerification[] = []
  if (isTls(product)) list.push(domainVerification(context, order))
  if (product.kind === 'smime') list.push(emailVerification(context, order))
  list.push({ type: 'SYSTEM', state: passed ? 'VERIFIED' : systemState(context, order) })
  const evidence = evidenceOf(context, order, product)
  return [
    ...list,
    ...evidence.map(({ type, state }) => ({ type, state: passed ? 'VERIFIED' : state }) as const),
  ]
}

function emailVerification(context: CoreContext, order: Order): OrderVerification {
  const proof = mailboxOf(context.database, order.id)
  const end = proof === undefined ? null : mailboxProofEnd(context, proof)
  return end === null
    ? { type: 'EMAIL', state: 'REQUIRED' }
    : { type: 'EMAIL', state: 'VERIFIED', expiresAt: end }
}

function domainVerification(context: CoreContext, order: Order): OrderVerification {
  const proofs = proofsOf(context.database, order.id)
  if (proofs.some((proof) => proof.state === 'FAILED')) return { type: 'DOMAIN', state: 'FAILED' }
  if (proofs.some((proof) => proof.state === 'REQUIRED')) return { type: 'DOMAIN', state: 'REQUIRED' }
  const ends = proofs.map((proof) => proof.expiresAt ?? Number.POSITIVE_INFINITY)
  return { type: 'DOMAIN', state: 'VERIFIED', expiresAt: Math.min(...ends) }
}

function systemState(context: CoreContext, order: Order): 'REQUIRED' | 'FAILED' {
  const proofs = proofsOf(context.database, order.id)
  return proofs.some((proof) => proof.negatives.length > 0) ? 'FAILED' : 'REQUIRED'
}
