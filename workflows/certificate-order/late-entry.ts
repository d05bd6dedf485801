import type { CommandMessage, CommandName } from '../contract.ts'
import { extendTerm } from './awaiting-payment.ts'
import { type Life, note, settle } from './life.ts'

/**
 * At a CA without an API the certificate that an admin entered may be found, and the order issued with it, before their
 * word about it arrives. Then nothing is left to do for the certificate, and the word is no wrong one.
 */
export function isEnteredLate(
  { start, state }: Life,
  name: CommandName,
  message: CommandMessage,
): message is CommandMessage<'addCertificate'> {
  if (name !== 'addCertificate' || start.isManualCa !== true) return false
  const { serialNumber } = (message as CommandMessage<'addCertificate'>).arguments
  return state.certificates.some((certificate) => certificate.serialNumber === serialNumber)
}

/** Takes what the word says besides: until when the CA was paid. */
export function takeLateEntry(life: Life, message: CommandMessage<'addCertificate'>): void {
  const { serialNumber, paidUntil } = message.arguments
  note(life, 'certificate.entered', message.actor, { serialNumber })
  if (paidUntil !== null) extendTerm(life, paidUntil)
  settle(life, message.commandId, { state: 'done' })
}
