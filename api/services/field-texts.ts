import type { FieldProblem } from '../../domain/errors.ts'
import { type Language, translate } from '../../texts/texts.ts'

/** A problem with its text, as problem documents and inspections carry it. */
export interface ToldProblem {
  path: string
  code: string
  message: string
  caCode?: number
}

/** The text of a code, whichever part of the catalogue knows it: ours, that of keys and names, or the CA's. */
export function problemText(problem: Omit<FieldProblem, 'path'>, language: Language): string {
  const { code, params, caCode } = problem
  const ours = [`errors:fields.${code}`, `pki:${code}`]
  const keys = caCode === undefined ? [...ours, `ca:${code}`] : [`ca:${code}`, ...ours]
  return translate(language, [...keys, 'errors:unknown'], { ...params, code })
}

export function toldProblem(problem: FieldProblem, language: Language): ToldProblem {
  const { path, code, caCode } = problem
  const message = problemText(problem, language)
  return { path, code, message, ...(caCode === undefined ? {} : { caCode }) }
}
