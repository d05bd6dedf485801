import type { ControlMethod } from '../../domain/product.ts'
import { NEEDS_NEW_KEY, RENEWAL_IMPOSSIBLE } from '../../domain/renewal-refusals.ts'
import type { CommandMessage } from '../contract.ts'
import { caOnce } from './activities.ts'
import type { CaFailure } from './ca-failure.ts'
import { type Life, note, now } from './life.ts'
import { nextConfiguration, planned } from './next-configuration.ts'
import { intendPurchase, newPurchase } from './ordering.ts'
import { certificateInUse, currentPurchase, type Step } from './state.ts'
import { addStep } from './steps.ts'
import {
  beginUndertaking,
  needAnotherKey,
  show,
  undertakingPlaced,
  undertakingPutOff,
  undertakingRefused,
} from './undertaking.ts'

/** The CA's product ends and what is paid goes on, or has just been paid: another purchase, without an invoice. */
export function beginPlannedRenewal(life: Life, occasion: string): void {
  note(life, 'order.renewal-begun')
  beginUndertaking(life, planned(life.state, 'renew', occasion))
}

export function askToRenew(life: Life, message: CommandMessage<'renew'>): void {
  const { serialNumber, configurationId, product } = message.arguments
  note(life, 'order.renewal-asked', message.actor, { configuration: configurationId, product })
  beginUndertaking(life, {
    kind: 'renew',
    occasion: message.commandId,
    commandId: message.commandId,
    serialNumber: serialNumber ?? certificateInUse(life.state)?.serialNumber ?? null,
    configurationId: configurationId ?? nextConfiguration(life.state),
    addNames: [],
    productCode: product,
  })
}

/** The CA makes up the id of a renewal, so the purchase is ours only once it has answered, or was found there. */
export async function renewAtCa(life: Life, step: Step): Promise<void> {
  const { undertaking } = life.state
  if (undertaking === null || undertaking.configurationId === null) return
  const renewalCode = undertaking.productCode ?? life.state.settings?.renewalCode ?? null
  if (renewalCode === null || undertaking.serialNumber === null) return orderAnew(life, step, [])
  const n = life.state.purchases.length + 1
  const placed = await caOnce.renewAtCa.executeWithOptions({ summary: `Renew as ${renewalCode} at the CA` }, [
    {
      orderId: life.start.orderId,
      caAccountId: life.start.caAccountId,
      n,
      serialNumber: undertaking.serialNumber,
      configurationId: undertaking.configurationId,
      productCode: renewalCode,
      method: methodUsedFor(life, undertaking.configurationId),
      occasion: undertaking.occasion,
      since: undertaking.since,
    },
  ])
  const purchase = newPurchase(n, placed.caOrderId, undertaking.configurationId)
  purchase.purpose = 'renew'
  purchase.productCode = placed.productCode
  purchase.status = placed.status
  purchase.method = placed.method
  purchase.control = { verified: 0, of: placed.names.length }
  purchase.placedAt = now()
  life.state.purchases = [...life.state.purchases, purchase]
  if (placed.names.length > 0) life.state.names = placed.names
  undertakingPlaced(life, step)
}

/** By which control was proven last. What was entered since then says itself how it is to be proven. */
function methodUsedFor(life: Life, configurationId: string): ControlMethod | null {
  const purchase = currentPurchase(life.state)
  return purchase?.configurationId === configurationId ? purchase.method : null
}

/** The CA will not renew what it issued, or it is too late: it is ordered anew, under this order and without an invoice. */
export function orderAnew(life: Life, step: Step, codes: readonly string[]): void {
  const { undertaking } = life.state
  if (undertaking === null || undertaking.configurationId === null) return
  note(life, 'order.renewal-ordered-anew', undefined, { codes })
  intendPurchase(life, undertaking.configurationId)
  const purchase = currentPurchase(life.state)
  if (purchase !== null) purchase.purpose = 'renew'
  show(life, 'ordering', 'ca')
  const placing = addStep(life.state, 'place', null, Date.now())
  placing.commandIds = [...step.commandIds]
}

export function notRenewed(life: Life, step: Step, failure: CaFailure): void {
  if (failure.kind === 'unavailable') {
    if (failure.outcome === 'unknown' && life.state.undertaking !== null)
      life.state.undertaking.mayExist = true
    return undertakingPutOff(life, step, failure)
  }
  const codes = failure.problems.map(({ code }) => code)
  if (codes.some((code) => RENEWAL_IMPOSSIBLE.includes(code))) {
    life.state.steps = life.state.steps.filter((other) => other !== step)
    return orderAnew(life, step, codes)
  }
  const isPlanned = life.state.undertaking?.commandId === null
  if (isPlanned && codes.some((code) => NEEDS_NEW_KEY.includes(code))) {
    life.state.steps = life.state.steps.filter((other) => other !== step)
    return needAnotherKey(life)
  }
  undertakingRefused(life, step, failure)
}
