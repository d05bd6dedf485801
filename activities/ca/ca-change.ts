import type { CaWants, DocumentWants } from '../../domain/ca-wants.ts'
import type { CaChange } from '../../workflows/contract.ts'
import type { CaOrderDetail } from './port.ts'

/** What a workflow is told of an order at the CA: states and counts, no more. */
export function caChangeOf(detail: CaOrderDetail): CaChange {
  return {
    caOrderId: detail.caOrderId,
    status: detail.status,
    control: controlOf(detail),
    certificates: detail.certificates.map(({ serialNumber, status }) => ({ serialNumber, status })),
    wants: wantsOf(detail),
  }
}

/** An issued order has been proven, whatever is still listed of its names. */
function controlOf(detail: CaOrderDetail): CaChange['control'] {
  if (detail.names.length === 0) return null
  const of = detail.names.length
  const verified = detail.names.filter((name) => name.state === 'VERIFIED').length
  return { verified: detail.status === 'ENROLLED' ? of : verified, of }
}

/** The CA's words for what documents prove. */
const PROVEN_BY_DOCUMENTS = ['PRODUCT', 'EXTENDED_VALIDATION', 'ORGANIZATION', 'APPLICANT', 'AUTHORIZATION']

/** Proofs that a document of the same name gives; the others are made of these. */
const OWN_DOCUMENT = ['ORGANIZATION', 'APPLICANT', 'AUTHORIZATION']

/** What the CA still wants besides control of names; nothing of an order that it has decided on. */
export function wantsOf(detail: CaOrderDetail): CaWants {
  const isDecided = detail.status !== 'AWAITING' && detail.status !== 'VERIFICATION'
  if (isDecided) return { documents: 'none', email: false }
  return { documents: documentWantsOf(detail), email: detail.email !== null && !detail.email.verified }
}

/**
 * A document that is being read answers for one that was refused before it; every open proof wants one of its own. The
 * proof of a refused document may stay REQUIRED at the CA: the document's own state says it then.
 */
function documentWantsOf({ verifications, documents }: CaOrderDetail): DocumentWants {
  const open = verifications.filter(
    ({ type, state }) => PROVEN_BY_DOCUMENTS.includes(type) && (state === 'REQUIRED' || state === 'FAILED'),
  )
  if (open.length === 0) return 'none'
  const beingRead = documents.filter(({ state }) => state === 'NEW').map(({ type }) => type)
  const unanswered = open.filter(({ type }) => OWN_DOCUMENT.includes(type) && !beingRead.includes(type))
  if (unanswered.length === 0) return beingRead.length > 0 ? 'checking' : 'needed'
  const refused = documents.filter(({ state }) => state === 'REJECTED').map(({ type }) => type)
  return unanswered.some(({ type, state }) => state === 'FAILED' || refused.includes(type))
    ? 'refused'
    : 'needed'
}
