import type { FieldProblem } from '../../domain/errors.ts'
import { isTls, type ProductSnapshot, type Validation } from '../../domain/product.ts'
import { garbledFields } from '../../pki/garbled-subject.ts'
import type { PkiProblem, PkiProblemCode } from '../../pki/problem.ts'
import type { SubjectField } from '../../pki/subject.ts'
import type { ConfigurationBody } from '../schemas/configuration.ts'
import { withoutGaps } from './without-gaps.ts'

const GARBLED: readonly PkiProblemCode[] = ['subject-garbled', 'subject-letters-lost']

/** The problems that a person may answer with "it is meant so". */
export function isGarbled(code: string): boolean {
  return GARBLED.some((known) => known === code)
}

const ORGANIZATION: readonly SubjectField[] = ['organization', 'locality', 'state']
const PERSON: readonly SubjectField[] = ['givenName', 'surname']
const EXTENDED: readonly SubjectField[] = [
  'serialNumber',
  'businessCategory',
  'streetAddress',
  'postalCode',
  'jurisdictionLocality',
  'jurisdictionState',
]

const READ_BY_PEOPLE: Record<Validation, readonly SubjectField[]> = {
  DV: [],
  MV: [],
  OV: ORGANIZATION,
  EV: [...ORGANIZATION, ...EXTENDED],
  SV: [...PERSON, ...ORGANIZATION],
  IV: PERSON,
}

/** The fields whose letters a product puts into a certificate; a host's name has a form of its own. */
export function letteredFields({
  kind,
  validation,
}: Pick<ProductSnapshot, 'kind' | 'validation'>): readonly SubjectField[] {
  const own: readonly SubjectField[] = isTls(kind) ? [] : ['commonName']
  return [...own, ...(validation === null ? ORGANIZATION : READ_BY_PEOPLE[validation])]
}

/**
 * Letters that were garbled on the way into the CSR or the form, in fields that people will read in the certificate. What
 * the form says takes the place of what the CSR says, at the CA too; `confirmSubject` lets both stand as they are.
 */
export function garbledProblems(
  { subject = {}, confirmSubject }: Partial<ConfigurationBody>,
  csrFindings: readonly PkiProblem[],
  product: Pick<ProductSnapshot, 'kind' | 'validation'>,
): FieldProblem[] {
  if (confirmSubject === true) return []
  const entered = withoutGaps(subject)
  const inForm = garbledFields(entered)
  const inCsr = csrFindings.filter(({ code }) => isGarbled(code))
  return letteredFields(product).flatMap((field) => {
    const found =
      field in entered
        ? inForm.find((problem) => problem.field === field)
        : inCsr.find(({ params }) => params?.field === field)
    if (found === undefined) return []
    const { code, params = {} } = found
    return [{ path: `/subject/${field}`, code, params }]
  })
}
