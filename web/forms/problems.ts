import { problemText } from '../../api/services/field-texts.ts'
import type { FieldProblem } from '../../domain/errors.ts'
import type { Language } from '../../texts/texts.ts'

/** A thing wrong with what was typed, in words, and the field it is said at. */
export interface ShownProblem {
  /** Name of the form field, or empty where no single field is at fault. */
  field: string
  /** Place in a list field. */
  index: number | null
  message: string
  /** Where the page has more to offer for it than words. */
  code?: string
}

/** `/subject/commonName` is the field `subject.commonName`, `/names/2` the third of `names[]`. */
export function fieldOfPointer(pointer: string): Pick<ShownProblem, 'field' | 'index'> {
  const parts = pointer.split('/').slice(1)
  const last = parts.at(-1) ?? ''
  const isItem = /^\d+$/.test(last)
  const names = isItem ? parts.slice(0, -1) : parts
  const field = names.join('.')
  const isList = isItem || field === 'names'
  return { field: isList ? `${field}[]` : field, index: isItem ? Number(last) : null }
}

/** The id that a field has on the page, so that a summary can lead to it. */
export function fieldId(field: string, index: number | null = null): string {
  const base = field.replace(/\[\]$/, '').replaceAll('.', '-')
  return index === null ? base : `${base}-${index}`
}

/** Problems as a page in this language says them, each at its field. */
export function shownProblems(problems: readonly FieldProblem[], language: Language): ShownProblem[] {
  return problems.map((problem) => ({
    ...fieldOfPointer(problem.path),
    message: problemText(problem, language),
    code: problem.code,
  }))
}
