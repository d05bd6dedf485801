import type { Role } from './actions.ts'
import type { FieldProblem } from './errors.ts'
import type { Obstacle } from './obstacle.ts'

/** Who asked. `id` is a token, admin or customer id, never a name. */
export interface Actor {
  role: Role | 'system'
  id: string | null
}

const ALONG = '-configuration'

/** The id of the command by which a configuration that came with its order is carried out. */
export function configurationCommandId(createCommandId: string): string {
  return createCommandId + ALONG
}

/** The request's own id in a command's id. */
export function requestIdOf(commandId: string): string {
  return commandId.endsWith(ALONG) ? commandId.slice(0, -ALONG.length) : commandId
}

/** How a command ended: `accepted` means kept, and done by itself once the partner is back. */
export type CommandOutcome =
  | { state: 'done' | 'accepted' }
  | {
      state: 'refused'
      code: 'not-possible-now' | 'ca-refused'
      problems: FieldProblem[]
      /** Of what was not possible: what stood in the way. Missing in answers of an earlier release. */
      blockedBy?: Obstacle | undefined
    }

/** The answer to what is not possible, and never was begun. */
export function notPossible(blockedBy: Obstacle): CommandOutcome {
  return { state: 'refused', code: 'not-possible-now', problems: [], blockedBy }
}
