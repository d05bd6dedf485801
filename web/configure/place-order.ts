import type { PkiProblem } from '../../pki/problem.ts'
import { commandIdOf } from '../caller.ts'
import type { FormValues } from '../forms/form-values.ts'
import { answerNotice } from '../orders/commands.ts'
import { orderPath } from '../orders/order-model.ts'
import { leadTo, leaveNotice } from '../session.ts'
import { stepOneNames } from './configuration.ts'
import { keepRefused } from './refused.ts'
import {
  configurationBody,
  isNotPossibleNow,
  leaveForm,
  mendable,
  type Step,
  saveDraft,
  showOne,
  showTwo,
} from './step.ts'

/** Of a form that is sent twice, the second may find the order on its way: there is nothing left to draft then. */
async function saveDraftWhileOpen(step: Step, values: FormValues): Promise<void> {
  await saveDraft(step, values).catch((error: unknown) => {
    if (!isNotPossibleNow(error)) throw error
  })
}

/**
 * Places the order, and says what was made of the names. What the CA or we refuse is shown on the step where it can be
 * mended, with all that was typed.
 */
export async function placeOrder(
  step: Step,
  values: FormValues,
  notices: readonly PkiProblem[],
): Promise<void> {
  const { audience, configuring, context, request, response } = step
  const { caller, order } = configuring
  try {
    await saveDraftWhileOpen(step, values)
    const answer = await context.services.configuration.submit(caller, order.id, configurationBody(values), {
      commandId: commandIdOf(request),
    })
    keepRefused(request, order.id, [], values)
    leaveNotice(request, answerNotice(answer.status, 'notice.configured'))
    for (const { code, params = {} } of notices)
      leaveNotice(request, { tone: 'info', key: `pki:${code}`, values: params })
    const next = answer.order.actions.includes('verification') ? '/verification' : ''
    leadTo(response, orderPath(audience, order.id) + next)
  } catch (error) {
    if (isNotPossibleNow(error)) return leaveForm(step)
    const problems = mendable(error, step)
    const isOfStepOne = problems.some(({ field }) => stepOneNames(configuring).includes(field))
    keepRefused(request, order.id, problems, values)
    return isOfStepOne ? showOne(step, { values, problems }) : showTwo(step, { values, problems })
  }
}
