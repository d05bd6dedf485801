import { ApplicationFailure, CancellationScope, condition, setHandler, uuid4 } from '@temporalio/workflow'
import { obstacleTo } from '../../domain/action-rules.ts'
import { type CommandOutcome, notPossible } from '../../domain/command.ts'
import {
  COMMAND_NAMES,
  COMMANDS,
  type CommandMessage,
  type CommandName,
  caChanged,
  orderQuery,
  recordVisible,
  renewalChanged,
} from '../contract.ts'
import { defineCommand } from './define-command.ts'
import { isEnteredLate } from './late-entry.ts'
import { isHandled, type Life } from './life.ts'
import { claimsToBeCommand, hasArguments, isCaChange, isCommand, isSighting } from './shapes.ts'
import type { InboxItem } from './state.ts'
import { factsOf, toView } from './view.ts'

/** Opens the order's ears. Handlers only put things into the inbox; the main loop takes them one at a time. */
export function listen(life: Life): void {
  setHandler(orderQuery, () => toView(life.state, life.start))
  setHandler(caChanged, (change) => {
    life.state.inbox.push(isCaChange(change) ? { kind: 'ca-changed', change } : ignored(caChanged.name))
  })
  setHandler(recordVisible, (seen) => {
    const { inbox } = life.state
    inbox.push(
      isSighting(seen) ? { kind: 'record-visible', caOrderId: seen.caOrderId } : ignored(recordVisible.name),
    )
  })
  setHandler(renewalChanged, () => void life.state.inbox.push({ kind: 'renewal-changed' }))
  for (const name of COMMAND_NAMES) listenFor(life, name)
  listenForCancellation(life)
}

/**
 * The Temporal UI has a button that cancels any workflow. By itself it would leave an order without its workflow, so it
 * is taken for what is meant by it.
 */
function listenForCancellation(life: Life): void {
  const takeIt = () =>
    void life.state.inbox.push({ kind: 'command', name: 'cancel', message: operatorMessage() })
  CancellationScope.current().cancelRequested.catch(takeIt)
}

function ignored(name: string): InboxItem {
  return { kind: 'ignored', name }
}

function listenFor(life: Life, name: CommandName): void {
  defineCommand(name, (message) => refuseIfImpossible(life, name, message), {
    onUpdate: (message) => takeUpdate(life, name, message),
    onSignal: (message) => takeSignal(life, name, message),
  })
}

/** Its shape, and state: may this be done now? A command that was taken in before may always come again. */
function refuseIfImpossible(life: Life, name: CommandName, message: CommandMessage): undefined {
  if (!isCommand(name, message)) throw ApplicationFailure.nonRetryable('no such command', 'invalid-input')
  if (isKnown(life, message.commandId)) return
  const blockedBy = obstacleTo(factsOf(life.state, life.start), COMMANDS[name].action)
  if (blockedBy === null || isEnteredLate(life, name, message)) return
  const { state } = life.state
  throw ApplicationFailure.nonRetryable('not possible now', 'not-possible-now', { state, blockedBy })
}

async function takeUpdate(life: Life, name: CommandName, message: CommandMessage): Promise<CommandOutcome> {
  if (!isKnown(life, message.commandId)) life.state.inbox.push({ kind: 'command', name, message })
  // A command settled in an earlier run has its answer in PostgreSQL; here only "kept" is still known.
  const isPending = isWaiting(life, message.commandId) || life.outcomes.has(message.commandId)
  if (!isPending) return { state: 'accepted' }
  await CancellationScope.nonCancellable(() =>
    condition(() => life.outcomes.has(message.commandId) || life.isClosed),
  )
  return life.outcomes.get(message.commandId) ?? notPossible({ kind: 'state', state: life.state.state })
}

function takeSignal(life: Life, name: CommandName, message: CommandMessage | undefined): void {
  if (isCommand(name, message)) {
    if (!isKnown(life, message.commandId)) life.state.inbox.push({ kind: 'command', name, message })
  } else if (COMMANDS[name].byOperator && isSpokenByOperator(name, message)) {
    life.state.inbox.push({ kind: 'command', name, message: operatorMessage(message) })
  } else {
    life.state.inbox.push(ignored(name))
  }
}

/** Most need no word besides their name; what a revocation is about must be said. */
function isSpokenByOperator(name: CommandName, message: unknown): boolean {
  return !claimsToBeCommand(message) && hasArguments(name, spoken(message))
}

function spoken(message: unknown): object {
  return typeof message === 'object' && message !== null ? { compromisedOn: null, ...message } : {}
}

function operatorMessage(message?: unknown): CommandMessage {
  const actor = { role: 'operator', id: null } as const
  return {
    commandId: `operator-${uuid4()}`,
    actor,
    arguments: spoken(message) as CommandMessage['arguments'],
  }
}

function isWaiting(life: Life, commandId: string): boolean {
  const inInbox = life.state.inbox.some(
    (item) => item.kind === 'command' && item.message.commandId === commandId,
  )
  const inStep = life.state.steps.some((step) => step.commandIds.includes(commandId))
  return inInbox || inStep || life.inHand.includes(commandId)
}

function isKnown(life: Life, commandId: string): boolean {
  return isWaiting(life, commandId) || isHandled(life.state, commandId)
}
