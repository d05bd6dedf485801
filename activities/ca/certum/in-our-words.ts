import { type CaProblem, CaRefusal, CaUnavailable } from '../errors.ts'
import { type BodyFields, inBody } from './body-fields.ts'
import { isKnownError, meaningOf } from './error-table.ts'
import { CertumFailure } from './failures.ts'
import type { CertumErrorItem } from './types.ts'

/**
 * Runs a call and turns the client's failure into the port's. What is no failure of the CA passes unchanged. `fields`:
 * how the body of this call differs from that of a new order.
 */
export async function inOurWords<Answer>(
  call: () => Promise<Answer>,
  fields: BodyFields = [],
): Promise<Answer> {
  try {
    return await call()
  } catch (error) {
    throw error instanceof CertumFailure ? portErrorOf(error, fields) : error
  }
}

/** Runs a call, and takes a refusal that has one of these codes for an answer. */
export async function unlessRefusedAs<Answer>(
  codes: string | readonly string[],
  call: () => Promise<Answer>,
  answer: Answer,
): Promise<Answer> {
  try {
    return await inOurWords(call)
  } catch (error) {
    if (error instanceof CaRefusal && error.problems.some(({ code }) => codes.includes(code))) return answer
    throw error
  }
}

function portErrorOf(failure: CertumFailure, fields: BodyFields): CaRefusal | CaUnavailable {
  const { code, outcome } = failure
  if (code === 'refused') return new CaRefusal(failure.errors.map((error) => problemOf(error, fields)))
  if (code === 'unsendable') {
    return new CaRefusal([{ path: '', code: 'characters-not-allowed', kind: 'input', caCode: null }])
  }
  if (code === 'misunderstood') {
    return new CaRefusal([{ path: '', code: 'request-misunderstood', kind: 'config', caCode: null }])
  }
  return new CaUnavailable(code, outcome, { cause: failure })
}

/** Of a number that nobody knows the reader is told the number, to ask the CA about it. */
function problemOf({ number, value }: CertumErrorItem, fields: BodyFields): CaProblem {
  const meaning = meaningOf(number)
  return {
    ...meaning,
    path: inBody(meaning.path, fields),
    caCode: number,
    ...(!isKnownError(number) && { params: { number } }),
    ...(value !== null && { value }),
  }
}
