import type { CertificateRef, CertumReissue, CertumRenewal, CertumRevocation } from './certificate-types.ts'
import type { CertumUpload } from './evidence-types.ts'
import type { DateRange, NewCertumOrder, OrderOption, OrderParameters, SanApprover } from './types.ts'

/** Bodies of the operations. Keys are in the order of the schema, which is the order on the wire. */

export function orderBody(order: NewCertumOrder) {
  const { taxIdentificationNumber, requestor, names } = order
  return {
    SANApprover: approverBody(order.approver),
    orderParameters: parametersBody(order.parameters),
    organizationInfo: taxIdentificationNumber === undefined ? undefined : { taxIdentificationNumber },
    requestorInfo: requestor && {
      email: requestor.email,
      firstName: requestor.firstName,
      lastName: requestor.lastName,
      // An older public contract has it mandatory; empty, it fits both.
      phone: requestor.phone ?? '',
    },
    SANEntries: entriesBody(names),
  }
}

function entriesBody(names: readonly string[] | undefined) {
  return names?.length ? { SANEntry: names.map((DNSName) => ({ DNSName })) } : undefined
}

export function approverBody(approver: SanApprover | undefined) {
  return (
    approver && {
      approverMethod: approver.approverMethod,
      approverEmail: approver.approverEmail,
      approverEmailPrefix: approver.approverEmailPrefix,
      verificationNotificationEnabled: approver.verificationNotificationEnabled,
    }
  )
}

function parametersBody(order: OrderParameters) {
  return {
    CSR: order.csr,
    customer: order.customer,
    language: order.language,
    orderID: order.orderId,
    productCode: order.productCode,
    userAgent: order.userAgent,
    hashAlgorithm: order.hashAlgorithm,
    email: order.email,
    commonName: order.commonName,
    organization: order.organization,
    organizationalUnit: order.organizationalUnit,
    locality: order.locality,
    country: order.country,
    state: order.state,
    serialNumber: order.serialNumber,
    businessCategory: order.businessCategory,
    streetAddress: order.streetAddress,
    postalCode: order.postalCode,
    joiln: order.jurisdictionLocality,
    joisopn: order.jurisdictionState,
    joisocn: order.jurisdictionCountry,
    revocationContactEmail: order.revocationContactEmail,
    shortenedValidityPeriod: order.shortenedValidityPeriod,
    givenName: order.givenName,
    surname: order.surname,
  }
}

export function rangeBody(range: DateRange) {
  return {
    fromDate: range.from,
    orderOption: optionBody(range.option),
    pageNumber: range.pageNumber,
    toDate: range.to,
  }
}

export function optionBody(option: OrderOption | undefined) {
  return (
    option && {
      certificateDetails: option.certificateDetails,
      orderDetails: option.orderDetails,
      orderStatus: option.orderStatus,
    }
  )
}

export function uploadBody({ note, orderId, documents }: CertumUpload) {
  const document = documents?.map(({ description, type, files }) => ({
    description,
    type,
    files: { file: files.map(({ fileName, content }) => ({ fileName, content })) },
  }))
  return { note, orderID: orderId, documents: document?.length ? { document } : undefined }
}

export function renewalBody(renewal: CertumRenewal) {
  return {
    SANApprover: approverBody(renewal.approver),
    CSR: renewal.csr,
    customer: renewal.customer,
    productCode: renewal.productCode,
    ...refBody(renewal.of),
    hashAlgorithm: renewal.hashAlgorithm,
    userAgent: renewal.userAgent,
    revocationContactEmail: renewal.revocationContactEmail,
    shortenedValidityPeriod: renewal.shortenedValidityPeriod,
  }
}

export function reissueBody(reissue: CertumReissue) {
  return {
    ...refBody(reissue.of),
    hashAlgorithm: reissue.hashAlgorithm,
    CSR: reissue.csr,
    SANApprover: approverBody(reissue.approver),
    SANEntries: entriesBody(reissue.names),
    userAgent: reissue.userAgent,
  }
}

function refBody(of: CertificateRef) {
  return 'pem' in of ? { X509Cert: of.pem } : { serialNumber: of.serialNumber }
}

export function revocationBody(revocation: CertumRevocation) {
  return {
    keyCompromitationDate: revocation.keyCompromitationDate,
    note: revocation.note,
    revocationReason: revocation.revocationReason,
    serialNumber: revocation.serialNumber,
  }
}
