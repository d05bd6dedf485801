import { certificatesIn } from './pem.ts'
import type { Reader } from './reader.ts'
import type {
  CertificateAnswer,
  CertumCertificate,
  CertumOrder,
  CertumOrderDetails,
  CertumOrderState,
  CertumOrderStatus,
  CertumProduct,
  ResponseHeader,
  SanVerification,
  SanVerificationState,
} from './types.ts'
import { booleanOf, instantOf, integerOf, namesOf, serialOf } from './values.ts'
import {
  CERTIFICATE_WORDS,
  controlMethodWord,
  knownWord,
  orderStatusWord,
  SYSTEM_CHECKS,
  VERIFICATION_STATES,
  VERIFICATION_TYPES,
} from './words.ts'

/** Answers read into plain values. Null means that what must be there is not. */

export function headerOf(answer: Reader): ResponseHeader | null {
  const header = answer.child('responseHeader')
  const successCode = integerOf(header.text('successCode'))
  if (successCode === null) return null
  return {
    successCode,
    errors: header
      .child('errors')
      .children('Error')
      .map((error) => ({ number: integerOf(error.text('errorCode')) ?? 0, value: error.text('value') })),
    timestamp: instantOf(header.text('timestamp')),
    currentPage: integerOf(header.text('currentPage')),
    pagesCount: integerOf(header.text('pagesCount')),
    returnCount: integerOf(header.text('returnCount')),
  }
}

/** A verification without a code is one to be confirmed by mail: it holds nothing to publish. */
export function sanVerificationOf(answer: Reader): SanVerification | null {
  const verification = answer.child('SANVerification')
  const code = verification.text('code')
  if (code === null) return null
  return {
    approverMethod: controlMethodWord(verification.text('approverMethod') ?? ''),
    code,
    approverEmail: verification.text('approverEmail'),
    names: textsOf(verification.child('FQDNs').children('FQDN')),
  }
}

export function orderStateOf(answer: Reader): CertumOrderState | null {
  const orderStatus = answer.text('orderStatus')
  if (orderStatus === null) return null
  return {
    orderStatus: orderStatusWord(orderStatus),
    lastUpdateDate: instantOf(answer.text('lastUpdateDate')),
    verifications: answer
      .child('verifications')
      .children('verification')
      .map((verification) => ({
        type: knownWord(VERIFICATION_TYPES, verification.text('type') ?? ''),
        state: knownWord(VERIFICATION_STATES, verification.text('state') ?? ''),
        expiresAt: instantOf(verification.text('expireDate')),
      })),
    productValidUntil: productValidUntilOf(answer),
  }
}

/** The CA shows this date on its pages; which element carries it is not known, so any of a fitting name is taken. */
function productValidUntilOf(answer: Reader): string | null {
  const names = answer.names().filter((name) => /^product.?valid/i.test(name))
  return names.map((name) => instantOf(answer.text(name))).find((instant) => instant !== null) ?? null
}

export function ordersOf(answer: Reader): CertumOrder[] {
  return answer
    .child('orders')
    .children('Order')
    .map((order) => ({
      reissue: booleanOf(order.attribute('reissue')) ?? false,
      status: orderStatusOf(order.child('orderStatus')),
      details: order.exists('orderDetails') ? orderDetailsOf(order.child('orderDetails')) : null,
      certificate: certificateOf(order.child('certificateDetails')),
    }))
}

function orderStatusOf(status: Reader): CertumOrderStatus | null {
  const orderId = status.text('orderID')
  if (orderId === null) return null
  return {
    customer: status.text('customer') ?? '',
    orderDate: instantOf(status.text('orderDate')),
    orderId,
    orderStatus: orderStatusWord(status.text('orderStatus') ?? ''),
    productCode: status.text('productCode') ?? '',
    serialNumber: serialIn(status),
  }
}

function orderDetailsOf(details: Reader): CertumOrderDetails {
  const requestor = details.child('requestorInfo')
  const email = requestor.text('email')
  return {
    taxIdentificationNumber: details.child('organizationInfo').text('taxIdentificationNumber'),
    requestor:
      email === null
        ? null
        : {
            email,
            firstName: requestor.text('firstName') ?? '',
            lastName: requestor.text('lastName') ?? '',
            phone: requestor.text('phone'),
          },
  }
}

export function certificateOf(details: Reader): CertumCertificate | null {
  const serialNumber = serialIn(details)
  if (serialNumber === null) return null
  return {
    status: knownWord(CERTIFICATE_WORDS, details.text('certificateStatus') ?? ''),
    commonName: details.text('commonName'),
    dnsNames: namesOf(details.text('DNSNames')),
    startDate: instantOf(details.text('startDate')),
    endDate: instantOf(details.text('endDate')),
    revokedDate: instantOf(details.text('revokedDate')),
    serialNumber,
    subjectName: details.text('subjectName'),
    pem: certificatesIn(details.text('X509Cert') ?? '')[0] ?? null,
  }
}

export function certificateAnswerOf(answer: Reader): CertificateAnswer {
  return {
    certificate: certificateOf(answer.child('certificateDetails')),
    caBundle: textsOf(answer.child('caBundle').children('X509Cert')).flatMap(certificatesIn),
  }
}

export function sanStatesOf(answer: Reader): SanVerificationState[] {
  return answer
    .child('sanVerifications')
    .children('sanVerification')
    .map((entry) => {
      const manual = entry.child('manualVerification')
      return {
        name: entry.text('FQDN') ?? '',
        state: knownWord(VERIFICATION_STATES, manual.text('state') ?? ''),
        expiresAt: instantOf(manual.text('expireDate')),
        info: manual.text('info'),
        systemChecks: entry
          .children('systemVerification')
          .filter(saysSomething)
          .map((check) => ({
            method: knownWord(SYSTEM_CHECKS, check.text('method') ?? ''),
            info: check.text('info'),
          })),
      }
    })
}

/** Its being there means a problem, so an empty element, another way to say that there is none, must not count. */
function saysSomething(check: Reader): boolean {
  return check.text('method') !== null || check.text('info') !== null
}

export function productsOf(answer: Reader): CertumProduct[] {
  return answer
    .child('products')
    .children('product')
    .flatMap((product) => {
      const code = product.text('code')
      if (code === null) return []
      return {
        code,
        type: product.text('type') ?? '',
        validityPeriod: integerOf(product.text('validityPeriod')),
        notificationEnabled: booleanOf(product.text('certificateNotificationEnabled')),
        hashAlgorithms: textsOf(product.child('supportedHashAlgorithms').children('hashAlgorithm')),
      }
    })
}

function serialIn(node: Reader): string | null {
  const serial = node.text('serialNumber')
  return serial === null ? null : serialOf(serial)
}

function textsOf(nodes: readonly Reader[]): string[] {
  return nodes.map((node) => node.ownText()).filter((text) => text !== null)
}
