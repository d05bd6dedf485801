import type { CsrInspection } from '../../pki/csr.ts'
import { givesCode } from '../hostility/names-and-codes.ts'
import { writeToApprover } from './approver-mail.ts'
import { isTls, productOf, type SandboxProduct } from './catalogue.ts'
import { type Certificate, certificatesOf } from './certificates.ts'
import { type CoreContext, certificateTime, nowOf } from './context.ts'
import { type EarlierCertificate, earlierCertificate } from './earlier-certificate.ts'
import { askMailbox, mailboxIsProven } from './mailboxes.ts'
import { toVerification } from './order-life.ts'
import { type Approver, changeStatus, type Order } from './orders.ts'
import { newCode } from './place-order.ts'
import { addProofs, type Proof, proofsOf, saveProof } from './proofs.ts'
import type { ReissueRequest } from './requests.ts'
import { failure, type Outcome, success } from './types.ts'
import { checkApprover } from './validation/approver.ts'
import { checkCsr, checkHasName } from './validation/csr.ts'
import { checkSanEntries } from './validation/names.ts'
import { Problems } from './validation/problems.ts'

const UNREADABLE_CSR = [1002, 1078]

/**
 * Begins another certificate under the same order and within the same product. Names in it that were proven and are
 * still within their proof's life are taken as they are; new and lapsed ones are to be proven.
 */
export async function reissueCertificate(
  context: CoreContext,
  request: ReissueRequest,
): Promise<Outcome<Order>> {
  const found = earlierCertificate(context, request)
  if (!found.ok) return found
  const { order } = found.value
  const product = productOf(order.productCode)
  if (product === undefined) return failure(1006)
  const refusal = refusalOf(context, found.value, product)
  if (refusal !== null) return failure(refusal)
  const problems = new Problems()
  const csr = await csrOf(context, request, order, product, problems)
  const added = addedNames(context, request, found.value.certificate, order, product, problems)
  const approver = approverOf(context, request, order, product, added, problems)
  if (!problems.none || csr === undefined) return { ok: false, errors: problems.list }
  return success(
    context.database.transaction(() => begin(context, { order, product, csr, added, approver, request })),
  )
}

/** Why this certificate cannot be reissued at all. */
function refusalOf(
  context: CoreContext,
  { certificate, order }: EarlierCertificate,
  product: SandboxProduct,
): number | null {
  if (product.inSimplySign) return 2122
  const newest = certificatesOf(context.database, order.id).at(-1)
  if (newest?.serialNumber !== certificate.serialNumber) return 2126
  const now = certificateTime(context, nowOf(context))
  const isOver = order.productValidUntil !== null && order.productValidUntil <= now
  return certificate.status !== 'VALID' || order.status !== 'ENROLLED' || isOver ? 2094 : null
}

/** Without a CSR the key stays. One that cannot be read has a number of its own here. */
async function csrOf(
  context: CoreContext,
  { csr }: ReissueRequest,
  order: Order,
  product: SandboxProduct,
  problems: Problems,
): Promise<CsrInspection | undefined> {
  const own = new Problems()
  const read = await checkCsr(context, csr || order.csr, product, own, order.id)
  if (read !== undefined && csr) checkHasName(context, read, own)
  for (const { code, value } of own.list) problems.add(UNREADABLE_CSR.includes(code) ? 2097 : code, value)
  return read
}

/** The list holds names to add; one that the certificate has already is refused, unless the switch says otherwise. */
function addedNames(
  { behaviour }: CoreContext,
  { names = [] }: ReissueRequest,
  certificate: Certificate,
  order: Order,
  product: SandboxProduct,
  problems: Problems,
): string[] {
  if (!isTls(product) || names.length === 0) return []
  const known = names.filter((name) => certificate.names.includes(name.toLowerCase()))
  if (behaviour.reissueNames === 'new-only') for (const name of known) problems.add(2130, name)
  const all = checkSanEntries([...order.names, ...names], order.subject.commonName, product, problems)
  return all.filter((name) => !order.names.includes(name))
}

/** Needed only where something is to be proven: 2162 for new names, 2188 for lapsed proofs. */
function approverOf(
  context: CoreContext,
  request: ReissueRequest,
  order: Order,
  product: SandboxProduct,
  added: readonly string[],
  problems: Problems,
): Approver | null {
  if (!isTls(product)) return null
  if (request.approver !== undefined)
    return checkApprover(request.approver, product, [...order.names, ...added], problems) ?? null
  problems.addIf(added.length > 0, 2162)
  for (const { name } of lapsedProofs(context, order)) problems.add(2188, name)
  return order.approver
}

function lapsedProofs(context: CoreContext, order: Order): Proof[] {
  const now = nowOf(context)
  return proofsOf(context.database, order.id).filter(
    ({ expiresAt }) => expiresAt === null || expiresAt <= now,
  )
}

/** Read as a whole, the list is what the next certificate holds beside its common name. */
function namesAfter(
  { behaviour }: CoreContext,
  { names, subject }: Order,
  added: readonly string[],
  request: ReissueRequest,
): string[] {
  const all = [...names, ...added]
  const listed = (request.names ?? []).map((name) => name.toLowerCase())
  if (behaviour.reissueNames !== 'whole' || listed.length === 0) return all
  return all.filter((name) => listed.includes(name) || name === subject.commonName)
}

interface Begun {
  order: Order
  product: SandboxProduct
  csr: CsrInspection
  added: string[]
  approver: Approver | null
  request: ReissueRequest
}

function begin(context: CoreContext, { order, product, csr, added, approver, request }: Begun): Order {
  const at = nowOf(context)
  for (const proof of lapsedProofs(context, order))
    saveProof(context.database, {
      ...proof,
      state: 'REQUIRED',
      verifiedAt: null,
      expiresAt: null,
      info: null,
    })
  addProofs(context.database, order.id, added)
  const isOpen = proofsOf(context.database, order.id).some(({ state }) => state !== 'VERIFIED')
  const changed = changeStatus(
    context.database,
    {
      ...order,
      csr: csr.pem,
      keyHash: csr.key.spkiSha256,
      names: namesAfter(context, order, added, request),
      hashAlgorithm: request.hashAlgorithm || order.hashAlgorithm,
      approver,
      ...newCode(context, isOpen && givesCode(context.behaviour, 'again', approver), at),
    },
    'AWAITING',
    at,
  )
  return askAgain(context, changed, product, isOpen, at)
}

function askAgain(
  context: CoreContext,
  order: Order,
  product: SandboxProduct,
  isOpen: boolean,
  at: number,
): Order {
  const { email } = order.subject
  if (isOpen) writeToApprover(context, order, at)
  else if (product.kind === 'smime' && email !== undefined && !mailboxIsProven(context, order.id, at))
    askMailbox(context, order, email, at)
  else return toVerification(context, order, at)
  return order
}
