import type { Request, RequestHandler, Response } from 'express'
import { CertloomError } from '../../domain/errors.ts'
import { type Audience, commandIdOf, queryText } from '../caller.ts'
import type { WebContext } from '../context.ts'
import { bodyOf, type FormValues } from '../form-values.ts'
import { answerNotice } from '../orders/commands.ts'
import { orderPath } from '../orders/order-model.ts'
import { pageTexts } from '../page-texts.ts'
import { type ShownProblem, shownProblems } from '../problems.ts'
import { leadTo, leaveNotice } from '../session.ts'
import {
  type Configuring,
  readConfiguring,
  stepOneNames,
  stepTwoNames,
  withoutUnusedApproverFields,
} from './configuration.ts'
import { CHECKBOXES } from './field-specs.ts'
import { changeNames, namesIntent, withoutEmptyNames } from './names-form.ts'
import { forgetRefused, keepRefused, refusedProblems } from './refused.ts'
import { fieldProblems, inspectCsr, postedStepOne, showStepOne, withCsrDetails } from './step-one.ts'
import { postedStepTwo, showStepTwo, withFirstName } from './step-two.ts'

/** One posted form and all that answers it. */
interface Step {
  context: WebContext
  audience: Audience
  request: Request
  response: Response
  configuring: Configuring
}

/** The JSON body that the form spells; helper fields of the page stay behind. */
function configurationBody(values: FormValues): Record<string, unknown> {
  const kept = Object.entries(values).filter(([name]) => !name.startsWith('_'))
  return bodyOf(withoutUnusedApproverFields(Object.fromEntries(kept)), CHECKBOXES)
}

async function saveDraft({ context, configuring }: Step, values: FormValues): Promise<void> {
  await context.services.configuration.saveDraft(
    configuring.caller,
    configuring.order.id,
    configurationBody(values),
  )
}

function redirectToStep({ audience, configuring, response }: Step, step: 1 | 2): void {
  return leadTo(response, `${orderPath(audience, configuring.order.id)}/configure?step=${step}`)
}

function showOne(step: Step, state: Parameters<typeof showStepOne>[5]): void {
  showStepOne(step.context, step.audience, step.request, step.response, step.configuring, state)
}

function showTwo(step: Step, state: Parameters<typeof showStepTwo>[5]): void {
  showStepTwo(step.context, step.audience, step.request, step.response, step.configuring, state)
}

/** Problems that the person can mend in the form; anything else is thrown on. */
function mendable(error: unknown, { configuring }: Step): ShownProblem[] {
  if (!(error instanceof CertloomError)) throw error
  const { language } = configuring.caller
  switch (error.code) {
    case 'invalid-input':
    case 'ca-refused':
      return shownProblems(error.problems, language)
    case 'too-large':
      return [{ field: 'csr', index: null, message: pageTexts(language).t('configure.too-large') }]
    default:
      throw error
  }
}

function isNotPossibleNow(error: unknown): boolean {
  return error instanceof CertloomError && error.code === 'not-possible-now'
}

async function saveAndStay(step: Step, values: FormValues, number: 1 | 2): Promise<void> {
  try {
    await saveDraft(step, values)
  } catch (error) {
    const problems = mendable(error, step)
    return number === 1 ? showOne(step, { values, problems }) : showTwo(step, { values, problems })
  }
  leaveNotice(step.request, { tone: 'good', key: 'notice.draft-saved' })
  redirectToStep(step, number)
}

async function postStepOne(step: Step, intent: string): Promise<void> {
  const { configuring, context, request } = step
  const values = postedStepOne(request, configuring)
  if (intent === 'save') return saveAndStay(step, values, 1)
  const { csr, problems } = await inspectCsr(context, values, configuring.caller.language)
  if (intent === 'csr-details') {
    if (csr === null) return showOne(step, { values, problems })
    return showOne(step, { values: withCsrDetails(values, csr, configuring), problems, csr })
  }
  const all = [...problems, ...fieldProblems(values, configurationBody(values), csr, configuring)]
  if (all.length > 0 || csr === null) return showOne(step, { values, problems: all })
  await saveDraft(step, withNamesOf(values, csr, configuring))
  redirectToStep(step, 2)
}

