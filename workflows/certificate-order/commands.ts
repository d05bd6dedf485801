import { patched } from '@temporalio/workflow'
import { notPossible } from '../../domain/command.ts'
import type { MailName } from '../../domain/mail.ts'
import { COMMANDS, type CommandMessage, type CommandName } from '../contract.ts'
import { tryHeldSteps } from './admin-needed.ts'
import { extendTerm } from './awaiting-payment.ts'
import { askToCancel } from './cancelling.ts'
import { askToEnd, resume, suspend, terminate, withdrawCancellation } from './ending.ts'
import { passGate } from './gates.ts'
import { goToCa } from './go-to-ca.ts'
import { isEnteredLate, takeLateEntry } from './late-entry.ts'
import { dropSteps, isHandled, type Life, mail, markHandled, note, settle } from './life.ts'
import { obstacleNow } from './obstacle-now.ts'
import { takePayment } from './payments.ts'
import { takeCsr, takeProperties } from './provided.ts'
import { askToReissue } from './reissuing.ts'
import { askToRenew } from './renewing.ts'
import { askToRepeat } from './repeating.ts'
import { askToRevoke } from './revoking.ts'
import { currentPurchase, isAtCa } from './state.ts'
import { addStep } from './steps.ts'
import { takeUnnamedPayment } from './unnamed-payment.ts'
import { dropUnpaid, mustBePaidFirst, waitForPayment } from './unpaid-names.ts'

/** Takes one command from the inbox. It is judged again here: the state may have moved since it was let in. */
export async function takeCommand(life: Life, name: CommandName, message: CommandMessage): Promise<void> {
  const { commandId } = message
  if (isHandled(life.state, commandId)) return
  markHandled(life.state, commandId)
  const blockedBy = obstacleNow(life, COMMANDS[name].action)
  if (blockedBy === null) return carryOut(life, name, message)
  if (isEnteredLate(life, name, message) && patched('certificate-entered-late'))
    return takeLateEntry(life, message)
  note(life, 'command.refused', message.actor, { command: name, state: life.state.state })
  settle(life, commandId, notPossible(blockedBy))
}

async function carryOut(life: Life, name: CommandName, message: CommandMessage): Promise<void> {
  switch (name) {
    case 'configure':
      return takeConfiguration(life, message as CommandMessage<'configure'>)
    case 'cancel':
      return askToCancel(life, message)
    case 'paymentReceived':
      return takeTold(life, message as CommandMessage<'paymentReceived'>)
    case 'accept':
      note(life, 'order.accepted', message.actor)
      passGate(life)
      return settle(life, message.commandId, { state: 'done' })
    case 'changeVerification':
      // One that the CA has not heard of yet is not wanted any more.
      dropSteps(life, 'change-control')
      return beginStep(life, 'change-control', message)
    case 'checkVerification':
      return beginStep(life, 'check-control', message)
    case 'addDocuments':
      return beginStep(life, 'send-documents', message)
    case 'synchronize':
      return synchronize(life, message)
    case 'provideRenewalCsr':
      return takeCsr(life, message as CommandMessage<'provideRenewalCsr'>)
    case 'editProperties':
      return takeProperties(life, message as CommandMessage<'editProperties'>)
    case 'changeRenewal':
      return changePolicy(life, message as CommandMessage<'changeRenewal'>)
    case 'reissue':
      return askToReissue(life, message as CommandMessage<'reissue'>)
    case 'renew':
      return askToRenew(life, message as CommandMessage<'renew'>)
    case 'repeat':
      return askToRepeat(life, message as CommandMessage<'repeat'>)
    case 'revoke':
      return askToRevoke(life, message as CommandMessage<'revoke'>)
    case 'requestCancellation':
      return askToEnd(life, message as CommandMessage<'requestCancellation'>)
    case 'withdrawCancellation':
      return withdrawCancellation(life, message as CommandMessage<'withdrawCancellation'>)
    case 'suspend':
      return suspend(life, message as CommandMessage<'suspend'>)
    case 'resume':
      return resume(life, message as CommandMessage<'resume'>)
    case 'terminateService':
      return terminate(life, message as CommandMessage<'terminateService'>)
    case 'send':
      return sendMail(life, message, 'certificate')
    case 'sendConfigurationEmail':
      return sendMail(life, message, 'configuration-needed')
    case 'addCertificate':
      return takeCertificate(life, message as CommandMessage<'addCertificate'>)
  }
}

/** The CA is asked how it stands; whoever asks may have mended what steps waited for. */
function synchronize(life: Life, message: CommandMessage): void {
  tryHeldSteps(life)
  if (isAtCa(currentPurchase(life.state))) return beginStep(life, 'read', message)
  settle(life, message.commandId, { state: 'done' })
}

function changePolicy(life: Life, message: CommandMessage<'changeRenewal'>): void {
  life.state.settingsAreStale = true
  note(life, 'order.renewal-policy-changed', message.actor, { ...message.arguments })
  settle(life, message.commandId, { state: 'done' })
}

function sendMail(life: Life, message: CommandMessage, template: MailName): void {
  note(life, 'mail.asked', message.actor, { template })
  mail(life, template, message.commandId)
  settle(life, message.commandId, { state: 'done' })
}

/** An admin has entered what a CA without an API issued. */
function takeCertificate(life: Life, message: CommandMessage<'addCertificate'>): void {
  const { serialNumber, paidUntil } = message.arguments
  note(life, 'certificate.entered', message.actor, { serialNumber })
  if (paidUntil !== null) extendTerm(life, paidUntil)
  addStep(life.state, 'fetch', message.commandId, Date.now())
}

/** Names that are billed as entered are paid first. */
async function takeConfiguration(life: Life, message: CommandMessage<'configure'>): Promise<void> {
  if (mustBePaidFirst(life.state, message)) return waitForPayment(life, message)
  dropUnpaid(life)
  return goToCa(life, message)
}

async function takeTold(life: Life, message: CommandMessage<'paymentReceived'>): Promise<void> {
  const { invoice } = message.arguments
  return invoice === undefined ? takeUnnamedPayment(life, message) : takePayment(life, message, invoice)
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
  } as const
  note(life, asked[step], message.actor, { caOrder: currentPurchase(life.state)?.caOrderId ?? null })
  addStep(life.state, step, message.commandId, Date.now())
}
