import type { SubjectFields } from '../../../pki/csr.ts'
import type { SandboxProduct } from '../catalogue.ts'
import type { OrderParameters } from '../requests.ts'
import type { Problems } from './problems.ts'
import { isEmail, isPrintable, saysNothing } from './text-rules.ts'

const OVERRIDES = [
  'commonName',
  'organization',
  'organizationalUnit',
  'locality',
  'state',
  'country',
  'email',
  'givenName',
  'surname',
  'serialNumber',
  'businessCategory',
  'streetAddress',
  'postalCode',
  'jurisdictionLocality',
  'jurisdictionState',
  'jurisdictionCountry',
] as const satisfies readonly (keyof SubjectFields & keyof OrderParameters)[]

/** The subject of the certificate: what the CSR says, where the order does not say otherwise. */
export function mergeSubject(csr: SubjectFields, parameters: OrderParameters): SubjectFields {
  const merged: SubjectFields = { ...csr }
  for (const field of OVERRIDES) {
    const value = parameters[field]
    if (value !== undefined && value !== '') merged[field] = value
  }
  return merged
}

const CATEGORIES = ['Private Organization', 'Government Entity', 'Business Entity', 'Non-Commercial Entity']

type Field = (typeof OVERRIDES)[number]

const LENGTHS: readonly { field: Field; max: number; code: number }[] = [
  { field: 'commonName', max: 64, code: 1101 },
  { field: 'organization', max: 64, code: 1102 },
  { field: 'organizationalUnit', max: 64, code: 1103 },
  { field: 'locality', max: 128, code: 1104 },
  { field: 'state', max: 128, code: 1105 },
  { field: 'email', max: 255, code: 1106 },
  { field: 'jurisdictionState', max: 128, code: 1097 },
  { field: 'jurisdictionLocality', max: 128, code: 1098 },
  { field: 'serialNumber', max: 64, code: 1100 },
  { field: 'streetAddress', max: 64, code: 2140 },
  { field: 'postalCode', max: 40, code: 2143 },
  { field: 'givenName', max: 16, code: 2196 },
  { field: 'surname', max: 40, code: 2200 },
]
/** Numbers of "there is nothing in it". */
const EMPTY_WORDS: readonly { field: Field; code: number }[] = [
  { field: 'organization', code: 2168 },
  { field: 'locality', code: 2166 },
  { field: 'state', code: 2156 },
  { field: 'streetAddress', code: 2169 },
  { field: 'postalCode', code: 2154 },
  { field: 'jurisdictionState', code: 2155 },
  { field: 'jurisdictionLocality', code: 2165 },
  { field: 'serialNumber', code: 2164 },
  { field: 'givenName', code: 2197 },
  { field: 'surname', code: 2201 },
]

/** Looks at what the product puts into the certificate: what is missing, too long or senseless. */
export function checkSubject(
  subject: SubjectFields,
  product: SandboxProduct | undefined,
  problems: Problems,
): void {
  if (product !== undefined) {
    for (const { field, code } of requiredOf(product)) problems.addIf((subject[field] ?? '') === '', code)
    const placeNeeded =
      product.validation === 'OV' || product.validation === 'EV' || product.validation === 'SV'
    problems.addIf(placeNeeded && (subject.locality ?? '') === '' && (subject.state ?? '') === '', 2058)
  }
  for (const { field, max, code } of LENGTHS) {
    problems.addIf((subject[field] ?? '').length > max, code, subject[field])
  }
  for (const { field, code } of EMPTY_WORDS) {
    const value = subject[field] ?? ''
    problems.addIf(value !== '' && saysNothing(value), code, value)
  }
  checkValues(subject, problems)
}

function checkValues(subject: SubjectFields, problems: Problems): void {
  const { country, email, postalCode, businessCategory, jurisdictionCountry } = subject
  problems.addIf(country !== undefined && !/^[A-Z]{2}$/.test(country), 1026, country)
  problems.addIf(email !== undefined && !isEmail(email), 1022, email)
  problems.addIf(postalCode !== undefined && !isPrintable(postalCode), 2144, postalCode)
  const knownCategory = businessCategory === undefined || CATEGORIES.includes(businessCategory)
  problems.addIf(!knownCategory, 2137, businessCategory)
  const badJurisdiction = jurisdictionCountry !== undefined && !/^[A-Z]{2}$/.test(jurisdictionCountry)
  problems.addIf(badJurisdiction, 1099, jurisdictionCountry)
}

type Required = readonly { field: Field; code: number }[]

const NAME: Required = [{ field: 'commonName', code: 1015 }]
const COUNTRY: Required[number] = { field: 'country', code: 1020 }
const ORGANIZATION: Required = [{ field: 'organization', code: 1016 }, COUNTRY]
const EXTENDED: Required = [
  { field: 'serialNumber', code: 1095 },
  { field: 'businessCategory', code: 2138 },
  { field: 'jurisdictionCountry', code: 1093 },
]
const MAILBOX: Required = [{ field: 'email', code: 1021 }]
const PERSON: Required = [
  { field: 'givenName', code: 2194 },
  { field: 'surname', code: 2198 },
]

function requiredOf(product: SandboxProduct): Required {
  switch (product.kind) {
    case 'smime':
      return [...MAILBOX, ...identityOf(product)]
    case 'code-signing':
      return product.validation === 'IV' ? [...PERSON, COUNTRY] : ORGANIZATION
    case 'ssl':
    case 'ssl-multi':
    case 'ssl-wildcard':
    case 'ssl-multi-wildcard':
      return [...NAME, ...identityOf(product)]
  }
}

function identityOf({ validation }: SandboxProduct): Required {
  switch (validation) {
    case 'DV':
    case 'MV':
      return []
    case 'OV':
      return ORGANIZATION
    case 'EV':
      return [...ORGANIZATION, ...EXTENDED]
    case 'IV':
      return PERSON
    case 'SV':
      return [...PERSON, ...ORGANIZATION]
  }
}

/** The name a certificate without host names gets where none was asked for: mailbox, person or organization. */
export function commonNameFor(subject: SubjectFields, product: SandboxProduct): string | undefined {
  if (subject.commonName !== undefined && subject.commonName !== '') return subject.commonName
  switch (product.validation) {
    case 'DV':
    case 'EV':
      return undefined
    case 'MV':
      return subject.email
    case 'IV':
    case 'SV':
      return `${subject.givenName ?? ''} ${subject.surname ?? ''}`.trim()
    case 'OV':
      return subject.organization
  }
}
