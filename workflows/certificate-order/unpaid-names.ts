import type { CommandMessage } from '../contract.ts'
import { acknowledge, type Life, note, now, OVERTAKEN, settle } from './life.ts'
import type { OrderState } from './state.ts'

/**
 * Where names are billed as they are entered, those beyond the included ones are paid before the CA is asked (row O7).
 * What is paid stays paid: only a longer list is billed again.
 */
export function mustBePaidFirst(
  { paidNames = 0 }: Pick<OrderState, 'paidNames'>,
  message: CommandMessage<'configure'>,
): boolean {
  return (message.arguments.billedNames ?? 0) > paidNames
}

/** Keeps a configuration until its names are paid. One that waited before it is superseded. */
export function waitForPayment(life: Life, message: CommandMessage<'configure'>): void {
  dropUnpaid(life)
  const { configurationId, billedNames = 0 } = message.arguments
  life.state.unpaid = { message, billedNames }
  showUnpaid(life)
  note(life, 'order.configured', message.actor, { configuration: configurationId })
  note(life, 'invoice.needed', undefined, { names: billedNames, configuration: configurationId })
  acknowledge(life, message.commandId)
  settle(life, message.commandId, { state: 'accepted' })
}

export function showUnpaid(life: Life): void {
  life.state.activity = {
    kind: 'ordering',
    step: 'awaiting-payment',
    waitsFor: 'billing',
    since: now(),
    dueBy: null,
    problem: null,
  }
}

/** The money is there: gives the configuration that waited for it, or null. */
export function paidConfiguration(life: Life): CommandMessage<'configure'> | null {
  const { unpaid } = life.state
  if (unpaid === undefined) return null
  life.state.unpaid = undefined
  life.state.paidNames = unpaid.billedNames
  life.state.activity = null
  return unpaid.message
}

/** What waited for money is not wanted any more. */
export function dropUnpaid(life: Life): void {
  const { unpaid } = life.state
  if (unpaid === undefined) return
  settle(life, unpaid.message.commandId, OVERTAKEN)
  life.state.unpaid = undefined
}
