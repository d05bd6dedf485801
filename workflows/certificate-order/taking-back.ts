import { configurationCommandId } from '../../domain/command.ts'
import type { CommandMessage } from '../contract.ts'
import { changeTerm } from './awaiting-payment.ts'
import { keepInvoice } from './invoices.ts'
import { type Life, moveTo, note, SYSTEM, settle } from './life.ts'
import { currentPurchase, type Invoice, isAtCa, type OrderState, purchaseInForce } from './state.ts'
import { endUndertaking } from './undertaking.ts'
import { waitForPayment } from './unpaid-names.ts'

/** A CA's product may end a little after the term that it was bought for. */
const SLACK_MS = 3 * 86_400_000

/**
 * Money went back, or the invoice was cancelled after it was paid. What it would have bought and the CA has not got is
 * not bought; after that a person decides: an alarm is raised, and nothing is revoked by itself.
 */
export function takeBack(life: Life, invoice: Invoice, message: CommandMessage<'paymentReceived'>): void {
  const { status } = message.arguments
  keepInvoice(life.state, { ...invoice, status })
  if (isUndone(life, invoice)) return
  note(life, 'payment.refunded-after-issue', message.actor, { invoice: invoice.id, status })
}

/** @returns whether nothing is left of what it paid */
function isUndone(life: Life, invoice: Invoice): boolean {
  switch (invoice.pays) {
    case null:
      return true
    case 'setup':
      return backToGate(life, invoice)
    case 'names':
      return namesUnpaidAgain(life, invoice)
    case 'term':
      return termTakenBack(life, invoice)
    case 'forgotten':
      return life.start.setup === 'on-payment' && backToGate(life, invoice)
    case 'first-term':
      return false
  }
}

/** The order waits for its first payment again, and what its client has entered waits with it. */
function backToGate(life: Life, invoice: Invoice): boolean {
  if (!isUntouched(life.state)) return false
  const waiting = withheld(life)
  if (waiting !== null) life.state.unpaid = { message: waiting, billedNames: life.state.paidNames ?? 0 }
  if (invoice.until !== undefined) shorten(life, invoice)
  moveTo(life, 'awaiting-payment')
  life.state.activity = null
  note(life, 'order.payment-awaited')
  return true
}

function namesUnpaidAgain(life: Life, invoice: Invoice): boolean {
  const waiting = isUntouched(life.state) ? withheld(life) : null
  if (waiting === null) return false
  life.state.paidNames = invoice.namesBefore ?? 0
  if (invoice.until !== undefined) shorten(life, invoice)
  waitForPayment(life, waiting)
  return true
}

/** Nothing was issued, and the CA surely has nothing of it. */
function isUntouched({ state, purchases }: OrderState): boolean {
  const purchase = purchases.at(-1) ?? null
  return state === 'awaiting-configuration' && !isAtCa(purchase) && purchase?.mayExist !== true
}

/** Takes an order that has not reached the CA back from its way there. @returns the command that sent it, if one did */
function withheld(life: Life): CommandMessage<'configure'> | null {
  const { state, start } = life
  const purchase = currentPurchase(state)
  const placing = state.steps.find(({ name }) => name === 'place')
  if (placing === undefined || purchase === null) return null
  const commandId = placing.commandIds.at(-1) ?? configurationCommandId(start.commandId)
  state.steps = state.steps.filter((step) => step !== placing)
  state.purchases = state.purchases.slice(0, -1)
  settle(life, commandId, { state: 'accepted' })
  const { configurationId } = purchase
  return { commandId, actor: SYSTEM, arguments: { configurationId, billedNames: state.paidNames ?? 0 } }
}

/** The next term is as unpaid as before: its renewal is not placed, and its payment is awaited again when it is due. */
function termTakenBack(life: Life, invoice: Invoice): boolean {
  const { state } = life
  if (invoice.until === undefined || state.paidUntil !== invoice.until) return false
  const rest = restOfTerm(state, invoice)
  if (isRenewedFor(state, invoice) || rest === state.paidUntil) return false
  dropRenewal(life, rest)
  shorten(life, invoice)
  return true
}

/** Whether the CA has sold a product into the term that was paid, or may be about to. */
function isRenewedFor(state: OrderState, { start = null }: Invoice): boolean {
  const { undertaking } = state
  const purchase = currentPurchase(state)
  if (start === null) return isAtCa(purchase) || purchase?.mayExist === true
  const productEnd = purchaseInForce(state)?.productValidUntil ?? null
  if (productEnd !== null && Date.parse(productEnd) > Date.parse(start) + SLACK_MS) return true
  const isOpen = purchase?.purpose === 'renew' && purchase.productValidUntil === null
  return undertaking?.mayExist === true || (isOpen && (isAtCa(purchase) || purchase.mayExist))
}

/** What the plan began because of the money. What a person asked for goes on, and what is still paid for. */
function dropRenewal(life: Life, rest: string | null): void {
  const { undertaking, purchases } = life.state
  const productEnd = purchaseInForce(life.state)?.productValidUntil ?? null
  const isStillPaid =
    rest !== null && productEnd !== null && Date.parse(rest) > Date.parse(productEnd) + SLACK_MS
  if (undertaking?.kind !== 'renew' || undertaking.commandId !== null || isStillPaid) return
  const purchase = currentPurchase(life.state)
  if (purchase?.purpose === 'renew' && purchase.status === null) life.state.purchases = purchases.slice(0, -1)
  endUndertaking(life)
}

function shorten(life: Life, invoice: Invoice): void {
  if (life.state.paidUntil === invoice.until) changeTerm(life, restOfTerm(life.state, invoice))
}

/** Until when what else was told to be paid reaches. */
function restOfTerm({ invoices = [] }: OrderState, { id, from = null }: Invoice): string | null {
  const others = invoices.flatMap((other) =>
    other.id !== id && other.status === 'paid' && other.paidUntil !== undefined ? [other.paidUntil] : [],
  )
  const ends = from === null ? others : [from, ...others]
  return ends.toSorted((a, b) => Date.parse(b) - Date.parse(a))[0] ?? null
}
