import type { RequestHandler } from 'express'
import { type Audience, callerOf, commandIdOf, pathPart } from '../caller.ts'
import type { WebContext } from '../context.ts'
import { answerNotice, runCommand } from './commands.ts'
import { orderPath } from './order-model.ts'

/** Commands of an order's later years that are one button, by the path that they are posted to. */
export const BUTTON_COMMANDS = {
  repeat: 'repeat',
  'configuration-email': 'sendConfigurationEmail',
  'cancellation-withdrawal': 'withdrawCancellation',
  suspend: 'suspend',
  resume: 'resume',
} as const
export type ButtonCommand = keyof typeof BUTTON_COMMANDS

/** A command that says all by its name. */
export function buttonCommand(
  { services }: WebContext,
  audience: Audience,
  command: ButtonCommand,
): RequestHandler {
  return async (request, response) => {
    const id = pathPart(request, 'id')
    await runCommand(request, response, orderPath(audience, id), async () => {
      const options = { commandId: commandIdOf(request) }
      const name = BUTTON_COMMANDS[command]
      const { status } = await services.life.wordless(callerOf(request), id, name, {}, options)
      return answerNotice(status, `notice.${command}`)
    })
  }
}
