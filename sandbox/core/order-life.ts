import { issueLeaf } from '../ca/leaf.ts'
import { maxCertificateDays } from '../ca/validity.ts'
import { namesIssued } from '../hostility/names-and-codes.ts'
import { isTls, productOf, type SandboxProduct } from './catalogue.ts'
import { addCertificate, certificatesOf, nextRevocationDue, saveRevocation } from './certificates.ts'
import { type CoreContext, certificateTime, nowOf } from './context.ts'
import { proveControl } from './control.ts'
import { nextDecisionDue, type SandboxDocument, saveDecision } from './documents.ts'
import { hasAllEvidence } from './evidence.ts'
import { changeStatus, findOrder, nextCheckDue, nextStepDue, type Order, saveOrder } from './orders.ts'
import { type Proof, proofsOf, saveProof } from './proofs.ts'
import { negativeChecks } from './system-checks.ts'
import { DAY_MS } from './types.ts'

/** How long a proof of control counts (TLS baseline requirements 4.2.1, 2026). */
const PROOF_LIFE_MS = 200 * DAY_MS
const SECOND_MS = 1_000

/**
 * Does everything that fell due up to now, oldest first, each at the instant it fell due: however long nobody asked,
 * the story comes out the same. Calls must not overlap.
 */
export async function settle(context: CoreContext): Promise<void> {
  for (;;) {
    const now = nowOf(context)
    const check = nextCheckDue(context.database, now)
    const step = nextStepDue(context.database, now)
    const revocation = nextRevocationDue(context.database, now)
    const decision = nextDecisionDue(context.database, now)
    const due = [check?.checkDueAt, step?.stepDueAt, revocation?.revokeDueAt, decision?.decideDueAt]
    const first = Math.min(...due.map((at) => at ?? Number.POSITIVE_INFINITY))
    if (first === Number.POSITIVE_INFINITY) return
    if (check !== undefined && check.checkDueAt === first) await runCheck(context, check, first)
    else if (step !== undefined && step.stepDueAt === first) await takeStep(context, step, first)
    else if (decision !== undefined && decision.decideDueAt === first) {
      decideDocument(context, decision, { state: 'ACCEPTED', reason: null }, first)
    } else if (revocation !== undefined) {
      saveRevocation(context.database, {
        ...revocation,
        status: 'REVOKED',
        revokeDueAt: null,
        revokedAt: first,
      })
    }
  }
}

/** What becomes of a document; with the last one accepted, an order that waits at the CA goes on. */
export function decideDocument(
  context: CoreContext,
  document: SandboxDocument,
  decision: { state: 'ACCEPTED' | 'REJECTED'; reason: string | null },
  at: number,
): void {
  saveDecision(context.database, { ...document, ...decision, decidedAt: at, decideDueAt: null })
  const order = findOrder(context.database, document.orderId)
  if (order === undefined) return
  const goesOn = order.status === 'VERIFICATION' && hasAllEvidence(context, order, catalogued(order))
  saveOrder(context.database, { ...order, updatedAt: at, stepDueAt: goesOn ? at : order.stepDueAt })
}

/** The look that performSanVerification asked for. */
async function runCheck(context: CoreContext, order: Order, at: number): Promise<void> {
  const open = proofsOf(context.database, order.id).filter((proof) => proof.state !== 'VERIFIED')
  const looked: Proof[] = []
  for (const proof of open) looked.push(await lookAtName(context, order, proof, at))
  context.database.transaction(() => {
    for (const proof of looked) saveProof(context.database, proof)
    const checked = { ...order, checkDueAt: null, updatedAt: at }
    saveOrder(context.database, checked)
    afterProof(context, checked, at)
  })
}

async function lookAtName(context: CoreContext, order: Order, proof: Proof, at: number): Promise<Proof> {
  if (order.approver === null || order.code === null) return proof
  const { method } = order.approver
  const result = await proveControl(context.lookups, {
    method,
    code: order.code,
    name: proof.name,
    orderNames: order.names,
    followRedirects: context.behaviour.followRedirects,
  })
  return result.proven ? provenAt(proof, at) : { ...proof, state: 'FAILED', info: result.info }
}

/** The proof as it stands once control was shown. */
export function provenAt(proof: Proof, at: number): Proof {
  return { ...proof, state: 'VERIFIED', verifiedAt: at, expiresAt: at + PROOF_LIFE_MS, info: null }
}

/** Moves an order on when its last name was proven. */
export function afterProof(context: CoreContext, order: Order, at: number): void {
  const proofs = proofsOf(context.database, order.id)
  if (order.status !== 'AWAITING' || proofs.some((proof) => proof.state !== 'VERIFIED')) return
  toVerification(context, order, at)
}

