import { BUSINESS_CATEGORIES } from '../../api/schemas/configuration.ts'
import {
  CONTROL_METHODS,
  EMAIL_PREFIXES,
  isTls,
  type ProductKind,
  type Validation,
} from '../../domain/product.ts'
import type { FieldSpec, SectionSpec } from '../forms/field-spec.ts'

/** What decides which fields a product has. */
export interface ProductTraits {
  kind: ProductKind
  validation: Validation | null
}

const text = (name: string, autocomplete = 'off'): FieldSpec => ({ name, type: 'text', autocomplete })
const code = (name: string): FieldSpec => ({ ...text(name), isShort: true })
const email = (name: string, autocomplete = 'off'): FieldSpec => ({
  name,
  type: 'email',
  autocomplete,
})
const phone = (name: string): FieldSpec => ({ name, type: 'tel', autocomplete: 'tel', isShort: true })

const SUBJECT = {
  commonName: text('subject.commonName'),
  organization: text('subject.organization'),
  locality: text('subject.locality'),
  state: text('subject.state'),
  country: code('subject.country'),
  email: email('subject.email'),
  givenName: text('subject.givenName'),
  surname: text('subject.surname'),
  serialNumber: text('subject.serialNumber'),
  businessCategory: {
    name: 'subject.businessCategory',
    type: 'select',
    options: ['', ...BUSINESS_CATEGORIES],
  },
  streetAddress: text('subject.streetAddress'),
  postalCode: code('subject.postalCode'),
  jurisdictionLocality: text('subject.jurisdictionLocality'),
  jurisdictionState: text('subject.jurisdictionState'),
  jurisdictionCountry: code('subject.jurisdictionCountry'),
} satisfies Record<string, FieldSpec>

const ORGANIZATION = [SUBJECT.organization, SUBJECT.locality, SUBJECT.state, SUBJECT.country]
const PERSON = [SUBJECT.givenName, SUBJECT.surname]
const EXTENDED = [
  SUBJECT.serialNumber,
  SUBJECT.businessCategory,
  SUBJECT.streetAddress,
  SUBJECT.postalCode,
  SUBJECT.jurisdictionLocality,
  SUBJECT.jurisdictionState,
  SUBJECT.jurisdictionCountry,
]

/** What the certificate is for above all; a common name is a host name with TLS only. */
function headOf(kind: ProductKind): FieldSpec[] {
  switch (kind) {
    case 'smime':
      return [{ ...SUBJECT.commonName, hintKey: 'smime.commonName' }, SUBJECT.email]
    case 'code-signing':
      return [{ ...SUBJECT.commonName, hintKey: 'signer.commonName' }]
    case 'ssl':
    case 'ssl-multi':
    case 'ssl-wildcard':
    case 'ssl-multi-wildcard':
      return [SUBJECT.commonName]
  }
}

/** The certificate details that a kind of validation puts into the certificate. */
function subjectFields({ kind, validation }: ProductTraits): readonly FieldSpec[] {
  const head = headOf(kind)
  switch (validation) {
    case 'OV':
      return [...head, ...ORGANIZATION]
    case 'EV':
      return [...head, ...ORGANIZATION, ...EXTENDED]
    case 'SV':
      return [...head, ...PERSON, ...ORGANIZATION]
    case 'IV':
      return [...head, ...PERSON, SUBJECT.country]
    case 'DV':
    case 'MV':
    case null:
      return kind === 'code-signing' ? [...head, ...ORGANIZATION] : head
  }
}

function hasOrganization({ validation }: ProductTraits): boolean {
  return validation === 'OV' || validation === 'EV' || validation === 'SV'
}

const ADMINISTRATIVE_CONTACT: readonly FieldSpec[] = [
  text('administrativeContact.firstName'),
  text('administrativeContact.lastName'),
  text('administrativeContact.organization'),
  text('administrativeContact.jobTitle'),
  email('administrativeContact.email'),
  text('administrativeContact.address1'),
  text('administrativeContact.address2'),
  text('administrativeContact.city'),
  text('administrativeContact.state'),
  code('administrativeContact.postalCode'),
  code('administrativeContact.country'),
  phone('administrativeContact.phone'),
]

/** Where the key of a code-signing certificate lives (code-signing BR 6.2.7.4). */
const KEY_STORAGE: readonly FieldSpec[] = [
  { name: 'keyStorage', type: 'select', options: ['card', 'hsm', 'simplysign'] },
  text('simplySignLogin'),
]

function keyFields(
  kind: ProductKind,
  serverTypes: readonly string[],
  hashAlgorithms: readonly string[],
): readonly FieldSpec[] {
  const csr: FieldSpec[] = [
    { name: 'csr', type: 'textarea', rows: 10 },
    { name: 'hashAlgorithm', type: 'select', options: ['', ...hashAlgorithms] },
  ]
  if (isTls(kind)) return [{ name: 'serverType', type: 'select', options: serverTypes }, ...csr]
  return kind === 'code-signing' ? [...csr, ...KEY_STORAGE] : csr
}

/** Asked only where the letters of the details look garbled. */
const CONFIRM_SUBJECT: FieldSpec = { name: 'confirmSubject', type: 'checkbox' }

/** Step 1: the server, what goes into the certificate, whom to ask. */
export function stepOneSections(
  product: ProductTraits,
  serverTypes: readonly string[],
  hashAlgorithms: readonly string[],
): SectionSpec[] {
  const taxNumber = hasOrganization(product) ? [text('organization.taxNumber')] : []
  return [
    {
      key: isTls(product.kind) ? 'server' : 'key',
      fields: keyFields(product.kind, serverTypes, hashAlgorithms),
    },
    { key: 'subject', fields: [...subjectFields(product), ...taxNumber, CONFIRM_SUBJECT] },
    {
      key: 'contact',
      fields: [
        text('contact.firstName', 'given-name'),
        text('contact.lastName', 'family-name'),
        phone('contact.phone'),
        email('contact.email', 'email'),
        email('revocationEmail'),
      ],
    },
    { key: 'administrativeContact', fields: ADMINISTRATIVE_CONTACT },
  ]
}

/** Step 2, below the names: how control of them is proven. */
export function approverSection(methods: readonly string[]): SectionSpec {
  return { key: 'approver', fields: approverFields(methods, 'verification.') }
}

function approverFields(methods: readonly string[], path: string): FieldSpec[] {
  const byMailbox = { field: `${path}method`, is: ['ADMIN'] }
  const published = { field: `${path}method`, is: CONTROL_METHODS.filter((method) => method !== 'ADMIN') }
  const fields: FieldSpec[] = [
    { name: 'method', type: 'select', options: methods },
    { name: 'emailPrefix', type: 'select', options: EMAIL_PREFIXES, shownWhen: byMailbox },
    { ...email('email'), shownWhen: published },
    { name: 'notify', type: 'checkbox', shownWhen: published },
  ]
  return fields.map((field) => ({
    ...field,
    name: path + field.name,
    textKey: `verification.${field.name}`,
  }))
}

/** The same choice by itself, once the order is at the CA. */
export function controlSection(methods: readonly string[]): SectionSpec {
  return { key: 'control', fields: approverFields(methods, '') }
}

export const CHECKBOXES = ['verification.notify', 'confirmSubject'] as const
