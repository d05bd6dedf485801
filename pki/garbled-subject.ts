import { garbledIn } from './garbled-text.ts'
import { shownText } from './problem.ts'
import {
  SUBJECT_ATTRIBUTES,
  SUBJECT_FIELDS,
  type SubjectField,
  type SubjectFields,
  type SubjectProblem,
} from './subject.ts'

function garbledProblem(field: SubjectField, value: string): SubjectProblem | null {
  const garbled = garbledIn(value)
  if (garbled === null) return null
  const params = { field, label: SUBJECT_ATTRIBUTES[field].label, text: shownText(value) }
  return garbled.likely === null
    ? { field, code: 'subject-letters-lost', params }
    : { field, code: 'subject-garbled', params: { ...params, likely: shownText(garbled.likely) } }
}

/**
 * The fields whose letters were garbled on the way in, as `openssl req` without `-utf8` and other code pages do it. Told
 * with the text as it would stand in the certificate.
 */
export function garbledFields(subject: SubjectFields): SubjectProblem[] {
  return SUBJECT_FIELDS.flatMap((field) => garbledProblem(field, subject[field] ?? '') ?? [])
}
