import type { SubjectFields } from '../../pki/csr.ts'
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
  { field: 'surname', oid: '2.5.4.4', printable: false },
  { field: 'givenName', oid: '2.5.4.42', printable: false },
  { field: 'commonName', oid: '2.5.4.3', printable: false },
] as const satisfies readonly { field: keyof SubjectFields; oid: string; printable: boolean }[]

type SubjectField = (typeof ATTRIBUTES)[number]['field']

const ORGANIZATION_FIELDS: readonly SubjectField[] = [
  'country',
  'state',
  'locality',
  'organization',
  'commonName',
]
const EV_FIELDS: readonly SubjectField[] = [
  ...ORGANIZATION_FIELDS,
  'jurisdictionCountry',
  'jurisdictionState',
  'jurisdictionLocality',
  'businessCategory',
  'serialNumber',
  'postalCode',
  'streetAddress',
]

/** What of an ordered subject goes into the certificate: for DV and mailboxes nothing but the common name. */
function fieldsOf(product: SandboxProduct): readonly SubjectField[] {
  switch (product.validation) {
    case 'DV':
    case 'MV':
      return ['commonName']
    case 'OV':
      return ORGANIZATION_FIELDS
    case 'EV':
      return EV_FIELDS
    case 'IV':
      return product.kind === 'code-signing'
        ? ['country', 'state', 'locality', 'surname', 'givenName', 'commonName']
        : ['surname', 'givenName', 'commonName']
    case 'SV':
      return [...ORGANIZATION_FIELDS, 'surname', 'givenName']
  }
}

/** The subject a certificate of this product gets. */
export function subjectNameOf(product: SandboxProduct, subject: SubjectFields): Name {
  const wanted = new Set(fieldsOf(product))
  const parts: JsonAttributeAndObjectValue[] = []
  for (const { field, oid, printable } of ATTRIBUTES) {
    const value = subject[field]
    if (!wanted.has(field) || value === undefined || value === '') continue
    parts.push({ [oid]: [printable ? { printableString: value } : { utf8String: value }] })
  }
  return new Name(parts)
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
