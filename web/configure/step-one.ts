import type { Request, Response } from 'express'
import { configuration } from '../../api/schemas/configuration.ts'
import { namesOfCsr } from '../../api/services/configuration-names.ts'
import { contactProblems } from '../../api/services/configuration-rules.ts'
import { problemText } from '../../api/services/field-texts.ts'
import { garbledProblems, isGarbled, letteredFields } from '../../api/services/garbled-rules.ts'
import { readFields } from '../../api/services/read-fields.ts'
import { CertloomError } from '../../domain/errors.ts'
import { missingFields, requiredDocuments } from '../../domain/product-needs.ts'
import type { Audience } from '../caller.ts'
import type { WebContext } from '../context.ts'
import type { SectionSpec } from '../forms/field-spec.ts'
import { problemSummary, refusalStatus, sectionModels } from '../forms/form-model.ts'
import { type FormValues, listOf, postedValues, textOf } from '../forms/form-values.ts'
import { fieldId, type ShownProblem, shownProblems } from '../forms/problems.ts'
import { languageOf } from '../language.ts'
import { isRepair, orderHead } from '../orders/order-model.ts'
import { pageTexts } from '../page-texts.ts'
import type { CsrInspectionJson } from '../services.ts'
import { type Configuring, stepOneNames } from './configuration.ts'
import { keyTool } from './key-tool.ts'
import { eachOnce } from './typed-names.ts'

interface StepOneState {
  values: FormValues
  problems?: readonly ShownProblem[]
  /** What the CSR says, after *Get details from CSR*. */
  csr?: CsrInspectionJson
}

/** A problem of the other step leads there; the rest are on this page. */
function hrefOf(problem: ShownProblem, names: readonly string[]): string {
  const anchor = `#${fieldId(problem.field, problem.index)}`
  return names.includes(problem.field) ? anchor : `?step=2${anchor}`
}

/** Nobody confirms details that nobody doubts. */
function withoutIdleConfirmation(
  sections: readonly SectionSpec[],
  values: FormValues,
  problems: readonly ShownProblem[],
): SectionSpec[] {
  const isAsked =
    textOf(values, 'confirmSubject') !== '' ||
    problems.some(({ code }) => code !== undefined && isGarbled(code))
  if (isAsked) return [...sections]
  return sections.map((section) => ({
    ...section,
    fields: section.fields.filter(({ name }) => name !== 'confirmSubject'),
  }))
}

/** Shows step 1 with what is typed so far and what is wrong with it. */
export function showStepOne(
  context: WebContext,
  audience: Audience,
  request: Request,
  response: Response,
  configuring: Configuring,
  { values, problems = [], csr }: StepOneState,
): void {
  const texts = pageTexts(languageOf(request))
  const { allowance, order, stepOne } = configuring
  const names = stepOneNames(configuring)
  const options = { title: 'configure.title', status: refusalStatus(request, problems) }
  context.show(request, response, 'configure/step-one', options, {
    ...orderHead(order, audience),
    tab: 'configure',
    offersCsrDetails: true,
    isRepair: isRepair(order),
    sections: sectionModels(withoutIdleConfirmation(stepOne, values, problems), {
      values,
      problems,
      required: allowance.requiredFields,
      texts,
    }),
    problems: problemSummary(problems, (problem) => hrefOf(problem, names), texts),
    documents: requiredDocuments(order.product),
    keyTool: keyTool(order.product.kind, allowance.minRsaBits),
    csr:
      csr === undefined
        ? null
        : { names: csr.names.join(', '), findings: csr.findings.filter(({ refused }) => !refused) },
  })
}

/** The posted fields of step 1 over what was saved of step 2. */
export function postedStepOne(request: Request, configuring: Configuring): FormValues {
  return { ...configuring.saved, ...postedValues(request.body, stepOneNames(configuring)) }
}

