import { NEEDS_NEW_KEY, REISSUE_IMPOSSIBLE } from '../../domain/renewal-refusals.ts'
import type { CommandMessage } from '../contract.ts'
import { caOnce } from './activities.ts'
import type { CaFailure } from './ca-failure.ts'
import { type Life, note } from './life.ts'
import { planned } from './next-configuration.ts'
import { orderAnew } from './renewing.ts'
import { certificateInUse, purchaseInForce, type Step } from './state.ts'
import {
  beginUndertaking,
  needAnotherKey,
  undertakingPlaced,
  undertakingPutOff,
  undertakingRefused,
} from './undertaking.ts'

/** The product outlives the certificate: another one is free. */
export function beginPlannedReissue(life: Life, occasion: string): void {
  beginUndertaking(life, planned(life.state, 'reissue', occasion))
  note(life, 'order.reissue-begun')
}

/** Somebody wants another certificate: with another key, or with more names. */
export function askToReissue(life: Life, message: CommandMessage<'reissue'>): void {
  const { serialNumber, configurationId, addNames } = message.arguments
  note(life, 'order.reissue-asked', message.actor, { configuration: configurationId, addNames })
  beginUndertaking(life, {
    kind: 'reissue',
    occasion: message.commandId,
    commandId: message.commandId,
    serialNumber: serialNumber ?? certificateInUse(life.state)?.serialNumber ?? null,
    configurationId,
    addNames,
    productCode: null,
  })
}

export async function reissueAtCa(life: Life, step: Step): Promise<void> {
  const { undertaking } = life.state
  const purchase = purchaseInForce(life.state)
  if (undertaking === null || purchase === null || undertaking.configurationId === null) return
  const placed = await caOnce.reissueAtCa.executeWithOptions({ summary: 'Reissue the certificate' }, [
    {
      orderId: life.start.orderId,
      caAccountId: life.start.caAccountId,
      caOrderId: purchase.caOrderId,
      serialNumber: undertaking.serialNumber ?? '',
      configurationId: undertaking.configurationId,
      addNames: undertaking.addNames,
      occasion: undertaking.occasion,
    },
  ])
  // The purchase that reissues are made of is the one that everything is about from here on.
  life.state.purchases = [...life.state.purchases.filter((other) => other !== purchase), purchase]
  purchase.isReissuing = true
  purchase.status = placed.status
  purchase.method = placed.method
  purchase.control = { verified: 0, of: placed.names.length }
  purchase.configurationId = undertaking.configurationId
  delete purchase.wants
  if (placed.names.length > 0) life.state.names = placed.names
  undertakingPlaced(life, step)
}

export function notReissued(life: Life, step: Step, failure: CaFailure): void {
  if (failure.kind === 'unavailable') return undertakingPutOff(life, step, failure)
  const { undertaking } = life.state
  if (undertaking?.commandId !== null) return undertakingRefused(life, step, failure)
  const codes = failure.problems.map(({ code }) => code)
  life.state.steps = life.state.steps.filter((other) => other !== step)
  if (codes.some((code) => NEEDS_NEW_KEY.includes(code))) return needAnotherKey(life)
  if (codes.some((code) => REISSUE_IMPOSSIBLE.includes(code))) return orderAnew(life, step, codes)
  undertakingRefused(life, step, failure)
}
