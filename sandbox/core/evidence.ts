import type { SandboxProduct } from './catalogue.ts'
import type { CoreContext } from './context.ts'
import { documentsOf, type SandboxDocument } from './documents.ts'
import type { Order } from './orders.ts'
import type { DocumentType } from './types.ts'

type DocumentedType = 'ORGANIZATION' | 'APPLICANT' | 'AUTHORIZATION'

/** What is proven by documents, as the CA's list of an order's verifications names it. */
export type EvidenceType = DocumentedType | 'EXTENDED_VALIDATION' | 'PRODUCT'

export interface Evidence {
  type: EvidenceType
  state: 'REQUIRED' | 'FAILED' | 'VERIFIED'
}

/** What a product's buyer has to hand in. */
function documentedTypes({ validation }: SandboxProduct): DocumentedType[] {
  switch (validation) {
    case 'OV':
    case 'EV':
      return ['ORGANIZATION', 'AUTHORIZATION']
    case 'IV':
      return ['APPLICANT']
    case 'SV':
      return ['APPLICANT', 'ORGANIZATION', 'AUTHORIZATION']
    case 'DV':
    case 'MV':
      return []
  }
}

/** Made of the other documents, without one of their own: the extended validation, and where a signer's key lies. */
function derivedTypes({ kind, validation }: SandboxProduct): EvidenceType[] {
  if (validation === 'EV') return ['EXTENDED_VALIDATION']
  return kind === 'code-signing' ? ['PRODUCT'] : []
}

/** How far each proof of an order is; a person who approved the whole order stands for all of them. */
export function evidenceOf(context: CoreContext, order: Order, product: SandboxProduct): Evidence[] {
  const documents = documentsOf(context.database, order.id)
  const isApproved = order.approvedAt !== null
  const types = documentedTypes(product)
  const state = (proving: readonly DocumentType[]) => (isApproved ? 'VERIFIED' : stateOf(proving, documents))
  return [
    ...types.map((type) => ({ type, state: state([type]) })),
    ...derivedTypes(product).map((type) => ({ type, state: state(types) })),
  ]
}

function stateOf(types: readonly DocumentType[], documents: readonly SandboxDocument[]): Evidence['state'] {
  const states = types.map((type) => {
    const mine = documents.filter((document) => document.type === type)
    if (mine.some(({ state }) => state === 'ACCEPTED')) return 'VERIFIED'
    return mine.at(-1)?.state === 'REJECTED' ? 'FAILED' : 'REQUIRED'
  })
  if (states.includes('FAILED')) return 'FAILED'
  return states.includes('REQUIRED') ? 'REQUIRED' : 'VERIFIED'
}

/** True once every document that the product needs was accepted. */
export function hasAllEvidence(context: CoreContext, order: Order, product: SandboxProduct): boolean {
  return evidenceOf(context, order, product).every(({ state }) => state === 'VERIFIED')
}
