import { randomUUID } from 'node:crypto'
import type { CsrInspection } from '../../pki/csr.ts'
import { givesCode } from '../hostility/names-and-codes.ts'
import { writeToApprover } from './approver-mail.ts'
import { isDiscontinued, isTls, productOf, type SandboxProduct } from './catalogue.ts'
import { type CoreContext, certificateTime, nowOf } from './context.ts'
import { addDocument, documentsOf } from './documents.ts'
import { type EarlierCertificate, earlierCertificate } from './earlier-certificate.ts'
import { askMailbox, inheritMailbox, mailboxIsProven } from './mailboxes.ts'
import { toVerification } from './order-life.ts'
import { type Approver, changeStatus, type Order } from './orders.ts'
import { newCode } from './place-order.ts'
import { addProofs } from './proofs.ts'
import type { RenewalRequest } from './requests.ts'
import { DAY_MS, failure, type Outcome, success } from './types.ts'
import { checkApprover } from './validation/approver.ts'
import { checkCsr, checkHasName } from './validation/csr.ts'
import { checkOrderFields } from './validation/order-fields.ts'
import { Problems } from './validation/problems.ts'

/** How long after its end a certificate may still be renewed; later the CA wants a new order. */
const LATE_DAYS = 30
/** Data about organizations may be used again for so long (TLS baseline requirements 4.2.1). */
const DOCUMENT_LIFE_DAYS = 398

/** Places a new order, with a new product validity, for the names of an earlier certificate. */
export async function renewCertificate(
  context: CoreContext,
  request: RenewalRequest,
): Promise<Outcome<Order>> {
  const found = earlierCertificate(context, request)
  if (!found.ok) return found
  const refusal = refusalOf(context, found.value)
  if (refusal !== null) return failure(refusal)
  const { order, certificate } = found.value
  const problems = new Problems()
  const product = renewalProduct(request.productCode, order, problems)
  checkOrderFields(context, request, product, problems)
  problems.addIf(
    (request.customer ?? '') !== '' && request.customer !== order.customer,
    1169,
    request.customer,
  )
  const csr = await checkCsr(context, request.csr, product, problems, order.id)
  if (csr !== undefined) checkHasName(context, csr, problems)
  const commonName = csr?.subject.commonName
  problems.addIf(commonName !== undefined && commonName !== certificate.commonName, 1168, commonName)
  const approver = checkApprover(request.approver, product, order.names, problems)
  if (!problems.none || product === undefined || csr === undefined)
    return { ok: false, errors: problems.list }
  return success(
    context.database.transaction(() => place(context, { earlier: order, product, csr, approver, request })),
  )
}

function refusalOf(context: CoreContext, { certificate }: EarlierCertificate): number | null {
  if (certificate.status !== 'VALID') return 2094
  const lastMoment = certificate.notAfter + LATE_DAYS * DAY_MS
  return lastMoment < certificateTime(context, nowOf(context)) ? 1144 : null
}

/** A renewal code, of the same profile as what is renewed. */
function renewalProduct(
  code: string | undefined,
  order: Order,
  problems: Problems,
): SandboxProduct | undefined {
  if (code === undefined || code === '') return void problems.add(1014)
  if (code.length > 3) return void problems.add(1080, code)
  const product = productOf(code)
  if (product === undefined) return void problems.add(isDiscontinued(code) ? 1006 : 1075, code)
  const before = productOf(order.productCode)
  const isSame =
    before?.kind === product.kind &&
    before.validation === product.validation &&
    before.inSimplySign === product.inSimplySign
  problems.addIf(product.purpose !== 'renew', 1166, code)
  problems.addIf(product.purpose === 'renew' && !isSame, 1167, code)
  return product
}

interface Placed {
  earlier: Order
  product: SandboxProduct
  csr: CsrInspection
  approver: Approver | undefined
  request: RenewalRequest
}

function place(context: CoreContext, { earlier, product, csr, approver, request }: Placed): Order {
  const at = nowOf(context)
  const order = changeStatus(
    context.database,
    {
      ...earlier,
      id: randomUUID(),
      productCode: product.code,
      createdAt: at,
      csr: csr.pem,
      keyHash: csr.key.spkiSha256,
      hashAlgorithm: request.hashAlgorithm || null,
      shortenedUntil: request.shortenedValidityPeriod?.slice(0, 10) || null,
      approver: approver ?? null,
      ...newCode(context, givesCode(context.behaviour, 'again', approver), at),
      checkDueAt: null,
      stepDueAt: null,
      approvedAt: null,
      productValidUntil: carriedOver(context, earlier, product, at),
    },
    'AWAITING',
    at,
  )
  addProofs(context.database, order.id, order.names)
  inheritDocuments(context, earlier, order, at)
  return askForProof(context, earlier, order, product, at)
}

/** Where something is left of the earlier product, the new one begins at its end; else at its first certificate (null). */
function carriedOver(
  context: CoreContext,
  earlier: Order,
  product: SandboxProduct,
  at: number,
): number | null {
  const left = (earlier.productValidUntil ?? 0) - certificateTime(context, at)
  if (left <= 0 || left > context.behaviour.renewalCarriesDays * DAY_MS) return null
  return (earlier.productValidUntil ?? 0) + product.validityDays * DAY_MS
}

/** What the CA knows of an organization or a person counts for the next order as long as it is young enough. */
function inheritDocuments(context: CoreContext, earlier: Order, order: Order, at: number): void {
  for (const document of documentsOf(context.database, earlier.id)) {
    const age = at - (document.decidedAt ?? 0)
    if (document.state === 'ACCEPTED' && age < DOCUMENT_LIFE_DAYS * DAY_MS)
      addDocument(context.database, { ...document, orderId: order.id })
  }
}

function askForProof(
  context: CoreContext,
  earlier: Order,
  order: Order,
  product: SandboxProduct,
  at: number,
): Order {
  const { email } = order.subject
  if (isTls(product)) {
    writeToApprover(context, order, at)
    return order
  }
  if (product.kind !== 'smime' || email === undefined) return toVerification(context, order, at)
  if (mailboxIsProven(context, earlier.id, at)) {
    inheritMailbox(context, earlier.id, order.id)
    return toVerification(context, order, at)
  }
  askMailbox(context, order, email, at)
  return order
}
