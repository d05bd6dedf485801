import { PRODUCTS, type SandboxProduct } from '../core/catalogue.ts'
import type { Certificate } from '../core/certificates.ts'
import type { CoreContext } from '../core/context.ts'
import type { SandboxDocument } from '../core/documents.ts'
import type { ExpiringCertificate } from '../core/expiring.ts'
import { type MailboxProof, mailboxProofEnd } from '../core/mailboxes.ts'
import type { Order, Requestor } from '../core/orders.ts'
import { orderVerifications } from '../core/queries.ts'
import { type CaError, DAY_MS } from '../core/types.ts'
import { certificatesSeen, mailboxAsSeen, proofsSeen } from '../hostility/late-view.ts'
import type { OrderOption } from './input.ts'

/** How long an accepted document may be used again (TLS baseline requirements 4.2.1). */
const DOCUMENT_LIFE_MS = 398 * DAY_MS

/**
 * Answers as node-soap writes them: keys in the order of the schema, absent elements left out; null is an element with
 * `xsi:nil`.
 */
export type Element = {
  [name: string]: string | number | boolean | null | Element | readonly (Element | string)[]
}

const absent = new WeakMap<Element, string[]>()

/** What the contract knows and this element does not have, as far as it was made by `element`. */
export function absentChildren(of: Element): readonly string[] {
  return absent.get(of) ?? []
}

export function instant(at: number | Date): string {
  return new Date(at).toISOString()
}

/** An element of only those children that have a value. */
export function element(children: { [name: string]: Element[string] | null | undefined }): Element {
  const made: Element = {}
  const left: string[] = []
  for (const [name, value] of Object.entries(children)) {
    if (value === null || value === undefined) left.push(name)
    else made[name] = value
  }
  absent.set(made, left)
  return made
}

export interface Paging {
  currentPage: number
  pagesCount: number
  returnCount: number
}

/** The header every answer begins with. */
export function responseHeader(
  at: Date,
  successCode: number,
  details: { errors?: readonly CaError[]; paging?: Paging } = {},
): Element {
  const { errors = [], paging } = details
  const list = errors.map(({ code, value }) => element({ errorCode: code, value }))
  return element({
    currentPage: paging?.currentPage,
    errors: list.length === 0 ? undefined : { Error: list },
    pagesCount: paging?.pagesCount,
    returnCount: paging?.returnCount,
    successCode,
    timestamp: instant(at),
  })
}

/** The code and where it counts; nothing for ADMIN, whose approver gets a link instead. */
export function sanVerification(order: Order): Element | undefined {
  const { approver, code } = order
  if (approver === null || code === null || approver.method === 'ADMIN') return undefined
  return element({
    approverMethod: approver.method,
    code,
    approverEmail: approver.email ?? '',
    FQDNs: { FQDN: order.names },
  })
}

/** One element for the first certificate of an order (or for the order without any), one more for each reissue. */
export function orderElements(context: CoreContext, order: Order, option: OrderOption): Element[] {
  const certificates = certificatesSeen(context, order.id)
  if (certificates.length === 0) return [orderElement(context, order, undefined, option)]
  return certificates.map((certificate) => orderElement(context, order, certificate, option))
}

function orderElement(
  context: CoreContext,
  order: Order,
  certificate: Certificate | undefined,
  option: OrderOption,
): Element {
  const withCertificate = option.certificateDetails && certificate !== undefined
  return element({
    attributes: { reissue: String(certificate?.reissue ?? false) },
    certificateDetails: withCertificate ? certificateDetails(certificate) : undefined,
    orderDetails: option.orderDetails ? orderDetails(context, order) : undefined,
    orderStatus: option.orderStatus
      ? element({
          customer: order.customer,
          orderDate: instant(order.createdAt),
          orderID: order.id,
          orderStatus: order.status,
          productCode: order.productCode,
          serialNumber: certificate?.serialNumber,
        })
      : undefined,
  })
}

function orderDetails({ behaviour }: CoreContext, { taxNumber, requestor }: Order): Element {
  return element({
    organizationInfo: taxNumber === null ? undefined : { taxIdentificationNumber: taxNumber },
    requestorInfo: behaviour.strict
      ? element({ ...NOBODY, ...requestor })
      : requestor === null
        ? undefined
        : element(requestor),
  })
}

