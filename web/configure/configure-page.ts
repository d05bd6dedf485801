import type { Request, RequestHandler } from 'express'
import { type Audience, queryText } from '../caller.ts'
import type { WebContext } from '../context.ts'
import { type FormValues, listOf, postedValues, textOf } from '../forms/form-values.ts'
import { takeKept } from '../kept-form.ts'
import { leaveNotice } from '../session.ts'
import { type Configuring, readConfiguring, stepOneNames, stepTwoNames } from './configuration.ts'
import { changeNames, namesIntent, withoutEmptyNames } from './names-form.ts'
import { placeOrder } from './place-order.ts'
import { adoptRefusal, forgetRefused, refusedProblems } from './refused.ts'
import {
  configurationBody,
  leaveForm,
  mendable,
  redirectToStep,
  type Step,
  saveDraft,
  showOne,
  showTwo,
} from './step.ts'
import {
  fieldProblems,
  inspectCsr,
  postedStepOne,
  showStepOne,
  withCsrAlong,
  withCsrDetails,
} from './step-one.ts'
import { postedStepTwo, showStepTwo, withFirstName } from './step-two.ts'
import { readTypedNames } from './typed-names.ts'

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
  const { csr, problems } = await inspectCsr(context, values, configuring)
  if (intent === 'csr-details') {
    if (csr === null) return showOne(step, { values, problems })
    return showOne(step, { values: withCsrDetails(values, csr, configuring), problems, csr })
  }
  const all = [...problems, ...fieldProblems(values, configurationBody(values), csr, configuring)]
  if (all.length > 0 || csr === null) return showOne(step, { values, problems: all })
  await saveDraft(step, withCsrAlong(values, csr, configuring))
  redirectToStep(step, 2)
}

async function postStepTwo(step: Step, intent: string): Promise<void> {
  const { configuring, request } = step
  const values = postedStepTwo(request, configuring)
  const change = namesIntent(intent)
  if (change !== null) {
    const list = change.kind === 'add-list' ? '' : textOf(values, '_list')
    return showTwo(step, { values: { ...values, 'names[]': changeNames(values, change), _list: list } })
  }
  if (intent === 'order') {
    const { names, notices } = readTypedNames(listOf(withoutEmptyNames(values), 'names[]'))
    return placeOrder(step, { ...values, 'names[]': names }, notices)
  }
  if (intent !== 'back') return saveAndStay(step, values, 2)
  await saveDraft(step, values)
  redirectToStep(step, 1)
}

/** The step that is asked for, with what was saved of it; or the one that was sent when the session had ended. */
function shownStep(request: Request, configuring: Configuring): { values: FormValues; isStepTwo: boolean } {
  const names = [stepOneNames(configuring), [...stepTwoNames(configuring), '_list']] as const
  const kept = takeKept(request, names.flat())
  const isStepTwo = (kept?._step ?? queryText(request, 'step')) === '2'
  const typed = kept === null ? {} : postedValues(kept, isStepTwo ? names[1] : names[0])
  return { values: { ...configuring.saved, ...typed }, isStepTwo }
}

/** The configuration form: step 1, or step 2 by `?step=2`. */
export function configurePage(context: WebContext, audience: Audience): RequestHandler {
  return async (request, response) => {
    const configuring = await readConfiguring(context, request)
    const { order } = configuring
    if (!order.actions.includes('configuration'))
      await context.services.orders.readFor(configuring.caller, order.id, 'configuration')
    adoptRefusal(request, configuring)
    const problems = refusedProblems(request, order.id, configuring.saved)
    const { values, isStepTwo } = shownStep(request, configuring)
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
    adoptRefusal(request, configuring)
    forgetRefused(request, configuring, isStepTwo ? stepOneNames(configuring) : stepTwoNames(configuring))
    await (isStepTwo ? postStepTwo(step, intent) : postStepOne(step, intent))
  }
}
