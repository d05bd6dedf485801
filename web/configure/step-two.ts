import type { Request, Response } from 'express'
import { problemText } from '../../api/services/field-texts.ts'
import { MAX_NAME_LENGTH } from '../../pki/names.ts'
import type { PkiProblem } from '../../pki/problem.ts'
import type { Audience } from '../caller.ts'
import type { WebContext } from '../context.ts'
import { fieldNames } from '../forms/field-spec.ts'
import { problemSummary, refusalStatus, sectionModels } from '../forms/form-model.ts'
import { type FormValues, listOf, postedValues, textOf } from '../forms/form-values.ts'
import { fieldId, type ShownProblem } from '../forms/problems.ts'
import { languageOf } from '../language.ts'
import { isRepair, orderHead } from '../orders/order-model.ts'
import { type PageTexts, pageTexts } from '../page-texts.ts'
import { type Configuring, offeredMethods, stepOneNames, stepTwoNames } from './configuration.ts'
import { approverSection } from './field-specs.ts'
import { nameRows } from './names-form.ts'
import { methodsLeft, readTypedNames } from './typed-names.ts'

interface StepTwoState {
  values: FormValues
  problems?: readonly ShownProblem[]
}

/** The names as they were read, what was made of them, and what they leave of the ways of proof. */
function readRows({ allowance, hasNames, caller }: Configuring, values: FormValues) {
  const typed = readTypedNames(listOf(values, 'names[]'))
  if (!hasNames) return { ...typed, values, problems: [], notices: [] }
  const left = methodsLeft(typed.names, allowance.nameRules)
  const said = (problem: PkiProblem): string => problemText(problem, caller.language)
  return {
    values: { ...values, 'names[]': typed.names },
    problems: left.problems.map(
      (problem): ShownProblem => ({ field: 'names[]', index: problem.index, message: said(problem) }),
    ),
    notices: [...typed.notices, ...left.notices].map(said),
  }
}

/** What was refused before, and what is to be said at once: each once. */
function together(refused: readonly ShownProblem[], found: readonly ShownProblem[]): ShownProblem[] {
  const isNew = ({ field, index }: ShownProblem): boolean =>
    !refused.some((problem) => problem.field === field && problem.index === index)
  return [...refused, ...found.filter(isNew)]
}

/** Before anything was typed, the certificate's own name is the first of the names. */
export function withFirstName(values: FormValues): FormValues {
  const commonName = textOf(values, 'subject.commonName')
  if (listOf(values, 'names[]').length > 0 || commonName === '') return values
  return { ...values, 'names[]': [commonName] }
}

/** What ends up in the certificate, or on the device that holds its key. */
const CONFIRMED = /^(subject\.|organization\.|keyStorage|simplySignLogin)/

/** What products without host names show in place of fields, for confirmation. */
function confirmedDetails({ stepOne }: Configuring, values: FormValues, texts: PageTexts): object[] {
  const shown = fieldNames(stepOne).filter((name) => CONFIRMED.test(name) && textOf(values, name) !== '')
  return shown.map((name) => {
    const option = `option.${name}.${textOf(values, name)}`
    const value = texts.has(option) ? texts.t(option) : textOf(values, name)
    return { label: `field.${name}`, value }
  })
}

/** Shows step 2: names and the proof of their control, or the details to confirm. */
export function showStepTwo(
  context: WebContext,
  audience: Audience,
  request: Request,
  response: Response,
  configuring: Configuring,
  { values: typed, problems: refused = [] }: StepTwoState,
): void {
  const texts = pageTexts(languageOf(request))
  const { values, notices, problems: found } = readRows(configuring, typed)
  const problems = together(refused, found)
  const { order, allowance, hasNames } = configuring
  const max = allowance.mostNames
  const approver = [approverSection(offeredMethods(configuring, values))]
  const options = { title: 'configure.title', status: refusalStatus(request, refused) }
  context.show(request, response, 'configure/step-two', options, {
    ...orderHead(order, audience),
    tab: 'configure',
    isRepair: isRepair(order),
    hasNames,
    rows: nameRows(listOf(values, 'names[]'), problems, max),
    max,
    notices,
    hasManyNames: max > 2,
    list: textOf(values, '_list'),
    billed: allowance.billed,
    isBilledInSteps: (allowance.billed?.step ?? 1) > 1,
    isWwwTogether: allowance.wwwTogether && max > 1,
    nameMaxLength: MAX_NAME_LENGTH,
    listProblem: problems.find(({ field, index }) => field === 'names[]' && index === null)?.message ?? null,
    sections: hasNames
      ? sectionModels(approver, { values, problems, required: allowance.requiredFields, texts })
      : [],
    takesAddresses: allowance.nameRules.ipAllowed,
    details: confirmedDetails(configuring, values, texts),
    problems: problemSummary(
      problems,
      ({ field, index }) => {
        const anchor = `#${fieldId(field, index)}`
        return stepOneNames(configuring).includes(field) ? `?step=1${anchor}` : anchor
      },
      texts,
    ),
  })
}

/** The posted fields of step 2 over what was saved of step 1. */
export function postedStepTwo(request: Request, configuring: Configuring): FormValues {
  return { ...configuring.saved, ...postedValues(request.body, [...stepTwoNames(configuring), '_list']) }
}
