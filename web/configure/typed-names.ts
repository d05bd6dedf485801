import { checkNames, type NameProblem, type NameRules, normalizeName } from '../../pki/names.ts'
import type { PkiProblem, PkiProblemCode } from '../../pki/problem.ts'

/** Names as a form shows them after they were read. */
export interface TypedNames {
  names: string[]
  /** What was made of them, to be said. */
  notices: PkiProblem[]
}

/**
 * Reads the names of a form as they will be ordered: of a web address the name, of two spellings the first. What cannot
 * be read, and rows left empty, stay as they are.
 */
export function readTypedNames(typed: readonly string[]): TypedNames {
  const names = new Map<string, string>()
  const notices: PkiProblem[] = []
  for (const [index, text] of typed.entries()) {
    const read = normalizeName(text)
    const key = read.ok ? read.name.name : `${index} ${text}`
    if (read.ok && read.notice !== null) notices.push(read.notice)
    if (read.ok && names.has(key))
      notices.push({ code: 'name-duplicate', params: { name: read.name.display } })
    else names.set(key, read.ok && read.notice !== null ? read.name.display : text)
  }
  return { names: [...names.values()], notices }
}

/** Each name once, as people read it. */
export function eachOnce(names: readonly string[]): string[] {
  const read = names.map((text) => ({ text, result: normalizeName(text) }))
  return [
    ...new Map(
      read.map(({ text, result }) => (result.ok ? [result.name.name, result.name.display] : [text, text])),
    ).values(),
  ]
}

/** What a form says at once: a list of methods that is empty, or shorter, explains nothing by itself. */
const SAID_AT_ONCE: readonly PkiProblemCode[] = ['wildcard-with-ip', 'name-without-method', 'ip-forces-file']

/** What the names leave of the ways of proof, at the rows where they stand. */
export function methodsLeft(
  rows: readonly string[],
  rules: NameRules,
): { problems: NameProblem[]; notices: NameProblem[] } {
  const filled = rows.flatMap((text, row) => (text.trim() === '' ? [] : [{ text, row }]))
  const checked = checkNames(
    filled.map(({ text }) => text),
    rules,
  )
  const said = (found: readonly NameProblem[]): NameProblem[] =>
    found
      .filter(({ code }) => SAID_AT_ONCE.includes(code))
      .map((each) => ({ ...each, index: filled[each.index]?.row ?? 0 }))
  return { problems: said(checked.problems), notices: said(checked.notices) }
}
