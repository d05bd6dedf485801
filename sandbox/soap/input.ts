import { z } from 'zod'
import type { Credentials } from '../core/requests.ts'

/**
 * Reads what node-soap made of a call: children in any order, missing, empty or repeated. Nothing is refused here; the
 * CA's own checks say what is wrong.
 */

/** An element that carries attributes comes as an object with the text under `$value`. */
const withAttributes = z.object({ $value: z.unknown() })

function toText(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value === 'string') return value.trim()
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  const inner = withAttributes.safeParse(value)
  return inner.success ? toText(inner.data.$value) : ''
}

const text = z.unknown().optional().transform(toText)
/** An element with children; anything else counts as one without. */
const node = <Shape extends z.ZodRawShape>(shape: Shape) => z.object(shape).optional().catch(undefined)
const asList = (value: unknown): unknown[] => {
  if (value === undefined || value === null) return []
  return Array.isArray(value) ? value : [value]
}

const orderParameters = z
  .object({
    CSR: text,
    customer: text,
    language: text,
    orderID: text,
    productCode: text,
    userAgent: text,
    hashAlgorithm: text,
    email: text,
    commonName: text,
    organization: text,
    organizationalUnit: text,
    locality: text,
    country: text,
    state: text,
    serialNumber: text,
    businessCategory: text,
    streetAddress: text,
    postalCode: text,
    joiln: text,
    joILN: text,
    joisopn: text,
    joISoPN: text,
    joisocn: text,
    joISoCN: text,
    revocationContactEmail: text,
    shortenedValidityPeriod: text,
    givenName: text,
    surname: text,
    validityPeriod: z.unknown().optional(),
  })
  .transform(
    ({ CSR, orderID, joiln, joILN, joisopn, joISoPN, joisocn, joISoCN, validityPeriod, ...same }) => ({
      ...same,
      csr: CSR,
      orderId: orderID,
      jurisdictionLocality: joiln ?? joILN,
      jurisdictionState: joisopn ?? joISoPN,
      jurisdictionCountry: joisocn ?? joISoCN,
      hasValidityPeriod: validityPeriod !== undefined,
    }),
  )
  .optional()
  .catch(undefined)

const approver = z
  .object({
    approverMethod: text,
    approverEmail: text,
    approverEmailPrefix: text,
    verificationNotificationEnabled: text,
  })
  .transform((given) => ({
    method: given.approverMethod,
    email: given.approverEmail,
    prefix: given.approverEmailPrefix,
    notify: given.verificationNotificationEnabled,
  }))
  .optional()
  .catch(undefined)

const entry = z.object({ DNSName: text }).catch({ DNSName: '' })
const sanEntries = z
  .object({ SANEntry: z.unknown().optional().transform(asList).pipe(z.array(entry)) })
  .transform((list) => list.SANEntry.map((one) => one.DNSName ?? ''))
  .optional()
  .catch([])

export const credentialsInput = z
  .object({ requestHeader: node({ authToken: node({ userName: text, password: text }) }) })
  .transform(({ requestHeader }): Credentials => requestHeader?.authToken ?? {})
  .catch({})

export const orderInput = z
  .object({
    orderParameters,
    SANApprover: approver,
    SANEntries: sanEntries,
    requestorInfo: node({ email: text, firstName: text, lastName: text, phone: text }),
    organizationInfo: node({ taxIdentificationNumber: text }),
  })
  .transform((given) => ({
    parameters: given.orderParameters,
    approver: given.SANApprover,
    names: given.SANEntries,
    requestor: given.requestorInfo,
    organization:
      given.organizationInfo === undefined
        ? undefined
        : { taxNumber: given.organizationInfo.taxIdentificationNumber },
  }))

/** Which blocks of an order a caller wants. */
export interface OrderOption {
  certificateDetails: boolean
  orderDetails: boolean
  orderStatus: boolean
}

const ALL: OrderOption = { certificateDetails: true, orderDetails: true, orderStatus: true }
const flag = text.transform((value) => value === 'true' || value === '1')
const orderOption = z
  .object({ certificateDetails: flag, orderDetails: flag, orderStatus: flag })
  .optional()
  .catch(undefined)
  .transform((option): OrderOption => option ?? ALL)

const date = text.transform((value) => {
  const at = new Date(value ?? '')
  return Number.isNaN(at.getTime()) ? undefined : at
})

export const orderIdInput = z.object({ orderID: text, orderOption })
export const listInput = z.object({
  fromDate: date,
  toDate: date,
  pageNumber: text.transform((value) => (value === undefined || value === '' ? undefined : Number(value))),
  orderOption,
})
export const codeInput = z.object({ code: text })
export const approverInput = z.object({ orderID: text, SANApprover: approver })
export const certificateInput = z.object({ orderID: text, serialNumber: text })
export const cancelInput = z.object({ cancelParameters: node({ orderID: text, note: text }) })
export const revokeInput = z.object({
  revokeCertificateParameters: node({
    serialNumber: text,
    revocationReason: text,
    note: text,
    keyCompromitationDate: text,
  }),
})
const file = z.object({ fileName: text, content: text }).catch({ fileName: undefined, content: undefined })
const documentFiles = z
  .object({ file: z.unknown().optional().transform(asList).pipe(z.array(file)) })
  .transform((list) => list.file)
  .optional()
  .catch([])
const document = z
  .object({ type: text, description: text, files: documentFiles })
  .catch({ type: undefined, description: undefined, files: undefined })
const documents = z
  .object({ document: z.unknown().optional().transform(asList).pipe(z.array(document)) })
  .transform((list) => list.document)
  .optional()
  .catch([])
export const verifyOrderInput = z
  .object({ verifyOrderParameters: node({ note: text, orderID: text, documents }) })
  .transform(({ verifyOrderParameters: given }) =>
    given === undefined
      ? undefined
      : { orderId: given.orderID, note: given.note, documents: given.documents },
  )

const certificateReference = { serialNumber: text, X509Cert: text, CSR: text, hashAlgorithm: text }
export const reissueInput = z
  .object({ ...certificateReference, SANApprover: approver, SANEntries: sanEntries })
  .transform(({ X509Cert, CSR, SANApprover, SANEntries, ...same }) => ({
    ...same,
    pem: X509Cert,
    csr: CSR,
    approver: SANApprover,
    names: SANEntries,
  }))
export const renewalInput = z
  .object({
    ...certificateReference,
    SANApprover: approver,
    customer: text,
    productCode: text,
    userAgent: text,
    revocationContactEmail: text,
    shortenedValidityPeriod: text,
  })
  .transform(({ X509Cert, CSR, SANApprover, ...same }) => ({
    ...same,
    pem: X509Cert,
    csr: CSR,
    approver: SANApprover,
  }))
const count = text.transform((value) => (value === undefined || value === '' ? undefined : Number(value)))
export const expiringInput = z.object({ validityDaysLeft: count, pageNumber: count })
export const productInput = z.object({ hashAlgorithm: flag })
