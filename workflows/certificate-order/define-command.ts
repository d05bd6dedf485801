import { setHandler } from '@temporalio/workflow'
import type { CommandOutcome } from '../../domain/command.ts'
import { type CommandMessage, type CommandName, commandSignal, commandUpdate } from '../contract.ts'

/** A check of state alone. It must be synchronous: a promise would be ignored and its rejection wedge the workflow. */
export type Validator = (message: CommandMessage) => undefined

export interface CommandHandlers {
  onUpdate: (message: CommandMessage) => Promise<CommandOutcome>
  onSignal: (message: CommandMessage | undefined) => void
}

/**
 * Registers the Update and the Signal of one command. The validator is a direct argument, so that the compiler refuses
 * an asynchronous one; inside an options object neither compiler nor linter would see it.
 */
export function defineCommand(name: CommandName, validator: Validator, handlers: CommandHandlers): void {
  setHandler(commandUpdate<CommandName>(name), handlers.onUpdate, {
    validator: (message) => {
      validator(message)
    },
  })
  setHandler(commandSignal<CommandName>(name), handlers.onSignal)
}
