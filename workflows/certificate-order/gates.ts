import { configurationCommandId } from '../../domain/command.ts'
import { type Life, mail, moveTo, note } from './life.ts'

/** Lets an order through payment or acceptance. */
export function passGate(life: Life): void {
  moveTo(life, 'awaiting-configuration')
  openForConfiguration(life)
}

/** A configuration that came with the order waited with it at the gate; else the client is asked for one. */
export function openForConfiguration(life: Life): void {
  const { configurationId, commandId, actor } = life.start
  if (configurationId === null) return askForConfiguration(life)
  const message = { commandId: configurationCommandId(commandId), actor, arguments: { configurationId } }
  life.state.inbox.push({ kind: 'command', name: 'configure', message })
}

/** Tells the client that it is their move. The mail goes out once per order, however often this is said. */
export function askForConfiguration(life: Life): void {
  note(life, 'order.configuration-needed')
  mail(life, 'configuration-needed', 'first')
}
