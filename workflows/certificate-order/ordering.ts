import { NEEDS_NEW_KEY } from '../../domain/renewal-refusals.ts'
import { type CommandMessage, caOrderIdOf } from '../contract.ts'
import { ca } from './activities.ts'
import type { CaFailure } from './ca-failure.ts'
import { askForConfiguration } from './gates.ts'
import { acknowledge, dropSteps, type Life, moveTo, note, now, settleStep } from './life.ts'
import { record } from './record.ts'
import { currentPurchase, type Purchase, type Step } from './state.ts'
import { addStep, postpone } from './steps.ts'
import { needAnotherKey, undertakingPlaced, undertakingRefused } from './undertaking.ts'
import { factsOf } from './view.ts'

/**
 * The client has configured the order: from here on the CA is asked, as often as it takes and under one id. Readers see
 * `ordering` before the CA does.
 */
export async function beginOrdering(life: Life, message: CommandMessage<'configure'>): Promise<void> {
  intendPurchase(life, message.arguments.configurationId)
  life.state.activity = {
    kind: 'ordering',
    step: 'ordering',
    waitsFor: 'ca',
    since: now(),
    dueBy: null,
    problem: null,
  }
  note(life, 'order.configured', message.actor, { configuration: message.arguments.configurationId })
  acknowledge(life, message.commandId)
  addStep(life.state, 'place', message.commandId, Date.now())
  await record(life)
}

/** The next purchase, before the CA has heard of it. */
export function intendPurchase(life: Life, configurationId: string): void {
  const n = life.state.purchases.length + 1
  const caOrderId = caOrderIdOf(life.start.orderId, n)
  life.state.purchases = [...life.state.purchases, newPurchase(n, caOrderId, configurationId)]
}

/** A purchase of which nothing is known yet. */
export function newPurchase(n: number, caOrderId: string, configurationId: string): Purchase {
  return {
    n,
    caOrderId,
    configurationId,
    status: null,
    mayExist: false,
    lastTryAt: null,
    placedAt: null,
    method: null,
    control: { verified: 0, of: 0 },
    productValidUntil: null,
  }
}

/** One try at placing the order. The activity looks first whenever an earlier try may have reached the CA. */
export async function placeOrder(life: Life): Promise<void> {
  const purchase = currentPurchase(life.state)
  if (purchase === null) return
  purchase.lastTryAt = now()
  const placed = await ca.placeCaOrder.executeWithOptions(
    { summary: `Order ${life.start.product.code} at the CA` },
    [
      {
        orderId: life.start.orderId,
        caAccountId: life.start.caAccountId,
        caOrderId: purchase.caOrderId,
        n: purchase.n,
        configurationId: purchase.configurationId,
      },
    ],
  )
  purchase.status = placed.status
  purchase.method = placed.method
  purchase.control = { verified: 0, of: placed.names.length }
  purchase.placedAt = now()
  purchase.productValidUntil = null
  life.state.names = placed.names
}

export function orderPlaced(life: Life, step: Step): void {
  if (life.state.undertaking !== null) return placedAnew(life, step)
  const purchase = currentPurchase(life.state)
  moveTo(life, 'verifying')
  const where = life.start.isManualCa ? BY_HAND : PROOF
  life.state.activity = { kind: 'ordering', ...where, since: now(), dueBy: null, problem: null }
  tellOfPlacement(life)
  settleStep(life, step, { state: 'done' })
  if (purchase === null) return
  if (isToBeRead(life, purchase)) addStep(life.state, 'read', null, Date.now())
  // What was handed in for the order that this one took the place of is the CA's to read again.
  if (purchase.n > 1 && factsOf(life.state, life.start).takesDocuments)
    addStep(life.state, 'send-documents', null, Date.now())
}

/** What a purchase that the CA has just taken waits for: the client's proof, or the admin who orders by hand. */
const PROOF = { step: 'verifying', waitsFor: 'client' } as const
const BY_HAND = { step: 'verifying', waitsFor: 'admin' } as const

function tellOfPlacement(life: Life): void {
  const purchase = currentPurchase(life.state)
  const caOrder = purchase?.caOrderId ?? null
  if (life.start.isManualCa) return note(life, 'order.task-opened', undefined, { caOrder, kind: 'issue' })
  note(life, 'order.verification-needed', undefined, { caOrder, method: purchase?.method ?? null })
}

/** Another purchase beside or after the certificates that there are. */
function placedAnew(life: Life, step: Step): void {
  if (life.state.state === 'rejected') moveTo(life, 'verifying')
  undertakingPlaced(life, step)
  if (factsOf(life.state, life.start).takesDocuments) addStep(life.state, 'send-documents', null, Date.now())
}

/**
 * Taken over from an earlier try, an order may be further than a new one; what the CA told meanwhile went by unheard. And
 * whether documents or a click are wanted is said nowhere but in the order itself.
 */
function isToBeRead(life: Life, purchase: Purchase): boolean {
  return (
    purchase.status !== 'AWAITING' ||
    purchase.method === null ||
    factsOf(life.state, life.start).takesDocuments
  )
}

/** The CA said no, or could not be asked: the client mends the configuration, or the order waits. */
export function orderNotPlaced(life: Life, step: Step, failure: CaFailure): void {
  const purchase = currentPurchase(life.state)
  if (failure.kind === 'refused') {
    life.state.purchases = life.state.purchases.slice(0, -1)
    if (life.state.undertaking !== null) return notPlacedAnew(life, step, failure)
    life.state.activity = null
    dropSteps(life, 'place')
    moveTo(life, 'awaiting-configuration')
    note(life, 'order.configuration-refused', undefined, {
      codes: failure.problems.map((problem) => problem.code),
    })
    askForConfiguration(life)
    settleStep(life, step, { state: 'refused', code: 'ca-refused', problems: failure.problems })
    return
  }
  if (purchase !== null && failure.outcome === 'unknown') purchase.mayExist = true
  if (life.state.activity !== null) life.state.activity.problem = failure.code
  postpone(step, Date.now())
  if (step.attempt === 1) note(life, 'ca.unavailable', undefined, { code: failure.code })
  settleStep(life, step, { state: 'accepted' })
}

function notPlacedAnew(life: Life, step: Step, failure: CaFailure & { kind: 'refused' }): void {
  const isPlanned = life.state.undertaking?.commandId === null
  const needsKey = failure.problems.some(({ code }) => NEEDS_NEW_KEY.includes(code))
  if (!isPlanned || !needsKey) return undertakingRefused(life, step, failure)
  life.state.steps = life.state.steps.filter((other) => other !== step)
  needAnotherKey(life)
}