/** Going on takes the CSR's names along, but leaves what was typed about the subject. */
function withNamesOf(
  values: FormValues,
  csr: Parameters<typeof withCsrDetails>[1],
  configuring: Configuring,
): FormValues {
  const names = withCsrDetails(values, csr, configuring)['names[]']
  return names === undefined ? values : { ...values, 'names[]': names }
}

async function postStepTwo(step: Step, intent: string): Promise<void> {
  const { configuring, request } = step
  const values = postedStepTwo(request, configuring)
  const change = namesIntent(intent)
  if (change !== null) return showTwo(step, { values: { ...values, 'names[]': changeNames(values, change) } })
  if (intent === 'order') return order(step, withoutEmptyNames(values))
  if (intent !== 'back') return saveAndStay(step, values, 2)
  await saveDraft(step, values)
  redirectToStep(step, 1)
}

/** The order moved on while the form was open: its own page says how far it is. */
function leaveForm({ audience, configuring, request, response }: Step): void {
  leaveNotice(request, { tone: 'bad', key: 'notice.not-possible-now' })
  return leadTo(response, orderPath(audience, configuring.order.id))
}

/** Of a form that is sent twice, the second may find the order on its way: there is nothing left to draft then. */
async function saveDraftWhileOpen(step: Step, values: FormValues): Promise<void> {
  await saveDraft(step, values).catch((error: unknown) => {
    if (!isNotPossibleNow(error)) throw error
  })
}

/** Places the order. What the CA or we refuse is shown on the step where it can be mended, with all that was typed. */
async function order(step: Step, values: FormValues): Promise<void> {
  const { audience, configuring, context, request, response } = step
  const { caller, order } = configuring
  try {
    await saveDraftWhileOpen(step, values)
    const answer = await context.services.configuration.submit(caller, order.id, configurationBody(values), {
      commandId: commandIdOf(request),
    })
    keepRefused(request, order.id, [])
    leaveNotice(request, answerNotice(answer.status, 'notice.configured'))
    const next = answer.order.actions.includes('verification') ? '/verification' : ''
    leadTo(response, orderPath(audience, order.id) + next)
  } catch (error) {
    if (isNotPossibleNow(error)) return leaveForm(step)
    const problems = mendable(error, step)
    const isOfStepOne = problems.some(({ field }) => stepOneNames(configuring).includes(field))
    keepRefused(request, order.id, problems)
    return isOfStepOne ? showOne(step, { values, problems }) : showTwo(step, { values, problems })
  }
}

/** The configuration form: step 1, or step 2 by `?step=2`. */
export function configurePage(context: WebContext, audience: Audience): RequestHandler {
  return async (request, response) => {
    const configuring = await readConfiguring(context, request)
    const { order, saved: values } = configuring
    if (!order.actions.includes('configuration')) {
      throw new CertloomError('not-possible-now', { details: { state: order.state } })
    }
    const problems = refusedProblems(request, order.id)
    const isStepTwo = queryText(request, 'step') === '2'
    if (isStepTwo) {
      const state = { values: withFirstName(values), problems }
      return showStepTwo(context, audience, request, response, configuring, state)
    }
    showStepOne(context, audience, request, response, configuring, { values, problems })
  }
}

function fieldOfBody(body: unknown, name: '_step' | '_intent'): string {
  const value: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, name) : undefined
  return typeof value === 'string' ? value : ''
}

/** Either step, by the hidden `_step`; `_intent` names the button that was pressed. */
export function saveConfigureForm(context: WebContext, audience: Audience): RequestHandler {
  return async (request, response) => {
    const configuring = await readConfiguring(context, request)
    const step: Step = { context, audience, request, response, configuring }
    const intent = fieldOfBody(request.body, '_intent')
    const isStepTwo = fieldOfBody(request.body, '_step') === '2'
    // Sent twice, the second finds the order on its way: what the first came to is then the answer to both.
    const isOpen = configuring.order.actions.includes('configuration')
    if (!isOpen && !(isStepTwo && intent === 'order')) return leaveForm(step)
    const fields = isStepTwo ? stepTwoNames(configuring) : stepOneNames(configuring)
    forgetRefused(request, configuring.order.id, fields)
    await (isStepTwo ? postStepTwo(step, intent) : postStepOne(step, intent))
  }
}
