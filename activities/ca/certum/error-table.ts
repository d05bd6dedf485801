import type { ProblemKind } from '../errors.ts'
import { CERTIFICATE_ERRORS } from './error-rows/certificates.ts'
import { CONTACT_ERRORS } from './error-rows/contact.ts'
import { CONTROL_ERRORS } from './error-rows/control.ts'
import { CSR_ERRORS } from './error-rows/csr.ts'
import { DOCUMENT_ERRORS } from './error-rows/documents.ts'
import { LIST_ERRORS } from './error-rows/lists.ts'
import { NAME_ERRORS } from './error-rows/names.ts'
import { PRODUCT_ERRORS } from './error-rows/product.ts'
import { OTHER_ERRORS } from './error-rows/rest.ts'
import type { Numbers, Row } from './error-rows/row.ts'
import { SUBJECT_ERRORS } from './error-rows/subject.ts'

/** What one of the CA's error numbers means to us. */
export interface CaErrorMeaning {
  code: string
  /** JSON pointer into the REST body of the call concerned; empty when no field is at fault. */
  path: string
  kind: ProblemKind
  params?: Record<string, number>
}

/** Every number that is known, old ones too: the CA still sends some that its later lists leave out. */
export const CA_ERROR_ROWS: readonly Row[] = [
  ...CSR_ERRORS,
  ...PRODUCT_ERRORS,
  ...SUBJECT_ERRORS,
  ...NAME_ERRORS,
  ...CONTROL_ERRORS,
  ...CONTACT_ERRORS,
  ...LIST_ERRORS,
  ...CERTIFICATE_ERRORS,
  ...DOCUMENT_ERRORS,
  ...OTHER_ERRORS,
]

/** What we say of a number that is in no list. */
export const UNKNOWN_ERROR: CaErrorMeaning = { code: 'ca-error', path: '', kind: 'final' }

/** Meanings by number. */
export const CA_ERRORS: ReadonlyMap<number, CaErrorMeaning> = new Map(
  CA_ERROR_ROWS.flatMap(([numbers, code, path, kind, params]) =>
    numbers
      .flatMap(spread)
      .map((number): [number, CaErrorMeaning] => [number, { code, path, kind, ...(params && { params }) }]),
  ),
)

/** All numbers from a first to a last one. */
export function spread(numbers: Numbers[number]): number[] {
  if (typeof numbers === 'number') return [numbers]
  const [first, last] = numbers
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
}

export function isKnownError(caCode: number): boolean {
  return CA_ERRORS.has(caCode)
}

export function meaningOf(caCode: number): CaErrorMeaning {
  return CA_ERRORS.get(caCode) ?? UNKNOWN_ERROR
}
