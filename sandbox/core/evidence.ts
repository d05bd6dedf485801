import type { SandboxProduct } from './catalogue.ts'
import type { CoreContext } from './context.ts'
import { documentsOf, type SandboxDocument } from './documents.ts'
import type { Order } from './orders.ts'
import type { DocumentType } from './types.ts'

/** What is proven by documents, as the CA's list of an order's verifications names it. */
export type EvidenceType = 'ORGANIZATION' | 'APPLICANT' | 'AUTHORIZATION' | 'EXTENDED_VALIDATION'

export interface Evidence {
  type: EvidenceType
  state: 'REQUIRED' | 'FAILED' | 'VERIFIED'
}

/** What a product's buyer has to prove by documents. */
export function evidenceTypes({ validation }: SandboxProduct): EvidenceType[] {
  switch (validation) {
    case 'OV':
      return ['ORGANIZATION', 'AUTHORIZATION']
    case 'EV':
      return ['ORGANIZATION', 'AUTHORIZATION', 'EXTENDED_VALIDATION']
    case 'IV':
      return ['APPLICANT']
    case 'SV':
      return ['APPLICANT', 'ORGANIZATION', 'AUTHORIZATION']
    case 'DV':
    case 'MV':
      return []
  }
}

/** The extended validation is made of the other documents: it has none of its own. */
const PROVES: Record<EvidenceType, readonly DocumentType[]> = {
  ORGANIZATION: ['ORGANIZATION'],
  APPLICANT: ['APPLICANT'],
  AUTHORIZATION: ['AUTHORIZATION'],
  EXTENDED_VALIDATION: ['ORGANIZATION', 'AUTHORIZATION'],
}

/** How far each proof of an order is; a person who approved the whole order stands for all of them. */
export function evidenceOf(context: CoreContext, order: Order, product: SandboxProduct): Evidence[] {
  const documents = documentsOf(context.database, order.id)
  return evidenceTypes(product).map((type) => ({
    type,
    state: order.approvedAt === null ? stateOf(PROVES[type], documents) : 'VERIFIED',
  }))
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
