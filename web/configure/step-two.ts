import type { Request, Response } from 'express'
import { MAX_NAME_LENGTH } from '../../pki/names.ts'
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

interface StepTwoState {
  values: FormValues
  problems?: readonly ShownProblem[]
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
  { values, problems = [] }: StepTwoState,
): void {
  const texts = pageTexts(languageOf(request))
  const { order, allowance, hasNames } = configuring
  const max = allowance.mostNames
  const approver = [approverSection(offeredMethods(configuring, values))]
  const options = { title: 'configure.title', status: refusalStatus(request, problems) }
  context.show(request, response, 'configure/step-two', options, {
    ...orderHead(order, audience),
    tab: 'configure',
    isRepair: isRepair(order),
    hasNames,
    rows: nameRows(listOf(values, 'names[]'), problems, max),
    max,
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
    takesAddresses: allowance.takesAddresses,
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
