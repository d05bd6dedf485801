import { patched } from '@temporalio/workflow'
import { configurationCommandId } from '../../domain/command.ts'
import { isHandled, type Life, mail, markHandled, moveTo, note, OVERTAKEN, settle } from './life.ts'

/**
 * Lets an order through payment or acceptance. What waited for the money of a second payment goes on by that; one that is
 * suspended is opened when it is resumed.
 */
export function passGate(life: Life): void {
  moveTo(life, 'awaiting-configuration')
  if (life.state.unpaid !== undefined) return
  if (life.state.suspended && patched('suspension-keeps-gate')) life.state.isHeldAtGate = true
  else openForConfiguration(life)
}

/** Opens what was let through its gate while it was suspended. */
export function openHeld(life: Life): void {
  if (life.state.isHeldAtGate !== true) return
  delete life.state.isHeldAtGate
  if (life.state.state === 'awaiting-configuration') openForConfiguration(life)
}

/** A configuration that came with the order waited with it at the gate; else the client is asked for one. */
export function openForConfiguration(life: Life): void {
  const { configurationId, commandId, actor, billedNames = 0 } = life.start
  const ownCommandId = configurationCommandId(commandId)
  if (configurationId === null || isHandled(life.state, ownCommandId)) return askForConfiguration(life)
  const message = {
    commandId: ownCommandId,
    actor,
    arguments: { configurationId, billedNames },
  }
  life.state.inbox.push({ kind: 'command', name: 'configure', message })
}

/** Tells the client that it is their move. The mail goes out once per order, however often this is said. */
export function askForConfiguration(life: Life): void {
  note(life, 'order.configuration-needed')
  mail(life, 'configuration-needed', 'first')
}

/** The configuration that waited at a gate with its order is not wanted any more once the order is over. */
export function dropWaitingConfiguration(life: Life): void {
  const commandId = configurationCommandId(life.start.commandId)
  if (life.start.configurationId === null || isHandled(life.state, commandId)) return
  markHandled(life.state, commandId)
  settle(life, commandId, OVERTAKEN)
}
