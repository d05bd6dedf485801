import type { CommandMessage } from '../contract.ts'
import { ca } from './activities.ts'
import type { CaFailure } from './ca-failure.ts'
import { endWhenDone } from './end-order.ts'
import { dropWaitingConfiguration } from './gates.ts'
import { goOnOrdering } from './go-on.ts'
import {
  acknowledge,
  dropAllSteps,
  dropSteps,
  type Life,
  moveTo,
  note,
  now,
  settle,
  settleStep,
} from './life.ts'
import { currentPurchase, type Step } from './state.ts'
import { addStep, postpone } from './steps.ts'
import { dropUnpaid } from './unpaid-names.ts'

/** Cancels what is not issued yet: at once where the CA cannot have it, else at the CA first. */
export function askToCancel(life: Life, message: CommandMessage): void {
  note(life, 'order.cancel-asked', message.actor)
  dropSteps(life, 'place', 'replace', 'check-control', 'change-control', 'send-documents')
  life.state.replacement = undefined
  if (!mayCaHaveIt(life)) {
    endCancelled(life)
    settle(life, message.commandId, { state: 'done' })
    return
  }
  life.state.activity = {
    kind: 'cancelling',
    step: 'ordering',
    waitsFor: 'ca',
    since: now(),
    dueBy: null,
    problem: null,
  }
  acknowledge(life, message.commandId)
  addStep(life.state, 'cancel', message.commandId, Date.now())
}

/** A purchase that was tried and never answered may exist: cancelling must not leave it behind at the CA. */
function mayCaHaveIt(life: Life): boolean {
  const purchase = currentPurchase(life.state)
  return purchase !== null && (purchase.status !== null || purchase.mayExist)
}

export async function cancelAtCa(life: Life, step: Step): Promise<void> {
  const purchase = currentPurchase(life.state)
  if (purchase === null) return
  await ca.cancelCaOrder.executeWithOptions({ summary: 'Cancel the order at the CA' }, [
    {
      orderId: life.start.orderId,
      caAccountId: life.start.caAccountId,
      caOrderId: purchase.caOrderId,
      isPlaced: purchase.status !== null,
      lastTryAt: purchase.lastTryAt,
      commandId: step.commandIds.at(-1) ?? null,
    },
  ])
  if (purchase.status !== null) purchase.status = 'REJECTED'
  settleStep(life, step, { state: 'done' })
  if (life.state.endsAfterRevocation) return endAfterCancelling(life, step)
  endCancelled(life)
}

/** Only a renewal was cancelled: the order ends, as was decided. */
function endAfterCancelling(life: Life, step: Step): void {
  life.state.steps = life.state.steps.filter((other) => other !== step)
  endWhenDone(life)
}

function endCancelled(life: Life): void {
  dropUnpaid(life)
  dropWaitingConfiguration(life)
  life.state.undertaking = null
  moveTo(life, 'cancelled')
  life.state.activity = null
  dropAllSteps(life)
  note(life, 'order.cancelled')
}

/** The CA would not cancel (a certificate exists by now), or could not be asked. */
export function notCancelled(life: Life, step: Step, failure: CaFailure): void {
  if (failure.kind === 'unavailable') {
    if (life.state.activity !== null) life.state.activity.problem = failure.code
    postpone(step, Date.now())
    settleStep(life, step, { state: 'accepted' })
    return
  }
  note(life, 'order.cancel-refused', undefined, { codes: failure.problems.map((problem) => problem.code) })
  if (life.state.endsAfterRevocation) {
    settleStep(life, step, { state: 'done' })
    return endAfterCancelling(life, step)
  }
  settleStep(life, step, { state: 'refused', code: 'not-possible-now', problems: failure.problems })
  goOnOrdering(life)
}
