import type { Request } from 'express'
import { CONTROL_METHODS } from '../../domain/product.ts'
import { controlMethodEnd } from '../../domain/validity-calendar.ts'
import { type FormValues, textOf } from '../form-values.ts'
import type { PageTexts } from '../page-texts.ts'
import { fieldId, type ShownProblem } from '../problems.ts'
import type { FieldSpec, SectionSpec } from './field-specs.ts'

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
  value: string
  isChecked: boolean
  isRequired: boolean
  autocomplete: string
  rows: number
  options: { value: string; label: string; isSelected: boolean }[]
  problem: string | null
  describedBy: string | null
}

interface FormState {
  values: FormValues
  problems: readonly ShownProblem[]
  required: readonly string[]
  texts: PageTexts
}

/** A method that will be forbidden says from when, wherever it is offered. */
function endOf(key: string, value: string, texts: PageTexts): string {
  const method = CONTROL_METHODS.find((each) => each === value)
  const date = key === 'verification.method' && method !== undefined ? controlMethodEnd(method) : null
  return date === null ? '' : ` – ${texts.t('verification.method-ends', { date })}`
}

function optionsOf(spec: FieldSpec, selected: string, texts: PageTexts): FieldModel['options'] {
  const { name, textKey = name, options = [] } = spec
  return options.map((value) => {
    const key = `option.${textKey}.${value === '' ? 'none' : value}`
    const label = (texts.has(key) ? texts.t(key) : value) + endOf(textKey, value, texts)
    return { value, label, isSelected: value === selected }
  })
}

function fieldModel(spec: FieldSpec, { values, problems, required, texts }: FormState): FieldModel {
  const { name, type, textKey = name, hintKey = textKey } = spec
  const id = fieldId(name)
  const value = textOf(values, name)
  const hint = texts.has(`hint.${hintKey}`) ? texts.t(`hint.${hintKey}`) : null
  const problem = problems.find(({ field }) => field === name)?.message ?? null
  const describedBy = [
    ...(problem === null ? [] : [`${id}-problem`]),
    ...(hint === null ? [] : [`${id}-hint`]),
  ]
  return {
    name,
    key: textKey,
    id,
    label: texts.t(`field.${textKey}`),
    hint,
    type,
    isInput: type === 'text' || type === 'email' || type === 'tel',
    isShort: spec.isShort ?? false,
    value,
    isChecked: value === 'true',
    isRequired: required.includes(name),
    autocomplete: spec.autocomplete ?? 'off',
    rows: spec.rows ?? 4,
    options: optionsOf(spec, value, texts),
    problem,
    describedBy: describedBy.length === 0 ? null : describedBy.join(' '),
  }
}

export interface SectionModel {
  key: string
  hint: string | null
  fields: FieldModel[]
}

export function sectionModels(sections: readonly SectionSpec[], state: FormState): SectionModel[] {
  return sections.map(({ key, fields }) => ({
    key,
    hint: state.texts.has(`section-hint.${key}`) ? state.texts.t(`section-hint.${key}`) : null,
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
  hrefOf: (problem: ShownProblem) => string,
  texts: PageTexts,
): { label: string; message: string; href: string | null }[] {
  return problems.map((problem) => ({
    label: texts.has(`field.${problem.field}`) ? texts.t(`field.${problem.field}`) : '',
    message: problem.message,
    href: problem.field === '' ? null : hrefOf(problem),
  }))
}
