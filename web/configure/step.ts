import type { Request, Response } from 'express'
import { CertloomError } from '../../domain/errors.ts'
import type { Audience } from '../caller.ts'
import type { WebContext } from '../context.ts'
import { bodyOf, type FormValues } from '../forms/form-values.ts'
import { type ShownProblem, shownProblems } from '../forms/problems.ts'
import { orderPath } from '../orders/order-model.ts'
import { tooLateNotice } from '../orders/too-late.ts'
import { pageTexts } from '../page-texts.ts'
import { leadTo, leaveNotice } from '../session.ts'
import { type Configuring, withoutUnusedApproverFields } from './configuration.ts'
import { CHECKBOXES } from './field-specs.ts'
import { showStepOne } from './step-one.ts'
import { showStepTwo } from './step-two.ts'

/** One posted form and all that answers it. */
export interface Step {
  context: WebContext
  audience: Audience
  request: Request
  response: Response
  configuring: Configuring
}

/** The JSON body that the form spells; helper fields of the page stay behind. */
export function configurationBody(values: FormValues): Record<string, unknown> {
  const kept = Object.entries(values).filter(([name]) => !name.startsWith('_'))
  return bodyOf(withoutUnusedApproverFields(Object.fromEntries(kept)), CHECKBOXES)
}

export async function saveDraft({ context, configuring }: Step, values: FormValues): Promise<void> {
  await context.services.configuration.saveDraft(
    configuring.caller,
    configuring.order.id,
    configurationBody(values),
  )
}

export function redirectToStep({ audience, configuring, response }: Step, step: 1 | 2): void {
  return leadTo(response, `${orderPath(audience, configuring.order.id)}/configure?step=${step}`)
}

export function showOne(step: Step, state: Parameters<typeof showStepOne>[5]): void {
  showStepOne(step.context, step.audience, step.request, step.response, step.configuring, state)
}

export function showTwo(step: Step, state: Parameters<typeof showStepTwo>[5]): void {
  showStepTwo(step.context, step.audience, step.request, step.response, step.configuring, state)
}

/** Problems that the person can mend in the form; anything else is thrown on. */
export function mendable(error: unknown, { configuring }: Step): ShownProblem[] {
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

const OVERTAKEN = new CertloomError('not-possible-now', { blockedBy: { kind: 'overtaken' } })

export function isNotPossibleNow(error: unknown): boolean {
  return error instanceof CertloomError && error.code === 'not-possible-now'
}

/** The order moved on while the form was open: what stands in the way is said on its own page. */
export async function leaveForm({ context, audience, configuring, request, response }: Step): Promise<void> {
  const { caller, order } = configuring
  const reading = context.services.orders.readFor(caller, order.id, 'configuration')
  const tooLate = await reading.then(
    () => null,
    (error: unknown) => tooLateNotice(error, request),
  )
  const notice = tooLate ?? tooLateNotice(OVERTAKEN, request)
  if (notice !== null) leaveNotice(request, notice)
  return leadTo(response, orderPath(audience, order.id))
}
