import { cleanText, type PkiProblem } from './problem.ts'
import type { Name } from './x509.ts'

/**
 * The parts of a distinguished name that certificates use: their type, the short name by which the tools that make CSRs
 * call them, and their longest value in characters (RFC 5280 and Baseline Requirements 7.1.4, or Certum's own limit
 * where that is smaller).
 */
export const SUBJECT_ATTRIBUTES = {
  commonName: { oid: '2.5.4.3', label: 'CN', max: 64 },
  organization: { oid: '2.5.4.10', label: 'O', max: 64 },
  organizationalUnit: { oid: '2.5.4.11', label: 'OU', max: 64 },
  locality: { oid: '2.5.4.7', label: 'L', max: 128 },
  state: { oid: '2.5.4.8', label: 'ST', max: 128 },
  country: { oid: '2.5.4.6', label: 'C', max: 2 },
  email: { oid: '1.2.840.113549.1.9.1', label: 'emailAddress', max: 255 },
  givenName: { oid: '2.5.4.42', label: 'GN', max: 16 },
  surname: { oid: '2.5.4.4', label: 'SN', max: 40 },
  serialNumber: { oid: '2.5.4.5', label: 'serialNumber', max: 64 },
  businessCategory: { oid: '2.5.4.15', label: 'businessCategory', max: 128 },
  streetAddress: { oid: '2.5.4.9', label: 'street', max: 64 },
  postalCode: { oid: '2.5.4.17', label: 'postalCode', max: 40 },
  jurisdictionLocality: { oid: '1.3.6.1.4.1.311.60.2.1.1', label: 'jurisdictionL', max: 128 },
  jurisdictionState: { oid: '1.3.6.1.4.1.311.60.2.1.2', label: 'jurisdictionST', max: 128 },
  jurisdictionCountry: { oid: '1.3.6.1.4.1.311.60.2.1.3', label: 'jurisdictionC', max: 2 },
} as const

export type SubjectField = keyof typeof SUBJECT_ATTRIBUTES
export type SubjectFields = { [field in SubjectField]?: string }

function isSubjectField(key: string): key is SubjectField {
  return key in SUBJECT_ATTRIBUTES
}

export const SUBJECT_FIELDS: readonly SubjectField[] = Object.keys(SUBJECT_ATTRIBUTES).filter(isSubjectField)

const COUNTRY_FIELDS: readonly SubjectField[] = ['country', 'jurisdictionCountry']

/** Reads a distinguished name: of several values of one kind the first, cleaned; empty ones are left out. */
export function readSubject(name: Name): SubjectFields {
  const subject: SubjectFields = {}
  for (const field of SUBJECT_FIELDS) {
    const [value] = name.getField(SUBJECT_ATTRIBUTES[field].oid).map(cleanText)
    if (value !== undefined && value !== '') subject[field] = value
  }
  return subject
}

/** The fields that a distinguished name holds more than once; organizational units excepted, as they are dropped. */
export function repeatedFields(name: Name): PkiProblem[] {
  return SUBJECT_FIELDS.filter((field) => field !== 'organizationalUnit')
    .filter((field) => name.getField(SUBJECT_ATTRIBUTES[field].oid).length > 1)
    .map((field) => ({ code: 'subject-repeated', params: { field, label: SUBJECT_ATTRIBUTES[field].label } }))
}

function fieldProblem(field: SubjectField, value: string): PkiProblem | null {
  const { label, max } = SUBJECT_ATTRIBUTES[field]
  // The Baseline Requirements forbid values that only stand for "none": 7.1.4.2, "-", "." and blanks.
  if (/^[-. ]*$/.test(value)) return { code: 'subject-blank', params: { field, label } }
  if (COUNTRY_FIELDS.includes(field)) {
    return /^[A-Za-z]{2}$/.test(value) ? null : { code: 'subject-country', params: { field, label } }
  }
  const length = [...value].length
  return length > max ? { code: 'subject-too-long', params: { field, label, length, max } } : null
}

export interface SubjectProblem extends PkiProblem {
  field: SubjectField
}

/**
 * Checks the form of each given field: length in characters, two-letter countries, no dummy values. Which fields a
 * product needs is not asked here. Organizational units are never issued and not judged.
 */
export function checkSubject(subject: SubjectFields): SubjectProblem[] {
  const problems: SubjectProblem[] = []
  for (const field of SUBJECT_FIELDS) {
    const value = subject[field]
    if (value === undefined || field === 'organizationalUnit') continue
    const problem = fieldProblem(field, value)
    if (problem !== null) problems.push({ field, ...problem })
  }
  return problems
}

/** As `readSubject`, with the characters that no text is kept with. */
export function rawSubject(name: Name): SubjectFields {
  return Object.fromEntries(
    SUBJECT_FIELDS.flatMap((field) => {
      const [value] = name.getField(SUBJECT_ATTRIBUTES[field].oid)
      return value === undefined ? [] : [[field, value]]
    }),
  )
}
