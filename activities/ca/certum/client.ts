import {
  certificateAnswerOf,
  orderStateOf,
  ordersOf,
  productsOf,
  sanStatesOf,
  sanVerificationOf,
} from './answers.ts'
import { type Call, type CallOptions, type CertumAnswer, createCall, required } from './call.ts'
import { type CertificateOperations, certificateOperations, placedOf } from './certificate-operations.ts'
import { type EvidenceOperations, evidenceOperations } from './evidence-operations.ts'
import { approverBody, optionBody, orderBody, rangeBody } from './requests.ts'
import type {
  CertificateAnswer,
  CertumOrder,
  CertumOrderPage,
  CertumOrderState,
  CertumProduct,
  DateRange,
  NewCertumOrder,
  OrderOption,
  PlacedCertumOrder,
  SanApprover,
  SanVerification,
  SanVerificationState,
} from './types.ts'

/** Certum's partner API, typed. Methods reject with `CertumFailure`, or with what `beforeCall` rejected with. */
export interface CertumClient extends CertificateOperations, EvidenceOperations {
  /** Changes nothing; resolves when quickOrder would take the same order. */
  validateOrderParameters(order: NewCertumOrder): Promise<void>
  /** Not idempotent: after an unknown outcome look the order id up first. */
  quickOrder(order: NewCertumOrder): Promise<PlacedCertumOrder>
  getOrderState(orderId: string): Promise<CertumOrderState>
  /** The order and its reissues, newest last. */
  getOrderByOrderID(orderId: string, option?: OrderOption): Promise<readonly CertumOrder[]>
  getOrdersByDateRange(range: DateRange): Promise<CertumOrderPage>
  /** Orders whose status changed in the range. */
  getModifiedOrders(range: DateRange): Promise<CertumOrderPage>
  getSanVerificationState(orderId: string): Promise<readonly SanVerificationState[]>
  /** New code, other method or another mail, for the whole order. */
  addSanVerification(orderId: string, approver?: SanApprover): Promise<SanVerification | null>
  /** Lets the CA look for a published code. */
  performSanVerification(code: string): Promise<void>
  getCertificate(by: { orderId: string } | { serialNumber: string }): Promise<CertificateAnswer>
  cancelOrder(orderId: string, note?: string): Promise<void>
  getProductList(withHashAlgorithms?: boolean): Promise<readonly CertumProduct[]>
}

export function createCertumClient(options: CallOptions): CertumClient {
  const call = createCall(options)
  return {
    ...orderingOperations(call),
    ...readingOperations(call),
    ...verifyingOperations(call),
    ...evidenceOperations(call),
    ...certificateOperations(call),
  }
}

function orderingOperations(
  call: Call,
): Pick<CertumClient, 'validateOrderParameters' | 'quickOrder' | 'cancelOrder'> {
  return {
    validateOrderParameters: async (order) => {
      await call('validateOrderParameters', orderBody(order))
    },
    quickOrder: async (order) => placedOf('quickOrder', await call('quickOrder', orderBody(order))),
    cancelOrder: async (orderId, note) => {
      await call('cancelOrder', { cancelParameters: { note, orderID: orderId } })
    },
  }
}

function readingOperations(call: Call) {
  return {
    getOrderState: async (orderId: string) =>
      required('getOrderState', orderStateOf((await call('getOrderState', { orderID: orderId })).body)),
    getOrderByOrderID: async (orderId: string, option?: OrderOption) =>
      ordersOf((await call('getOrderByOrderID', { orderID: orderId, orderOption: optionBody(option) })).body),
    getOrdersByDateRange: async (range: DateRange) =>
      pageOf(await call('getOrdersByDateRange', rangeBody(range))),
    getModifiedOrders: async (range: DateRange) => pageOf(await call('getModifiedOrders', rangeBody(range))),
    getCertificate: async (by: { orderId: string } | { serialNumber: string }) =>
      certificateAnswerOf(
        (
          await call(
            'getCertificate',
            'orderId' in by ? { orderID: by.orderId } : { serialNumber: by.serialNumber },
          )
        ).body,
      ),
    getProductList: async (withHashAlgorithms = true) =>
      productsOf((await call('getProductList', { hashAlgorithm: withHashAlgorithms })).body),
  } satisfies Partial<CertumClient>
}

function verifyingOperations(call: Call) {
  return {
    getSanVerificationState: async (orderId: string) =>
      sanStatesOf((await call('getSanVerificationState', { orderID: orderId })).body),
    addSanVerification: async (orderId: string, approver?: SanApprover) =>
      sanVerificationOf(
        (await call('addSanVerification', { SANApprover: approverBody(approver), orderID: orderId })).body,
      ),
    performSanVerification: async (code: string) => {
      await call('performSanVerification', { code })
    },
  } satisfies Partial<CertumClient>
}

function pageOf({ header, body }: CertumAnswer): CertumOrderPage {
  return {
    orders: ordersOf(body),
    timestamp: header.timestamp,
    pagesCount: Math.max(1, header.pagesCount ?? 1),
  }
}
