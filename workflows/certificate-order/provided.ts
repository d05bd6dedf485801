import { patched } from '@temporalio/workflow'
import type { CommandMessage } from '../contract.ts'
import { type Life, note, settle } from './life.ts'
import { intendPurchase } from './ordering.ts'
import { askCa } from './undertaking.ts'

/** The CSR for the next certificate. One that was waited for is used at once. */
export function takeCsr(life: Life, message: CommandMessage<'provideRenewalCsr'>): void {
  const { configurationId } = message.arguments
  note(life, 'order.renewal-csr-provided', message.actor, { configuration: configurationId })
  keepForNext(life, configurationId, true)
  useAtOnce(life, configurationId)
  settle(life, message.commandId, { state: 'done' })
}

/** Contacts, organization and approver for the next certificate, on the key that would be used anyway. */
export function takeProperties(life: Life, message: CommandMessage<'editProperties'>): void {
  const { configurationId } = message.arguments
  note(life, 'order.properties-changed', message.actor, { configuration: configurationId })
  keepForNext(life, configurationId, life.state.next?.hasCsr ?? false)
  settle(life, message.commandId, { state: 'done' })
}

/** While another certificate is on its way to the CA with what was there before, this is for the one after it. */
function keepForNext(life: Life, configurationId: string, hasCsr: boolean): void {
  const { undertaking, activity } = life.state
  const isOnItsWay = undertaking?.configurationId != null && activity?.step === 'ordering'
  const isForLater = isOnItsWay && patched('provided-while-placing')
  life.state.next = { configurationId, hasCsr, ...(isForLater ? { isForLater } : {}) }
}

function useAtOnce(life: Life, configurationId: string): void {
  const { undertaking } = life.state
  if (undertaking === null || undertaking.configurationId !== null) return
  undertaking.configurationId = configurationId
  // What is ordered anew needs a purchase of its own; there was none as long as there was no key.
  if (undertaking.kind === 'repeat' && patched('repeat-with-its-key')) intendPurchase(life, configurationId)
  askCa(life)
}
