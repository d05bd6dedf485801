import type { CommandMessage } from '../contract.ts'
import { ca } from './activities.ts'
import type { CaFailure } from './ca-failure.ts'
import { goOnOrdering } from './go-on.ts'
import { acknowledge, dropSteps, type Life, note, now, settleStep } from './life.ts'
import { intendPurchase } from './ordering.ts'
import { currentPurchase, type Step } from './state.ts'
import { addStep, postpone } from './steps.ts'

/**
 * Repairs an order before it is issued (row C7). The CA knows no change of an order: it is cancelled there, which is free
 * before issue, and placed anew under the next id.
 */
export function askToReplace(life: Life, message: CommandMessage<'configure'>): void {
  const { configurationId } = message.arguments
  note(life, 'order.repair-asked', message.actor, { configuration: configurationId })
  dropSteps(life, 'check-control', 'change-control', 'send-documents', 'replace')
  life.state.replacement = { configurationId }
  life.state.activity = {
    kind: 'ordering',
    step: 'ordering',
    waitsFor: 'ca',
    since: now(),
    dueBy: null,
    problem: null,
  }
  acknowledge(life, message.commandId)
  addStep(life.state, 'replace', message.commandId, Date.now())
}

/** Asks the CA whether it would take the new one before the old one is given up. */
export async function replaceOrder(life: Life, step: Step): Promise<void> {
  const purchase = currentPurchase(life.state)
  const { replacement } = life.state
  if (purchase === null || replacement === undefined) return
  const { orderId, caAccountId } = life.start
  const { configurationId } = replacement
  const { problems } = await ca.checkConfiguration.executeWithOptions(
    { summary: 'Ask the CA to check the parameters' },
    [{ orderId, configurationId, replaces: purchase.caOrderId }],
  )
  if (problems.length > 0) return notReplaced(life, step, { kind: 'refused', problems })
  await ca.cancelCaOrder.executeWithOptions({ summary: 'Cancel the order at the CA, to place it anew' }, [
    {
      orderId,
      caAccountId,
      caOrderId: purchase.caOrderId,
      isPlaced: true,
      lastTryAt: purchase.lastTryAt,
      commandId: null,
    },
  ])
  purchase.status = 'REJECTED'
  note(life, 'order.replaced', undefined, { caOrder: purchase.caOrderId })
  life.state.replacement = undefined
  intendPurchase(life, configurationId)
  const placing = addStep(life.state, 'place', null, Date.now())
  placing.commandIds = [...step.commandIds]
}

/** The CA would not take the new order, or not give up the old one: that one goes on as it was. */
export function notReplaced(life: Life, step: Step, failure: CaFailure): void {
  if (failure.kind === 'unavailable') {
    if (life.state.activity !== null) life.state.activity.problem = failure.code
    postpone(step, Date.now())
    settleStep(life, step, { state: 'accepted' })
    return
  }
  const codes = failure.problems.map((problem) => problem.code)
  note(life, 'order.repair-refused', undefined, { codes })
  life.state.replacement = undefined
  settleStep(life, step, { state: 'refused', code: 'ca-refused', problems: failure.problems })
  goOnOrdering(life)
}
