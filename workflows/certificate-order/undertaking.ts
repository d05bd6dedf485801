import { patched } from '@temporalio/workflow'
import type { ActivityKind, OrderActivity } from '../../domain/order-state.ts'
import type { CaFailure } from './ca-failure.ts'
import { acknowledge, dropSteps, type Life, mail, note, now, OVERTAKEN, settle, settleStep } from './life.ts'
import { currentPurchase, type Purchase, type Step, type StepName, type Undertaking } from './state.ts'
import { addStep, postpone } from './steps.ts'

const KINDS: Record<Undertaking['kind'], ActivityKind> = {
  reissue: 'reissuing',
  renew: 'renewing',
  repeat: 'repeating',
}

/** The step that asks the CA. An order anew is placed as the first one was. */
const FIRST_STEP: Record<Undertaking['kind'], StepName> = {
  reissue: 'reissue',
  renew: 'renew',
  repeat: 'place',
}

/** Begins to bring the next certificate about. One that waited for a key gives way to it. */
export function beginUndertaking(life: Life, undertaking: Omit<Undertaking, 'since'>): void {
  giveWay(life)
  life.state.undertaking = { ...undertaking, since: now() }
  life.state.failed = null
  if (undertaking.commandId !== null) acknowledge(life, undertaking.commandId)
  askCa(life)
}

function giveWay(life: Life): void {
  const before = life.state.undertaking
  if (before?.commandId) settle(life, before.commandId, OVERTAKEN)
  life.state.undertaking = null
}

/** Goes to the CA with it, or to the client where there is no key to go with. */
export function askCa(life: Life): void {
  const { undertaking } = life.state
  if (undertaking === null) return
  if (undertaking.configurationId === null) return waitForCsr(life)
  show(life, 'ordering', 'ca')
  addStep(life.state, FIRST_STEP[undertaking.kind], undertaking.commandId, Date.now())
}

/** Shows how far the undertaking is. */
export function show(life: Life, step: OrderActivity['step'], waitsFor: OrderActivity['waitsFor']): void {
  const { undertaking } = life.state
  if (undertaking === null) return
  const kind = KINDS[undertaking.kind]
  life.state.activity = { kind, step, waitsFor, since: now(), dueBy: null, problem: null }
  life.changes.dirty = true
}

/** The client is asked for a key; it goes on the moment one arrives. */
function waitForCsr(life: Life): void {
  const { undertaking } = life.state
  if (undertaking === null) return
  show(life, 'awaiting-csr', 'client')
  note(life, 'order.csr-needed', undefined, { kind: undertaking.kind })
  mail(life, 'csr-needed', undertaking.occasion)
}

/** The key that the CA was given is not one it takes: the client is asked for another. */
export function needAnotherKey(life: Life): void {
  const { undertaking } = life.state
  if (undertaking === null) return
  const later = life.state.next
  undertaking.configurationId = null
  life.state.next = null
  // One that was provided meanwhile is what the client would be asked for.
  if (later?.isForLater === true && later.hasCsr) undertaking.configurationId = later.configurationId
  if (undertaking.configurationId === null) return waitForCsr(life)
  askCa(life)
}

/** The CA has it: from here on it is as with the first certificate. */
export function undertakingPlaced(life: Life, step: Step): void {
  const { undertaking } = life.state
  const purchase = currentPurchase(life.state)
  if (undertaking === null || purchase === null) return
  useUp(life)
  settleStep(life, step, { state: 'done' })
  addStep(life.state, 'read', null, Date.now())
  if (life.start.isManualCa) return waitForAdmin(life, purchase.caOrderId)
  // Evidence of before may still hold: nobody is asked for proof until the CA has said that it wants any.
  if (patched('proof-when-wanted')) {
    undertaking.isProofAsked = false
    return show(life, 'verifying', 'ca')
  }
  show(life, 'verifying', 'client')
  tellOfProof(life, undertaking, purchase)
}

