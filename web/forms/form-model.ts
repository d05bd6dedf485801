import type { Request } from 'express'
import { CONTROL_METHODS } from '../../domain/product.ts'
import { controlMethodEnd } from '../../domain/validity-calendar.ts'
import type { PageTexts } from '../page-texts.ts'
import type { FieldOption, FieldSpec, SectionSpec } from './field-spec.ts'
import { type FormValues, listOf, textOf } from './form-values.ts'
import { fieldId, type ShownProblem } from './problems.ts'

/** A field as the `field` partial prints it. */
export interface FieldModel {
  name: string
  /** What its texts are kept under. */
  key: string
  id: string
  label: string
  hint: string | null
  type: FieldSpec['type']
  isInput: boolean
  isShort: boolean
  isProse: boolean
  value: string
  isChecked: boolean
  isRequired: boolean
  autocomplete: string
  rows: number
  options: { value: string; label: string; isSelected: boolean }[]
  problem: string | null
  describedBy: string | null
  /** The field on which it depends, and the values of that with which it is of use. */
  shownWhen: { field: string; values: string } | null
  /** Characters typed and allowed, where they are counted. */
  count: { length: number; max: number } | null
}

interface FormState {
  values: FormValues
  problems: readonly ShownProblem[]
  required: readonly string[]
  texts: PageTexts
  /** Where the words of the form are, as `products:`; the pages' own where none is given. */
  words?: string
}

/** A method that will be forbidden says from when, wherever it is offered. */
function endOf(key: string, value: string, texts: PageTexts): string {
  const method = CONTROL_METHODS.find((each) => each === value)
  const date = key === 'verification.method' && method !== undefined ? controlMethodEnd(method) : null
  return date === null ? '' : ` – ${texts.t('verification.method-ends', { date })}`
}

function optionLabel(option: FieldOption, textKey: string, { texts, words = '' }: FormState): string {
  if (typeof option !== 'string') return option.label
  const key = `${words}option.${textKey}.${option === '' ? 'none' : option}`
  return (texts.has(key) ? texts.t(key) : option) + endOf(textKey, option, texts)
}

function optionsOf(spec: FieldSpec, textKey: string, state: FormState): FieldModel['options'] {
  const { name, options = [] } = spec
  const selected = [textOf(state.values, name), ...listOf(state.values, name)]
  return options.map((option) => {
    const value = typeof option === 'string' ? option : option.value
    return { value, label: optionLabel(option, textKey, state), isSelected: selected.includes(value) }
  })
}

/** A list is one name a line; a password is typed anew rather than printed. */
function shownValue({ name, type }: FieldSpec, values: FormValues): string {
  if (type === 'password') return ''
  return name.endsWith('[]') ? listOf(values, name).join('\n') : textOf(values, name)
}

/** The problem of a field; that of `choices` may be one of its options. */
function problemOf(name: string, problems: readonly ShownProblem[]): string | null {
  const names = [name, name.replace(/\[\]$/, '')]
  return problems.find(({ field }) => names.includes(field))?.message ?? null
}

const NOT_INPUTS: readonly FieldSpec['type'][] = ['textarea', 'select', 'checkbox', 'choices']

function fieldModel(spec: FieldSpec, state: FormState): FieldModel {
  const { values, problems, required, texts, words = '' } = state
  const { name, type, textKey = name.replace(/\[\]$/, ''), hintKey = textKey, maxLength, shownWhen } = spec
  const id = fieldId(name)
  const value = shownValue(spec, values)
  const hintText = `${words}hint.${hintKey}`
  const hint = texts.has(hintText) ? texts.t(hintText) : null
  const problem = problemOf(name, problems)
  const describedBy = [
    ...(problem === null ? [] : [`${id}-problem`]),
    ...(hint === null ? [] : [`${id}-hint`]),
  ]
  return {
    name,
    key: textKey,
    id,
    label: spec.label ?? texts.t(`${words}field.${textKey}`),
    hint,
    type,
    isInput: !NOT_INPUTS.includes(type),
    isShort: spec.isShort ?? false,
    isProse: spec.isProse ?? false,
    value,
    isChecked: value === 'true',
    isRequired: required.includes(name),
    autocomplete: spec.autocomplete ?? 'off',
    rows: spec.rows ?? 4,
    options: optionsOf(spec, textKey, state),
    problem,
    describedBy: describedBy.length === 0 ? null : describedBy.join(' '),
    shownWhen: shownWhen === undefined ? null : { field: shownWhen.field, values: shownWhen.is.join(' ') },
    count: maxLength === undefined ? null : { length: value.length, max: maxLength },
  }
}

function hintOf(key: string, { texts, words = '' }: FormState): string | null {
  const hint = `${words}section-hint.${key}`
  return texts.has(hint) ? texts.t(hint) : null
}

export interface SectionModel {
  key: string
  title: string
  hint: string | null
  fields: FieldModel[]
}

export function sectionModels(sections: readonly SectionSpec[], state: FormState): SectionModel[] {
  return sections.map(({ key, fields }) => ({
    key,
    title: state.texts.t(`${state.words ?? ''}section.${key}`),
    hint: hintOf(key, state),
    fields: fields.map((spec) => fieldModel(spec, state)),
  }))
}

/** A form that came back with problems is 422; the same problems on the other step's page are no answer to a form. */
export function refusalStatus(request: Request, problems: readonly ShownProblem[]): number {
  return request.method === 'POST' && problems.length > 0 ? 422 : 200
}

/** The list at the top of a form: each problem leads to its field, on this step or on the other. */
export function problemSummary(
  problems: readonly ShownProblem[],
  hrefOf: (problem: ShownProblem) => string | null,
  texts: PageTexts,
  words = '',
): { label: string; message: string; href: string | null }[] {
  const labelOf = (key: string): string => (texts.has(key) ? texts.t(key) : '')
  return problems.map((problem) => ({
    label: labelOf(`${words}field.${problem.field.replace(/\[\]$/, '')}`),
    message: problem.message,
    href: problem.field === '' ? null : hrefOf(problem),
  }))
}
