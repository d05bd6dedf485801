import type { SubjectFields } from '../../pki/csr.ts'
import { canBeCommonName, normalizeName } from '../../pki/names.ts'
import { isTls, type SandboxProduct } from '../core/catalogue.ts'
import { ExtendedKeyUsage, type JsonAttributeAndObjectValue, KeyUsageFlags, Name } from './x509.ts'

/** Attributes in the order in which the TLS baseline requirements (7.1.4.2) want them encoded. */
const ATTRIBUTES = [
  { field: 'jurisdictionCountry', oid: '1.3.6.1.4.1.311.60.2.1.3', printable: true },
  { field: 'jurisdictionState', oid: '1.3.6.1.4.1.311.60.2.1.2', printable: false },
  { field: 'jurisdictionLocality', oid: '1.3.6.1.4.1.311.60.2.1.1', printable: false },
  { field: 'businessCategory', oid: '2.5.4.15', printable: false },
  { field: 'serialNumber', oid: '2.5.4.5', printable: true },
  { field: 'country', oid: '2.5.4.6', printable: true },
  { field: 'state', oid: '2.5.4.8', printable: false },
  { field: 'locality', oid: '2.5.4.7', printable: false },
  { field: 'postalCode', oid: '2.5.4.17', printable: false },
  { field: 'streetAddress', oid: '2.5.4.9', printable: false },
  { field: 'organization', oid: '2.5.4.10', printable: false },
  { field: 'organizationIdentifier', oid: '2.5.4.97', printable: false },
  { field: 'surname', oid: '2.5.4.4', printable: false },
  { field: 'givenName', oid: '2.5.4.42', printable: false },
  { field: 'commonName', oid: '2.5.4.3', printable: false },
] as const satisfies readonly {
  field: keyof SubjectFields | 'organizationIdentifier'
  oid: string
  printable: boolean
}[]

type SubjectField = (typeof ATTRIBUTES)[number]['field']
type Certified = { [field in SubjectField]?: string | undefined }

const PLACE: readonly SubjectField[] = ['country', 'state', 'locality']
const ORGANIZATION: readonly SubjectField[] = [...PLACE, 'organization', 'commonName']
const PERSON: readonly SubjectField[] = ['surname', 'givenName', 'commonName']
const EXTENDED: readonly SubjectField[] = [
  ...ORGANIZATION,
  'jurisdictionCountry',
  'jurisdictionState',
  'jurisdictionLocality',
  'businessCategory',
  'serialNumber',
  'postalCode',
  'streetAddress',
]

/** What of an ordered subject goes into the certificate: for DV and mailboxes nothing but the common name. */
function fieldsOf({ kind, validation }: SandboxProduct): readonly SubjectField[] {
  switch (validation) {
    case 'DV':
    case 'MV':
      return ['commonName']
    case 'OV':
      return kind === 'smime' ? [...ORGANIZATION, 'organizationIdentifier'] : ORGANIZATION
    case 'EV':
      return EXTENDED
    case 'IV':
      return kind === 'code-signing' ? [...ORGANIZATION, ...PERSON] : PERSON
    case 'SV':
      return [...ORGANIZATION, ...PERSON, 'organizationIdentifier']
  }
}

/** What a subject is made of. */
export interface SubjectSource {
  subject: SubjectFields
  /** As the certificate's alternative names will have them. */
  names: readonly string[]
  /** As the order has it. */
  taxNumber: string | null
}

/** The subject a certificate of this product gets. */
export function subjectNameOf(product: SandboxProduct, source: SubjectSource): Name {
  const wanted = new Set(fieldsOf(product))
  const values = certifiedOf(product, source)
  const parts: JsonAttributeAndObjectValue[] = []
  for (const { field, oid, printable } of ATTRIBUTES) {
    const value = values[field]
    if (!wanted.has(field) || value === undefined || value === '') continue
    parts.push({ [oid]: [printable ? { printableString: value } : { utf8String: value }] })
  }
  return new Name(parts)
}

function certifiedOf(product: SandboxProduct, source: SubjectSource): Certified {
  const { subject, taxNumber } = source
  const isPersonsCode = product.kind === 'code-signing' && product.validation === 'IV'
  return {
    ...subject,
    commonName: commonNameOf(product, source),
    organizationIdentifier: organizationIdentifier(subject.country, taxNumber),
    // Code signing baseline requirements 7.1.4.2: what software shows of a person is the organization.
    ...(isPersonsCode ? { organization: personalName(subject) } : {}),
  }
}

/**
 * The common name says nothing that was not vetted: a host name as it stands among the alternative names (TLS baseline
 * requirements 7.1.4.3), the mailbox, the person or the organization (S/MIME baseline requirements 7.1.4.2.2).
 */
function commonNameOf(product: SandboxProduct, { subject, names }: SubjectSource): string | undefined {
  if (isTls(product)) return hostNameOf(subject.commonName, names)
  switch (product.validation) {
    case 'MV':
      return names[0]
    case 'IV':
    case 'SV':
      return personalName(subject)
    case 'OV':
      return subject.organization
    case 'DV':
    case 'EV':
      return undefined
  }
}

function hostNameOf(asked: string | undefined, names: readonly string[]): string | undefined {
  const fitting = names.filter((name) => {
    const read = normalizeName(name)
    return read.ok && canBeCommonName(read.name)
  })
  const normal = normalizeName(asked ?? '')
  return normal.ok && fitting.includes(normal.name.name) ? normal.name.name : fitting[0]
}

function personalName({ givenName = '', surname = '' }: SubjectFields): string {
  return `${givenName} ${surname}`.trim()
}

/** S/MIME baseline requirements, appendix A: scheme, country (Greece by the name that VAT has for it), number. */
function organizationIdentifier(country: string | undefined, taxNumber: string | null): string | undefined {
  if (country === undefined || taxNumber === null) return undefined
  const prefix = country === 'GR' ? 'EL' : country
  const number = taxNumber.toUpperCase().replace(/[^0-9A-Z]/g, '')
  const local = number.startsWith(prefix) ? number.slice(prefix.length) : number
  return local === '' ? undefined : `VAT${prefix}-${local}`
}

/** CA/Browser Forum policy identifiers; S/MIME ones of the multipurpose generation. */
export function policyOf(product: SandboxProduct): string {
  if (product.kind === 'code-signing') return '2.23.140.1.4.1'
  switch (product.validation) {
    case 'DV':
      return '2.23.140.1.2.1'
    case 'OV':
      return product.kind === 'smime' ? '2.23.140.1.5.2.2' : '2.23.140.1.2.2'
    case 'EV':
      return '2.23.140.1.1'
    case 'MV':
      return '2.23.140.1.5.1.2'
    case 'SV':
      return '2.23.140.1.5.3.2'
    case 'IV':
      return '2.23.140.1.5.4.2'
  }
}

export function extendedUsageOf(product: SandboxProduct): ExtendedKeyUsage {
  if (isTls(product)) return ExtendedKeyUsage.serverAuth
  return product.kind === 'smime' ? ExtendedKeyUsage.emailProtection : ExtendedKeyUsage.codeSigning
}

/** RSA keys of servers and mailboxes also encrypt; elliptic ones only sign. */
export function keyUsageOf(product: SandboxProduct, keyAlgorithm: string): KeyUsageFlags {
  const encrypts = keyAlgorithm.startsWith('RSA') && product.kind !== 'code-signing'
  return encrypts
    ? KeyUsageFlags.digitalSignature | KeyUsageFlags.keyEncipherment
    : KeyUsageFlags.digitalSignature
}
