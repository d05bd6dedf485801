import { patched } from '@temporalio/workflow'
import { handToAdmin, isForAdmin, takeFromAdmin } from './admin-needed.ts'
import { askForInvoice, moveDueDate } from './awaiting-payment.ts'
import { type CaFailure, caFailureOf } from './ca-failure.ts'
import { cancelAtCa, notCancelled } from './cancelling.ts'
import { fetchCertificates, isGivenUp, reissueGivenUp } from './issuing.ts'
import { type Life, note, settleStep } from './life.ts'
import { orderNotPlaced, orderPlaced, placeOrder } from './ordering.ts'
import { showHindrance } from './progress.ts'
import { notReissued, reissueAtCa } from './reissuing.ts'
import { notRenewed, renewAtCa } from './renewing.ts'
import { notReplaced, replaceOrder } from './replacing.ts'
import { notRevoked, revokeAtCa } from './revoking.ts'
import type { Step } from './state.ts'
import { postpone } from './steps.ts'
import { changeControl, checkControl, readCaOrder, sendDocuments } from './verifying.ts'

/** Tries one step. Afterwards it is gone (done or refused) or put off; either way the loop returns to the inbox. */
export async function runStep(life: Life, step: Step): Promise<void> {
  life.inHand = step.commandIds
  try {
    await attempt(life, step)
    life.state.steps = life.state.steps.filter((other) => other !== step)
    takeFromAdmin(life, step)
    if (!isBeside(step)) showHindrance(life, null)
  } catch (error) {
    const failure = caFailureOf(error)
    if (!isForAdmin(failure)) takeFromAdmin(life, step)
    afterFailure(life, step, failure)
    if (isForAdmin(failure) && life.state.steps.includes(step) && patched('admin-needed'))
      handToAdmin(life, step, failure.code, !isBeside(step))
  } finally {
    life.inHand = []
  }
}

async function attempt(life: Life, step: Step): Promise<void> {
  switch (step.name) {
    case 'place':
      await placeOrder(life)
      return orderPlaced(life, step)
    case 'replace':
      return replaceOrder(life, step)
    case 'send-documents':
      await sendDocuments(life)
      return settleStep(life, step, { state: 'done' })
    case 'check-control':
      await checkControl(life)
      return settleStep(life, step, { state: 'done' })
    case 'change-control':
      await changeControl(life, step.commandIds.at(-1) ?? null)
      return settleStep(life, step, { state: 'done' })
    case 'read':
      await readCaOrder(life)
      return settleStep(life, step, { state: 'done' })
    case 'fetch':
      return fetchCertificates(life, step)
    case 'cancel':
      return cancelAtCa(life, step)
    case 'reissue':
      return reissueAtCa(life, step)
    case 'renew':
      return renewAtCa(life, step)
    case 'revoke':
      return revokeAtCa(life, step)
    case 'invoice':
      return askForInvoice(life)
    case 'due-date':
      return moveDueDate(life)
  }
}

/** Work that has nothing to do with what the order shows as running. */
function isBeside({ name }: Step): boolean {
  return name === 'revoke' || name === 'invoice' || name === 'due-date'
}

function afterFailure(life: Life, step: Step, failure: CaFailure): void {
  life.changes.dirty = true
  switch (step.name) {
    case 'place':
      return orderNotPlaced(life, step, failure)
    case 'replace':
      if (failure.kind === 'refused') life.state.steps = life.state.steps.filter((other) => other !== step)
      return notReplaced(life, step, failure)
    case 'cancel':
      if (failure.kind === 'refused') life.state.steps = life.state.steps.filter((other) => other !== step)
      return notCancelled(life, step, failure)
    case 'reissue':
      return notReissued(life, step, failure)
    case 'renew':
      return notRenewed(life, step, failure)
    case 'revoke':
      return notRevoked(life, step, failure)
    case 'fetch':
      if (isGivenUp(life, step, failure)) return reissueGivenUp(life, step)
      return failure.kind === 'refused' ? giveUp(life, step, failure) : putOff(life, step, failure)
    case 'check-control':
    case 'change-control':
    case 'send-documents':
    case 'read':
    case 'invoice':
    case 'due-date':
      return failure.kind === 'refused' ? giveUp(life, step, failure) : putOff(life, step, failure)
  }
}

/** The CA's refusal is final for this try. Only a certificate that was issued must still be fetched. */
function giveUp(life: Life, step: Step, failure: CaFailure & { kind: 'refused' }): void {
  const codes = failure.problems.map((problem) => problem.code)
  note(life, 'ca.refused', undefined, { step: step.name, codes })
  if (step.name === 'fetch') return postpone(step, Date.now())
  life.state.steps = life.state.steps.filter((other) => other !== step)
  settleStep(life, step, { state: 'refused', code: 'ca-refused', problems: failure.problems })
}

function putOff(life: Life, step: Step, failure: CaFailure & { kind: 'unavailable' }): void {
  if (!isBeside(step)) showHindrance(life, failure.code)
  postpone(step, Date.now())
  if (step.attempt === 1) note(life, 'ca.unavailable', undefined, { step: step.name, code: failure.code })
  settleStep(life, step, { state: 'accepted' })
}
