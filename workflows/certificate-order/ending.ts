import { patched } from '@temporalio/workflow'
import { isFinal } from '../../domain/order-state.ts'
import type { CommandMessage } from '../contract.ts'
import { askToCancel } from './cancelling.ts'
import { endWhenDone, letGo } from './end-order.ts'
import { openHeld } from './gates.ts'
import { acknowledge, type Life, moveTo, note, now, settle } from './life.ts'
import { revokeAll } from './revoking.ts'
import { currentPurchase, type OrderState } from './state.ts'
import { addStep } from './steps.ts'
import { endUndertaking, showIdle } from './undertaking.ts'

const NEVER_ISSUED: readonly OrderState['state'][] = [
  'awaiting-payment',
  'awaiting-acceptance',
  'awaiting-configuration',
  'verifying',
]

/** The client wants a recurring order to end (row M12): at the end of what is paid, or now. */
export function askToEnd(life: Life, message: CommandMessage<'requestCancellation'>): void {
  const { when, revoke } = message.arguments
  note(life, 'order.cancellation-requested', message.actor, { when, revoke })
  life.state.cancellation = { when, revoke, requestedAt: now() }
  dropAwaitedPayment(life)
  if (when === 'now' && NEVER_ISSUED.includes(life.state.state)) return askToCancel(life, message)
  if (when === 'now' && life.state.state === 'rejected' && patched('rejected-ends-now'))
    return endRejected(life, message)
  if (when === 'now') dropWaiting(life)
  if (when === 'now' && revoke) revokeAll(life)
  settle(life, message.commandId, { state: 'done' })
}

/** Nothing automatic any more: a key that comes now begins nothing. */
function dropWaiting(life: Life): void {
  const { undertaking } = life.state
  const isWaiting = undertaking?.commandId === null && undertaking.configurationId === null
  if (isWaiting && patched('end-now-lets-go')) endUndertaking(life)
}

/** No invoice for an order that is to end. */
function dropAwaitedPayment(life: Life): void {
  if (life.state.awaitedPayment === null) return
  life.state.awaitedPayment = null
  life.state.steps = life.state.steps.filter(({ name }) => name !== 'invoice')
  if (life.state.undertaking === null) showIdle(life)
}

export function withdrawCancellation(life: Life, message: CommandMessage<'withdrawCancellation'>): void {
  note(life, 'order.cancellation-withdrawn', message.actor)
  life.state.cancellation = null
  settle(life, message.commandId, { state: 'done' })
}

/** Stops what goes on by itself; nothing is revoked (row B8). */
export function suspend(life: Life, message: CommandMessage<'suspend'>): void {
  life.state.suspended = true
  note(life, 'order.suspended', message.actor)
  settle(life, message.commandId, { state: 'done' })
}

export function resume(life: Life, message: CommandMessage<'resume'>): void {
  life.state.suspended = false
  note(life, 'order.resumed', message.actor)
  openHeld(life)
  settle(life, message.commandId, { state: 'done' })
}

/** The service is over: what is not issued is cancelled, timers stop, and only what was told to be is revoked. */
export function terminate(life: Life, message: CommandMessage<'terminateService'>): void {
  note(life, 'order.termination-asked', message.actor, { revoke: message.arguments.revoke })
  if (NEVER_ISSUED.includes(life.state.state)) return askToCancel(life, message)
  if (life.state.state === 'rejected') return endRejected(life, message)
  endWith(life, message.arguments.revoke)
  if (isFinal(life.state.state)) return settle(life, message.commandId, { state: 'done' })
  acknowledge(life, message.commandId)
  addStep(life.state, life.state.revocations.length > 0 ? 'revoke' : 'cancel', message.commandId, Date.now())
}

/** Nothing is at the CA any more, unless the order is being repeated and that has reached it unanswered. */
function endRejected(life: Life, message: CommandMessage): void {
  const purchase = currentPurchase(life.state)
  const mayExist = purchase?.status === null && purchase.mayExist
  if (mayExist && patched('repeat-cancelled-with-order')) return askToCancel(life, message)
  moveTo(life, 'cancelled')
  letGo(life)
  note(life, 'order.cancelled')
  settle(life, message.commandId, { state: 'done' })
}

/** Ends the order: at once, or when the CA has cancelled a renewal that is open there and taken the last revocation. */
export function endWith(life: Life, revoke: boolean): void {
  life.state.endsAfterRevocation = true
  if (revoke) revokeAll(life)
  if (isRenewalOpen(life.state) && patched('cancel-open-renewal'))
    addStep(life.state, 'cancel', null, Date.now())
  endWhenDone(life)
}

/** A purchase beside the certificates that there are, which the CA has and may still issue. */
function isRenewalOpen(state: OrderState): boolean {
  const purchase = currentPurchase(state)
  if (purchase === null || purchase.productValidUntil !== null) return false
  return purchase.mayExist || purchase.status === 'AWAITING' || purchase.status === 'VERIFICATION'
}
