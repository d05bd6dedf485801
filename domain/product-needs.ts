import { isTls, type ProductKind, type Validation } from './product.ts'

type Product = { kind: ProductKind; validation: Validation | null }

const ORGANIZATION = ['subject.organization', 'subject.locality|subject.state', 'subject.country']
const EXTENDED = ['subject.serialNumber', 'subject.businessCategory', 'subject.jurisdictionCountry']
const PERSON = ['subject.givenName', 'subject.surname']

function subjectFields({ kind, validation }: Product): string[] {
  if (kind === 'code-signing' && validation !== 'EV') {
    return validation === 'IV' ? [...PERSON, 'subject.country'] : ORGANIZATION
  }
  switch (validation) {
    case 'OV':
      return ORGANIZATION
    case 'EV':
      return [...ORGANIZATION, ...EXTENDED]
    case 'IV':
      return PERSON
    case 'SV':
      return [...PERSON, ...ORGANIZATION]
    case 'DV':
    case 'MV':
    case null:
      return []
  }
}

function needsOrganization({ validation }: Product): boolean {
  return validation === 'OV' || validation === 'EV' || validation === 'SV'
}

/**
 * The fields of a configuration that a product cannot do without, as paths with dots; `a|b` means one of both. What
 * stands in the CSR's subject need not be sent again.
 */
export function requiredFields(product: Product): string[] {
  return [
    'csr',
    'contact.firstName',
    'contact.lastName',
    'contact.email',
    ...(isTls(product.kind) ? ['names'] : []),
    ...(product.kind === 'smime' ? ['subject.email'] : []),
    ...subjectFields(product),
    ...(needsOrganization(product) ? ['organization.taxNumber'] : []),
  ]
}

/** Which of these rules, each as `requiredFields` spells it, nothing that was given meets; said at the rule's first field. */
export function missingFields(
  rules: readonly string[],
  isGiven: (field: string) => boolean,
): { field: string; code: 'required' | 'locality-or-state-required' }[] {
  return rules.flatMap((rule) => {
    const fields = rule.split('|')
    const [field = ''] = fields
    if (fields.some(isGiven)) return []
    return [{ field, code: fields.length > 1 ? 'locality-or-state-required' : 'required' }]
  })
}

/** Kinds of documents the CA usually asks for before it issues. */
export function requiredDocuments({ kind, validation }: Product): string[] {
  if (validation === 'IV') return ['APPLICANT']
  if (validation === 'SV') return ['APPLICANT', 'ORGANIZATION', 'AUTHORIZATION']
  const ofOrganization = validation === 'OV' || validation === 'EV' || kind === 'code-signing'
  return ofOrganization ? ['ORGANIZATION', 'AUTHORIZATION'] : []
}
