import type { Certificate } from '../core/certificates.ts'
import type { CoreContext } from '../core/context.ts'
import { cancelOrder, revokeCertificate } from '../core/end-order.ts'
import { expiringCertificates } from '../core/expiring.ts'
import { addEmailVerification, getEmailVerification } from '../core/mailboxes.ts'
import type { Order } from '../core/orders.ts'
import { quickOrder } from '../core/place-order.ts'
import { getCertificate, listOrdersOf } from '../core/queries.ts'
import { reissueCertificate } from '../core/reissue.ts'
import { renewCertificate } from '../core/renew.ts'
import { type Outcome, success } from '../core/types.ts'
import { verifyOrder } from '../core/upload-documents.ts'
import { validateOrder } from '../core/validation/validate-order.ts'
import { addSanVerification, performSanVerification } from '../core/verification.ts'
import { documentsSeen, orderAsSeen } from '../hostility/late-view.ts'
import {
  approverInput,
  cancelInput,
  certificateInput,
  codeInput,
  expiringInput,
  listInput,
  orderIdInput,
  orderInput,
  productInput,
  reissueInput,
  renewalInput,
  revokeInput,
  verifyOrderInput,
} from './input.ts'
import {
  certificateDetails,
  documentStates,
  type Element,
  element,
  emailVerification,
  expiringElement,
  orderElements,
  orderState,
  type Paging,
  productList,
  sanVerification,
  sanVerificationStates,
} from './output.ts'

/** What an operation answers after the header. */
export interface Answer {
  body: Element
  paging?: Paging
}

/** Does one operation with the call's arguments; an error that is not in the outcome becomes a SOAP fault. */
export type Operation = (context: CoreContext, args: unknown) => Outcome<Answer> | Promise<Outcome<Answer>>

const HEADER_ONLY: Answer = { body: {} }

/** What quickOrder, renewal and reissue answer. */
function placed(order: Order): Answer {
  return { body: element({ orderID: order.id, SANVerification: sanVerification(order) }) }
}

function answer<T>(outcome: Outcome<T>, shape: (value: T) => Answer): Outcome<Answer> {
  return outcome.ok ? success(shape(outcome.value)) : outcome
}

/** Every operation the sandbox knows. Others of the contract answer with a fault. */
export const OPERATIONS: Readonly<Record<string, Operation>> = {
  validateOrderParameters: async (context, args) => {
    const checked = await validateOrder(context, orderInput.parse(args))
    return answer(checked, ({ csr: { subject } }) => ({
      body: {
        ParsedCSR: element({
          commonName: subject.commonName,
          country: subject.country,
          email: subject.email,
          joISoCN: subject.jurisdictionCountry,
          joILN: subject.jurisdictionLocality,
          joISoPN: subject.jurisdictionState,
          businessCategory: subject.businessCategory,
          locality: subject.locality,
          organization: subject.organization,
          organizationalUnit: subject.organizationalUnit,
          postalCode: subject.postalCode,
          serialNumber: subject.serialNumber,
          streetAddress: subject.streetAddress,
          state: subject.state,
        }),
      },
    }))
  },
  quickOrder: async (context, args) => answer(await quickOrder(context, orderInput.parse(args)), placed),
  getOrderState: (context, args) =>
    answer(orderAsSeen(context, orderIdInput.parse(args).orderID), (order) => ({
      body: orderState(context, order),
    })),
  getOrderByOrderID: (context, args) => {
    const { orderID, orderOption } = orderIdInput.parse(args)
    return answer(orderAsSeen(context, orderID), (order) => ({
      body: { orders: { Order: orderElements(context, order, orderOption) } },
    }))
  },
  getOrdersByDateRange: (context, args) => list(context, 'placed', args),
  getModifiedOrders: (context, args) => list(context, 'modified', args),
  getSanVerificationState: (context, args) =>
    answer(orderAsSeen(context, orderIdInput.parse(args).orderID), (order) => ({
      body: sanVerificationStates(context, order),
    })),
  addSanVerification: (context, args) => {
    const { orderID, SANApprover } = approverInput.parse(args)
    return answer(addSanVerification(context, orderID, SANApprover), (order) => ({
      body: element({ SANVerification: sanVerification(order) }),
    }))
  },
  performSanVerification: (context, args) =>
    answer(performSanVerification(context, codeInput.parse(args).code), () => HEADER_ONLY),
  getCertificate: (context, args) => {
    const { orderID, serialNumber } = certificateInput.parse(args)
    return answer(getCertificate(context, { orderId: orderID, serialNumber }), (certificate) => ({
      body: {
        certificateDetails: certificateDetails(certificate),
        caBundle: { X509Cert: caBundle(context, certificate) },
      },
    }))
  },
  cancelOrder: (context, args) => {
    const { cancelParameters } = cancelInput.parse(args)
    const request = cancelParameters === undefined ? undefined : { orderId: cancelParameters.orderID }
    return answer(cancelOrder(context, request), () => HEADER_ONLY)
  },
  revokeCertificate: (context, args) => {
    const given = revokeInput.parse(args).revokeCertificateParameters
    const request =
      given === undefined
        ? undefined
        : {
            serialNumber: given.serialNumber,
            reason: given.revocationReason,
            note: given.note,
            compromisedOn: given.keyCompromitationDate,
          }
    return answer(revokeCertificate(context, request), () => HEADER_ONLY)
  },
  renewCertificate: async (context, args) =>
    answer(await renewCertificate(context, renewalInput.parse(args)), placed),
  reissueCertificate: async (context, args) =>
    answer(await reissueCertificate(context, reissueInput.parse(args)), placed),
  getExpiringCertificates: (context, args) => {
    const { validityDaysLeft, pageNumber } = expiringInput.parse(args)
    const found = expiringCertificates(context, { daysLeft: validityDaysLeft, page: pageNumber })
    return answer(found, (expiring) => ({
      body: expiring.length === 0 ? {} : { expiringCertificates: expiring.map(expiringElement) },
    }))
  },
  verifyOrder: (context, args) =>
    answer(verifyOrder(context, verifyOrderInput.parse(args)), () => HEADER_ONLY),
  getDocumentsList: (context, args) =>
    answer(orderAsSeen(context, orderIdInput.parse(args).orderID), (order) => ({
      body: documentStates(documentsSeen(context, order.id)),
    })),
  addEmailVerification: (context, args) =>
    answer(addEmailVerification(context, orderIdInput.parse(args).orderID), () => HEADER_ONLY),
  getEmailVerification: (context, args) =>
    answer(getEmailVerification(context, orderIdInput.parse(args).orderID), (proof) => ({
      body: emailVerification(context, proof),
    })),
  getProductList: (_context, args) => success({ body: productList(productInput.parse(args).hashAlgorithm) }),
}

function list(context: CoreContext, by: 'placed' | 'modified', args: unknown): Outcome<Answer> {
  const { fromDate, toDate, pageNumber, orderOption } = listInput.parse(args)
  const found = listOrdersOf(context, by, { from: fromDate, to: toDate, page: pageNumber })
  return answer(found, ({ orders, page, pages }) => {
    const elements = orders.flatMap((order) => orderElements(context, order, orderOption))
    return {
      body: elements.length === 0 ? {} : { orders: { Order: elements } },
      paging: { currentPage: page, pagesCount: pages, returnCount: orders.length },
    }
  })
}

/** The issuer and the root. */
function caBundle({ authority }: CoreContext, { issuer }: Certificate): string[] {
  const signers = [authority.signer(issuer), authority.root].filter((signer) => signer !== undefined)
  return signers.map((signer) => `${signer.certificate.toString('pem')}\n`)
}