/** Hands an order over to the CA's own checks. */
export function toVerification(context: CoreContext, order: Order, at: number): Order {
  const stepDueAt = at + context.behaviour.acceptMs
  return changeStatus(context.database, { ...order, checkDueAt: null, stepDueAt }, 'VERIFICATION', at)
}

async function takeStep(context: CoreContext, order: Order, at: number): Promise<void> {
  if (order.status === 'VERIFICATION') await checkAndAccept(context, order, at)
  else if (order.status === 'ACCEPTED') await issue(context, order, at)
  else saveOrder(context.database, { ...order, stepDueAt: null })
}

async function checkAndAccept(context: CoreContext, order: Order, at: number): Promise<void> {
  const product = catalogued(order)
  const negatives = order.approvedAt === null ? await runSystemChecks(context, order) : []
  const isProven = hasAllEvidence(context, order, product)
  const waitsForPerson = order.approvedAt === null && (!isProven || negatives.length > 0)
  if (!waitsForPerson) {
    const stepDueAt = at + issueMsOf(context, order)
    changeStatus(context.database, { ...order, stepDueAt }, 'ACCEPTED', at)
    return
  }
  const retries = negatives.includes('CAA')
  const stepDueAt = retries ? nowOf(context) + context.behaviour.caaRetryMs : null
  saveOrder(context.database, { ...order, stepDueAt, updatedAt: at })
}

/** How long the CA takes to issue, once it has accepted. */
function issueMsOf({ database, behaviour }: CoreContext, order: Order): number {
  const isReissue = certificatesOf(database, order.id).length > 0
  return isReissue ? (behaviour.reissueMs ?? behaviour.issueMs) : behaviour.issueMs
}

async function runSystemChecks(context: CoreContext, order: Order): Promise<string[]> {
  const method = order.approver?.method
  if (method === undefined) return []
  const found: string[] = []
  for (const proof of proofsOf(context.database, order.id)) {
    const negatives = await negativeChecks(context.lookups, proof.name, method)
    saveProof(context.database, { ...proof, negatives })
    found.push(...negatives)
  }
  return found
}

async function issue(context: CoreContext, order: Order, at: number): Promise<void> {
  const product = catalogued(order)
  const dates = validityOf(context, order, product, at)
  const leaf = await issueLeaf(context.authority, context.publicUrl, {
    product,
    subject: order.subject,
    names: certificateNames(context, order, product),
    csr: order.csr,
    taxNumber: order.taxNumber,
    hashAlgorithm: order.hashAlgorithm,
    notBefore: new Date(dates.notBefore),
    notAfter: new Date(dates.notAfter),
  })
  context.database.transaction(() => {
    addCertificate(context.database, {
      ...leaf,
      ...dates,
      orderId: order.id,
      issuedAt: at,
      commonName: order.subject.commonName ?? '',
      names: certificateNames(context, order, product),
      reissue: certificatesOf(context.database, order.id).length > 0,
      status: 'VALID',
      reason: null,
      revokeDueAt: null,
      revokedAt: null,
      invalidFrom: null,
    })
    const { productValidUntil } = dates
    changeStatus(context.database, { ...order, stepDueAt: null, productValidUntil }, 'ENROLLED', at)
  })
}

function certificateNames({ behaviour }: CoreContext, order: Order, product: SandboxProduct): string[] {
  if (isTls(product)) return namesIssued(order.names, behaviour)
  const { email } = order.subject
  return product.kind === 'smime' && email !== undefined ? [email] : []
}

/**
 * A certificate ends with the product, the asked-for last day or the industry's limit, whichever comes first. The limit
 * is the one of the true day, or of the shifted one where that is later: a clock set back gives certificates that are
 * about to expire, not old rules.
 */
function validityOf(
  context: CoreContext,
  order: Order,
  product: SandboxProduct,
  at: number,
): { notBefore: number; notAfter: number; productValidUntil: number } {
  const start = Math.floor(certificateTime(context, at) / SECOND_MS) * SECOND_MS
  const lastSecond = (days: number) => start + days * DAY_MS - SECOND_MS
  const productEnd = order.productValidUntil ?? lastSecond(product.validityDays)
  const asked = order.shortenedUntil === null ? productEnd : Date.parse(`${order.shortenedUntil}T23:59:59Z`)
  const limit = lastSecond(maxCertificateDays(product.kind, new Date(Math.max(at, start))))
  const notAfter = Math.min(productEnd, asked, limit)
  return { notBefore: start, notAfter, productValidUntil: Math.min(productEnd, asked) }
}

function catalogued(order: Order): SandboxProduct {
  const product = productOf(order.productCode)
  if (product === undefined) throw new Error(`order ${order.id} has unknown product ${order.productCode}`)
  return product
}
