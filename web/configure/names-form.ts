import { type FormValues, listOf, textOf } from '../forms/form-values.ts'
import type { ShownProblem } from '../forms/problems.ts'

/** What a button on the names asks for. */
export type NamesIntent =
  | { kind: 'add-name' }
  | { kind: 'add-list' }
  | { kind: 'add-www'; index: number }
  | { kind: 'remove'; index: number }

/** `add-www:2` and the like; null for a button that is not about the names. */
export function namesIntent(text: string): NamesIntent | null {
  const [kind, place] = text.split(':')
  if (kind === 'add-name' || kind === 'add-list') return { kind }
  const index = Number(place)
  if ((kind === 'add-www' || kind === 'remove') && Number.isInteger(index)) return { kind, index }
  return null
}

/** A list as people paste it: separated by commas, semicolons, spaces or lines. */
export function splitNames(text: string): string[] {
  return text.split(/[\s,;]+/).filter((name) => name !== '')
}

function withWww(names: readonly string[], index: number): string[] {
  const name = names[index]?.trim() ?? ''
  const www = `www.${name}`
  if (name === '' || name.startsWith('www.') || name.startsWith('*.') || names.includes(www))
    return [...names]
  return [...names.slice(0, index + 1), www, ...names.slice(index + 1)]
}

function withList(names: readonly string[], list: string): string[] {
  return [...names.filter((name) => name.trim() !== ''), ...splitNames(list)]
}

/** The names after a button was pressed; the limit is told when the form is sent, not by dropping what was typed. */
export function changeNames(values: FormValues, intent: NamesIntent): string[] {
  const names = listOf(values, 'names[]')
  switch (intent.kind) {
    case 'add-name':
      return [...names, '']
    case 'add-list':
      return withList(names, textOf(values, '_list'))
    case 'add-www':
      return withWww(names, intent.index)
    case 'remove':
      return names.filter((_name, index) => index !== intent.index)
  }
}

/** Rows left empty are not sent, so problems, which count what was sent, are shown without them too. */
export function withoutEmptyNames(values: FormValues): FormValues {
  return { ...values, 'names[]': listOf(values, 'names[]').filter((name) => name.trim() !== '') }
}

export interface NameRow {
  id: string
  value: string
  length: number
  problem: string | null
  describedBy: string
  canAddWww: boolean
  addWww: string
  remove: string
  number: number
}

/** The rows of the names: at least one, each with its problem. */
export function nameRows(
  names: readonly string[],
  problems: readonly ShownProblem[],
  max: number,
): NameRow[] {
  const shown = names.length === 0 ? [''] : names
  return shown.map((value, index) => {
    const id = `names-${index}`
    const problem = problems.find((one) => one.field === 'names[]' && one.index === index)?.message ?? null
    return {
      id,
      value,
      length: value.length,
      problem,
      describedBy: problem === null ? `${id}-count` : `${id}-problem ${id}-count`,
      canAddWww: !/^(www|\*)\./.test(value) && shown.length < max,
      addWww: `add-www:${index}`,
      remove: `remove:${index}`,
      number: index + 1,
    }
  })
}
