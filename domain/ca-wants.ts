import { type CaCheck, failedChecks } from './ca-checks.ts'
import type { CaOrderStatus } from './order-view.ts'

/** How it stands with documents: none are wanted, some are missing, the CA reads them, or it refused one. */
export const DOCUMENT_WANTS = ['none', 'needed', 'checking', 'refused'] as const
export type DocumentWants = (typeof DOCUMENT_WANTS)[number]

/** What a CA still wants of an order besides control of its names. `email`: the click on the link in its message. */
export interface CaWants {
  documents: DocumentWants
  email: boolean
  /** Its automatic checks that failed. Missing in what earlier releases said. */
  checks?: readonly CaCheck[]
}

export const NOTHING_WANTED: CaWants = { documents: 'none', email: false, checks: [] }

/** What a CA says of an order, as far as it tells what it still wants. */
export interface CaEvidence {
  status: CaOrderStatus
  verifications: readonly { type: string; state: string }[]
  documents: readonly { type: string; state: string }[]
  email: { verified: boolean } | null
  systemChecks: readonly { method: string }[]
}

/** The CA's words for what documents prove. */
const PROVEN_BY_DOCUMENTS = ['PRODUCT', 'EXTENDED_VALIDATION', 'ORGANIZATION', 'APPLICANT', 'AUTHORIZATION']

/** Proofs that a document of the same name gives; the others are made of these. */
const OWN_DOCUMENT = ['ORGANIZATION', 'APPLICANT', 'AUTHORIZATION']

/** What the CA still wants besides control of names; nothing of an order that it has decided on. */
export function wantsOf(evidence: CaEvidence): CaWants {
  const isDecided = evidence.status !== 'AWAITING' && evidence.status !== 'VERIFICATION'
  if (isDecided) return NOTHING_WANTED
  return {
    documents: documentWantsOf(evidence),
    email: evidence.email !== null && !evidence.email.verified,
    checks: failedChecks(evidence.systemChecks),
  }
}

/**
 * A document that is being read answers for one that was refused before it; every open proof wants one of its own. The
 * proof of a refused document may stay REQUIRED at the CA: the document's own state says it then.
 */
function documentWantsOf({ verifications, documents }: CaEvidence): DocumentWants {
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
