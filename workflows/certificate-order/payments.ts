import type { PaymentStatus } from '../../domain/order-terms.ts'
import type { CommandMessage } from '../contract.ts'
import { extendTerm, renewalPaid } from './awaiting-payment.ts'
import { isOfFirstTerm } from './early-payments.ts'
import { passGate } from './gates.ts'
import { goToCa } from './go-to-ca.ts'
import { keepInvoice, knownInvoice } from './invoices.ts'
import { type Life, note, settle } from './life.ts'
import { termEndOf } from './plan.ts'
import type { Invoice } from './state.ts'
import { takeBack } from './taking-back.ts'
import { mustBePaidFirst, paidConfiguration, showUnpaid } from './unpaid-names.ts'

const DAY_MS = 86_400_000

/** What a telling comes to, by what was told of the same invoice before. */
type Reading = 'new' | 'repeated' | 'take-back' | 'invoice-unknown' | 'invoice-taken-back'

/**
 * What becomes of an invoice, once each however often, late or out of turn it is told. Nothing that was told is dropped:
 * it counts, is kept for the next term, or is refused with the reason.
 */
export async function takePayment(
  life: Life,
  message: CommandMessage<'paymentReceived'>,
  id: string,
): Promise<void> {
  const { status, paidUntil, knownAs } = message.arguments
  const known = knownInvoice(life.state, id, knownAs)
  const reading = readingOf(known, status)
  switch (reading) {
    case 'invoice-unknown':
    case 'invoice-taken-back': {
      const problems = [{ path: '/invoice', code: reading }]
      note(life, 'payment.refused', message.actor, { invoice: id, status, code: reading })
      const blockedBy = { kind: 'invoice' } as const
      return settle(life, message.commandId, {
        state: 'refused',
        code: 'not-possible-now',
        problems,
        blockedBy,
      })
    }
    case 'repeated':
      note(life, 'payment.repeated', message.actor, { invoice: id, status })
      break
    case 'take-back':
      note(life, `payment.${status}`, message.actor, { invoice: id })
      if (known !== null) takeBack(life, known, message)
      break
    case 'new':
      note(life, `payment.${status}`, message.actor, {
        invoice: id,
        ...(paidUntil === null ? {} : { paidUntil }),
      })
      await takeNew(life, { id, status, pays: null, ...(paidUntil === null ? {} : { paidUntil }) })
  }
  settle(life, message.commandId, { state: 'done' })
}

function readingOf(known: Invoice | null, told: PaymentStatus): Reading {
  const isBack = told === 'refunded' || told === 'cancelled'
  if (known === null) return isBack ? 'invoice-unknown' : 'new'
  switch (known.status) {
    case 'issued':
      return told === 'issued' ? 'repeated' : 'new'
    case 'paid':
      return isBack ? 'take-back' : 'repeated'
    case 'refunded':
      return told === 'paid' ? 'invoice-taken-back' : 'repeated'
    case 'cancelled':
      // One that was never paid may be opened again.
      if (known.pays !== null && told === 'paid') return 'invoice-taken-back'
      return isBack ? 'repeated' : 'new'
  }
}

/** Money opens the gate, or pays for names, or for a term; what nothing was asked for yet stays in the book unspent. */
async function takeNew(life: Life, invoice: Invoice): Promise<void> {
  const { state } = life
  if (invoice.status !== 'paid') return keepInvoice(state, invoice)
  const isAtGate = state.state === 'awaiting-payment'
  const before = { from: state.paidUntil, start: state.settings === null ? null : termEndOf(state) }
  const pays = whatItPays(life, invoice)
  const isExtended = invoice.paidUntil !== undefined && payUntil(life, invoice.paidUntil)
  const extended = isExtended && state.paidUntil !== null ? { ...before, until: state.paidUntil } : {}
  const names = pays === 'names' ? { namesBefore: state.paidNames ?? 0 } : {}
  keepInvoice(state, { ...invoice, ...extended, ...names, pays })
  if (isAtGate) passGate(life)
  if (pays !== 'names' && !isAtGate) return
  if (isAtGate && areNamesUnpaid(life)) return showUnpaid(life)
  return letConfigurationGoOn(life)
}

function whatItPays(life: Life, { paidUntil }: Invoice): Invoice['pays'] {
  if (life.state.state === 'awaiting-payment') return 'setup'
  if (life.state.unpaid !== undefined) return 'names'
  if (isOfFirstTerm(life)) return 'first-term'
  return paidUntil === undefined ? null : 'term'
}

function areNamesUnpaid({ state }: Life): boolean {
  return state.unpaid !== undefined && mustBePaidFirst(state, state.unpaid.message)
}

async function letConfigurationGoOn(life: Life): Promise<void> {
  const message = paidConfiguration(life)
  if (message !== null) await goToCa(life, message)
}

/** A day that billing names is taken as it is, unless the term reaches further already. @returns whether it is longer now */
function payUntil(life: Life, paidUntil: string): boolean {
  const { awaitedPayment, paidUntil: before } = life.state
  const isLonger = before === null || Date.parse(paidUntil) > Date.parse(before)
  if (!isLonger) return false
  const paysAwaited =
    awaitedPayment !== null && Date.parse(paidUntil) > Date.parse(awaitedPayment.termEnd) + DAY_MS
  if (paysAwaited) renewalPaid(life, paidUntil)
  else extendTerm(life, paidUntil)
  return true
}