/** What stands where a strict contract wants a person and none was named. */
const NOBODY: Required<Requestor> = { email: '', firstName: '', lastName: '', phone: '' }

/** When a proof is over; a strict contract wants an instant also where there is none: then the code's. */
function expireDate(
  { behaviour }: CoreContext,
  order: Order,
  expiresAt: number | null | undefined,
): string | undefined {
  if (expiresAt !== null && expiresAt !== undefined) return instant(expiresAt)
  if (!behaviour.strict) return undefined
  return instant(order.codeExpiresAt ?? order.updatedAt + behaviour.codeLifeDays * DAY_MS)
}

export function certificateDetails(certificate: Certificate): Element {
  return element({
    certificateStatus: certificate.status,
    commonName: certificate.commonName,
    DNSNames: certificate.names.length === 0 ? undefined : certificate.names.join(', '),
    endDate: instant(certificate.notAfter),
    revokedDate: certificate.revokedAt === null ? undefined : instant(certificate.revokedAt),
    serialNumber: certificate.serialNumber,
    startDate: instant(certificate.notBefore),
    subjectName: certificate.subjectName,
    X509Cert: certificate.pem,
  })
}

export function orderState(context: CoreContext, order: Order): Element {
  const verification = orderVerifications(context, order).map(({ type, state, expiresAt }) =>
    element({ type, state, expireDate: expireDate(context, order, expiresAt) }),
  )
  const { productValidityElement } = context.behaviour
  return element({
    verifications: { verification },
    lastUpdateDate: instant(order.updatedAt),
    orderStatus: order.status,
    ...(productValidityElement !== null && {
      [productValidityElement]:
        order.productValidUntil === null ? undefined : instant(order.productValidUntil),
    }),
  })
}

/** State by name. `expireDate` is the end of the proof once there is one, before that the end of the code. */
export function sanVerificationStates(context: CoreContext, order: Order): Element {
  const states = proofsSeen(context, order.id).map((proof) => {
    const expiresAt = proof.expiresAt ?? order.codeExpiresAt
    return element({
      FQDN: proof.name,
      manualVerification: element({
        state: proof.state,
        expireDate: expireDate(context, order, expiresAt),
        info: proof.info,
      }),
      systemVerification:
        proof.negatives.length === 0 ? undefined : proof.negatives.map((method) => ({ method })),
    })
  })
  return { sanVerifications: { sanVerification: states } }
}

/** What the CA made of each document; the ids of documents are its own. */
export function documentStates(documents: readonly SandboxDocument[]): Element {
  if (documents.length === 0) return {}
  const document = documents.map((each) =>
    element({
      type: each.type,
      state: each.state,
      createDate: instant(each.createdAt),
      expireDate: each.decidedAt === null ? undefined : instant(each.decidedAt + DOCUMENT_LIFE_MS),
      description: each.description,
      reason: each.reason,
      files: { fileName: each.fileNames },
    }),
  )
  return { documents: { document } }
}

/** How far the proof of a mailbox is. */
export function emailVerification(context: CoreContext, given: MailboxProof | undefined): Element {
  if (given === undefined) return {}
  const proof = mailboxAsSeen(context, given)
  const end = mailboxProofEnd(context, proof)
  return {
    emailVerification: element({
      email: proof.address,
      verified: proof.verifiedAt !== null,
      sendDate: instant(proof.sentAt),
      verificationLinkValidityDate: instant(proof.linkExpiresAt),
      verificationDate: proof.verifiedAt === null ? undefined : instant(proof.verifiedAt),
      verificationValidity: end === null ? undefined : instant(end),
    }),
  }
}

export function expiringElement({ certificate, daysLeft }: ExpiringCertificate): Element {
  return {
    orderID: certificate.orderId,
    serialNumber: certificate.serialNumber,
    expiringDate: instant(certificate.notAfter),
    validityDaysLeft: daysLeft,
  }
}

export function productList(withHashAlgorithms: boolean): Element {
  return { products: { product: PRODUCTS.map((product) => productElement(product, withHashAlgorithms)) } }
}

function productElement(product: SandboxProduct, withHashAlgorithms: boolean): Element {
  return element({
    code: product.code,
    type: product.type,
    validityPeriod: product.validityDays,
    certificateNotificationEnabled: false,
    supportedHashAlgorithms: withHashAlgorithms ? { hashAlgorithm: product.hashAlgorithms } : undefined,
  })
}
