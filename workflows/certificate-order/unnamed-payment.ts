import type { CommandMessage } from '../contract.ts'
import { extendTerm, renewalPaid } from './awaiting-payment.ts'
import { passGate } from './gates.ts'
import { goToCa } from './go-to-ca.ts'
import { type Life, note, settle } from './life.ts'
import { paidConfiguration } from './unpaid-names.ts'

/**
 * A payment as release 0.1 told of it, without its invoice: it cannot be known again. Histories and commands of that
 * release hold such ones, and what they led to must come out the same: that is why nothing here is `patched`.
 */
export async function takeUnnamedPayment(
  life: Life,
  message: CommandMessage<'paymentReceived'>,
): Promise<void> {
  const { status, paidUntil } = message.arguments
  note(life, `payment.${status}`, message.actor, paidUntil === null ? {} : { paidUntil })
  if (status === 'paid') {
    if (life.state.awaitedPayment !== null) renewalPaid(life, paidUntil)
    else if (paidUntil !== null) extendTerm(life, paidUntil)
    if (life.state.state === 'awaiting-payment') passGate(life)
    const paid = paidConfiguration(life)
    if (paid !== null) await goToCa(life, paid)
  }
  settle(life, message.commandId, { state: 'done' })
}
