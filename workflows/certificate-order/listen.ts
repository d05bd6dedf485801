import { ApplicationFailure, condition, setHandler, uuid4 } from '@temporalio/workflow'
import { isPossible } from '../../domain/actions.ts'
import type { CommandOutcome } from '../../domain/command.ts'
import {
  COMMAND_NAMES,
  COMMANDS,
  type CommandMessage,
  type CommandName,
  caChanged,
  orderQuery,
  recordVisible,
} from '../contract.ts'
import { defineCommand } from './define-command.ts'
import { isHandled, type Life } from './life.ts'
import { factsOf, toView } from './state.ts'

/** Opens the order's ears. Handlers only put things into the inbox; the main loop takes them one at a time. */
export function listen(life: Life): void {
  setHandler(orderQuery, () => toView(life.state, life.start))
  setHandler(caChanged, (change) => void life.state.inbox.push({ kind: 'ca-changed', change }))
  setHandler(
    recordVisible,
    ({ caOrderId }) => void life.state.inbox.push({ kind: 'record-visible', caOrderId }),
  )
  for (const name of COMMAND_NAMES) listenFor(life, name)
}

function listenFor(life: Life, name: CommandName): void {
  defineCommand(name, (message) => refuseIfImpossible(life, name, message), {
    onUpdate: (message) => takeUpdate(life, name, message),
    onSignal: (message) => takeSignal(life, name, message),
  })
}

/** State only: may this be done now? A command that was taken in before may always come again. */
function refuseIfImpossible(life: Life, name: CommandName, message: CommandMessage): undefined {
  if (isKnown(life, message.commandId)) return
  if (isPossible(factsOf(life.state, life.start), COMMANDS[name].action)) return
  throw ApplicationFailure.nonRetryable('not possible now', 'not-possible-now', { state: life.state.state })
}

async function takeUpdate(life: Life, name: CommandName, message: CommandMessage): Promise<CommandOutcome> {
  if (!isKnown(life, message.commandId)) life.state.inbox.push({ kind: 'command', name, message })
  // A command settled in an earlier run has its answer in PostgreSQL; here only "kept" is still known.
  const isPending = isWaiting(life, message.commandId) || life.outcomes.has(message.commandId)
  if (!isPending) return { state: 'accepted' }
  await condition(() => life.outcomes.has(message.commandId) || life.isClosed)
  return life.outcomes.get(message.commandId) ?? { state: 'refused', code: 'not-possible-now', problems: [] }
}

function takeSignal(life: Life, name: CommandName, message: CommandMessage | undefined): void {
  if (isMessage(message)) {
    if (!isKnown(life, message.commandId)) life.state.inbox.push({ kind: 'command', name, message })
  } else if (COMMANDS[name].byOperator) {
    const byOperator: CommandMessage = {
      commandId: `operator-${uuid4()}`,
      actor: { role: 'operator', id: null },
      arguments: {},
    }
    life.state.inbox.push({ kind: 'command', name, message: byOperator })
  } else {
    life.state.inbox.push({ kind: 'ignored', name })
  }
}

/** An operator may send anything with a signal, so its shape is looked at before it is believed. */
function isMessage(message: CommandMessage | undefined): message is CommandMessage {
  return typeof message === 'object' && message !== null && typeof message.commandId === 'string'
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