/** The form with what the CSR says in its fields, garbled letters aside; names typed in step 2 before are kept. */
export function withCsrDetails(
  values: FormValues,
  csr: CsrInspectionJson,
  { allowance, hasNames, stepOne }: Configuring,
): FormValues {
  const shown = stepOne.flatMap(({ fields }) => fields.map(({ name }) => name))
  const details = Object.entries(csr.subject)
    .filter(([field]) => !csr.findings.some((finding) => isGarbled(finding.code) && finding.field === field))
    .map(([field, value]) => [`subject.${field}`, value] as const)
    .filter(([name]) => shown.includes(name))
  const fromCsr = eachOnce(namesOfCsr(csr, allowance.nameRules).names)
  const names = listOf(values, 'names[]').length > 0 ? listOf(values, 'names[]') : fromCsr
  return { ...values, ...Object.fromEntries(details), ...(hasNames ? { 'names[]': names } : {}) }
}

/**
 * The form with what goes on to step 2: the names of the CSR, or where none go into the certificate the CSR's details
 * in the fields that were left empty, to be confirmed there. What was typed stays.
 */
export function withCsrAlong(
  values: FormValues,
  csr: CsrInspectionJson,
  configuring: Configuring,
): FormValues {
  const read = withCsrDetails(values, csr, configuring)
  const names = read['names[]']
  if (configuring.hasNames) return names === undefined ? values : { ...values, 'names[]': names }
  const left = Object.entries(read).filter(([name]) => textOf(values, name) === '')
  return { ...values, ...Object.fromEntries(left) }
}

/**
 * Reads the CSR that is in the form.
 * @returns what it says, null where it cannot be read, and what is wrong with it, said at its field
 */
export async function inspectCsr(
  { services }: WebContext,
  values: FormValues,
  { allowance, caller: { language } }: Configuring,
): Promise<{ csr: CsrInspectionJson | null; problems: ShownProblem[] }> {
  try {
    const csr = await services.csr.inspect(textOf(values, 'csr'), language, allowance)
    const refusals = csr.findings.filter(({ refused }) => refused)
    return { csr, problems: refusals.map(({ message }) => ({ field: 'csr', index: null, message })) }
  } catch (error) {
    if (!(error instanceof CertloomError) || error.code !== 'invalid-input') throw error
    return { csr: null, problems: shownProblems(error.problems, language) }
  }
}

/** What is wrong with the fields of step 1, the CSR aside: shapes, contacts, and what is missing. */
export function fieldProblems(
  values: FormValues,
  body: Record<string, unknown>,
  csr: CsrInspectionJson | null,
  configuring: Configuring,
): ShownProblem[] {
  const { fields, problems } = readFields(configuration, body)
  const inForm = garbledProblems(fields, [], configuring.order.product)
  const told = [
    ...shownProblems([...problems, ...contactProblems(fields), ...inForm], configuring.caller.language),
    ...garbledInCsr(values, csr, configuring),
  ]
  const shown = stepOneNames(configuring).filter((name) => name !== 'csr')
  const ofShape = told.filter(({ field }) => shown.includes(field))
  const isTold = (field: string): boolean => ofShape.some((problem) => problem.field === field)
  const missing = missingProblems(values, csr, configuring).filter(({ field }) => !isTold(field))
  return [...ofShape, ...missing].filter(({ field }) => field !== 'csr')
}

/** Letters that are garbled in the CSR, at the fields that would take their place. */
function garbledInCsr(
  values: FormValues,
  csr: CsrInspectionJson | null,
  { order }: Configuring,
): ShownProblem[] {
  if (textOf(values, 'confirmSubject') !== '') return []
  const read = letteredFields(order.product).map(String)
  return (csr?.findings ?? []).flatMap(({ code, field = '', message }) =>
    isGarbled(code) && read.includes(field) && textOf(values, `subject.${field}`).trim() === ''
      ? [{ field: `subject.${field}`, index: null, message, code }]
      : [],
  )
}

/** Required fields of step 1 that are empty; what the CSR's subject says need not be said again. */
function missingProblems(
  values: FormValues,
  csr: CsrInspectionJson | null,
  configuring: Configuring,
): ShownProblem[] {
  const subject = Object.entries(csr?.subject ?? {}).map(([field]) => `subject.${field}`)
  const isGiven = (name: string): boolean => textOf(values, name).trim() !== '' || subject.includes(name)
  const shown = stepOneNames(configuring)
  const { language } = configuring.caller
  return missingFields(configuring.allowance.requiredFields, isGiven)
    .filter(({ field }) => shown.includes(field))
    .map(({ field, code }) => ({ field, index: null, message: problemText({ code }, language) }))
}