/** The CA has been read: where it wants proof, the client is asked for it, once. */
export function askForProof(life: Life, purchase: Purchase): void {
  const { undertaking } = life.state
  const isWanted = purchase.control.verified < purchase.control.of || purchase.wants?.email === true
  if (undertaking?.isProofAsked !== false || !isWanted) return
  undertaking.isProofAsked = true
  tellOfProof(life, undertaking, purchase)
}

function tellOfProof(life: Life, { kind: purpose, occasion }: Undertaking, purchase: Purchase): void {
  const { caOrderId: caOrder, method, status } = purchase
  note(life, 'order.verification-needed', undefined, { caOrder, method, purpose })
  if (method !== null && status === 'AWAITING') mail(life, 'verification-needed', occasion)
}

/** What was provided for this certificate is used up; what came since it went to the CA is for the next one. */
function useUp(life: Life): void {
  const { next } = life.state
  if (next === null) return
  const { configurationId, hasCsr } = next
  life.state.next = next.isForLater === true ? { configurationId, hasCsr } : null
}

/** At a CA without an API the next step is an admin's, proof and all. */
function waitForAdmin(life: Life, caOrder: string): void {
  show(life, 'verifying', 'admin')
  note(life, 'order.task-opened', undefined, { caOrder, kind: life.state.undertaking?.kind ?? null })
}

/** It has come to its end, well or not. */
export function endUndertaking(life: Life): void {
  life.state.undertaking = null
  const purchase = currentPurchase(life.state)
  if (purchase?.isReissuing) purchase.isReissuing = false
  dropSteps(life, 'reissue', 'renew', 'place', 'check-control', 'change-control', 'send-documents', 'fetch')
  showIdle(life)
}

/** What is shown while nothing is on its way to a certificate: a payment that is awaited, or a revocation. */
export function showIdle(life: Life): void {
  life.changes.dirty = true
  const { awaitedPayment, certificates } = life.state
  const idle = { dueBy: null, problem: null } as const
  if (awaitedPayment !== null) {
    const { since, termEnd } = awaitedPayment
    life.state.activity = {
      ...idle,
      kind: 'renewing',
      step: 'awaiting-payment',
      waitsFor: 'billing',
      since,
      dueBy: termEnd,
    }
    return
  }
  const revoker = life.start.isManualCa ? 'admin' : 'ca'
  const isRevoking = certificates.some(({ status }) => status === 'REVOKING')
  life.state.activity = isRevoking
    ? { ...idle, kind: 'revoking', step: 'ordering', waitsFor: revoker, since: now() }
    : null
}

/** The CA will not do it. Who asked for it is told why; what the plan began is an alarm's business and tried again daily. */
export function undertakingRefused(life: Life, step: Step, failure: CaFailure & { kind: 'refused' }): void {
  const codes = failure.problems.map(({ code }) => code)
  settleStep(life, step, { state: 'refused', code: 'ca-refused', problems: failure.problems })
  life.state.steps = life.state.steps.filter((other) => other !== step)
  undertakingFailed(life, codes)
}

/** Ends it without a certificate. */
export function undertakingFailed(life: Life, codes: readonly string[]): void {
  const { undertaking } = life.state
  if (undertaking === null) return
  note(life, 'order.renewal-failed', undefined, { kind: undertaking.kind, codes })
  if (undertaking.commandId === null)
    life.state.failed = { occasion: undertaking.occasion, code: codes[0] ?? 'internal', at: now() }
  endUndertaking(life)
}

/** The CA could not be asked: it is tried again, for ever and ever less often. */
export function undertakingPutOff(
  life: Life,
  step: Step,
  failure: CaFailure & { kind: 'unavailable' },
): void {
  if (life.state.activity !== null) life.state.activity.problem = failure.code
  postpone(step, Date.now())
  if (step.attempt === 1) note(life, 'ca.unavailable', undefined, { step: step.name, code: failure.code })
  settleStep(life, step, { state: 'accepted' })
}
