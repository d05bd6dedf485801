import { isPossible } from '../../domain/actions.ts'
import { COMMANDS, type CommandArguments, type CommandMessage, type CommandName } from '../contract.ts'
import { askToCancel } from './cancelling.ts'
import { passGate } from './gates.ts'
import { isHandled, type Life, markHandled, note, settle } from './life.ts'
import { beginOrdering } from './ordering.ts'
import { askToReplace } from './replacing.ts'
import { currentPurchase, factsOf } from './state.ts'
import { addStep } from './steps.ts'
import { dropUnpaid, mustBePaidFirst, paidConfiguration, waitForPayment } from './unpaid-names.ts'

/** Takes one command from the inbox. It is judged again here: the state may have moved since it was let in. */
export async function takeCommand(life: Life, name: CommandName, message: CommandMessage): Promise<void> {
  const { commandId } = message
  if (isHandled(life.state, commandId)) return
  markHandled(life.state, commandId)
  if (!isPossible(factsOf(life.state, life.start), COMMANDS[name].action)) {
    note(life, 'command.refused', message.actor, { command: name, state: life.state.state })
    settle(life, commandId, { state: 'refused', code: 'not-possible-now', problems: [] })
    return
  }
  await carryOut(life, name, message)
}

async function carryOut(life: Life, name: CommandName, message: CommandMessage): Promise<void> {
  switch (name) {
    case 'configure':
      return takeConfiguration(life, message as CommandMessage<'configure'>)
    case 'cancel':
      return askToCancel(life, message)
    case 'paymentReceived':
      return takePayment(life, message as CommandMessage<'paymentReceived'>)
    case 'accept':
      note(life, 'order.accepted', message.actor)
      passGate(life)
      return settle(life, message.commandId, { state: 'done' })
    case 'changeVerification':
      return beginStep(life, 'change-control', message)
    case 'checkVerification':
      return beginStep(life, 'check-control', message)
    case 'addDocuments':
      return beginStep(life, 'send-documents', message)
    case 'synchronize':
      return beginStep(life, 'read', message)
  }
}

/** The first configuration orders at the CA, a later one repairs; names that are billed as entered are paid first. */
async function takeConfiguration(life: Life, message: CommandMessage<'configure'>): Promise<void> {
  if (mustBePaidFirst(life, message)) return waitForPayment(life, message)
  dropUnpaid(life)
  return goToCa(life, message)
}

async function goToCa(life: Life, message: CommandMessage<'configure'>): Promise<void> {
  if (life.state.state === 'verifying') return askToReplace(life, message)
  return beginOrdering(life, message)
}

async function takePayment(life: Life, message: CommandMessage<'paymentReceived'>): Promise<void> {
  const { status, paidUntil }: CommandArguments['paymentReceived'] = message.arguments
  note(life, `payment.${status}`, message.actor, paidUntil === null ? {} : { paidUntil })
  if (status === 'paid') {
    if (paidUntil !== null) life.state.paidUntil = paidUntil
    if (life.state.state === 'awaiting-payment') passGate(life)
    const paid = paidConfiguration(life)
    if (paid !== null) await goToCa(life, paid)
  }
  settle(life, message.commandId, { state: 'done' })
}

function beginStep(
  life: Life,
  step: 'change-control' | 'check-control' | 'send-documents' | 'read',
  message: CommandMessage,
): void {
  const asked = {
    'change-control': 'verification.change-asked',
    'check-control': 'verification.check-asked',
    'send-documents': 'documents.added',
    read: 'order.synchronize-asked',
  }
  note(life, asked[step], message.actor, { caOrder: currentPurchase(life.state)?.caOrderId ?? null })
  addStep(life.state, step, message.commandId, Date.now())
}
