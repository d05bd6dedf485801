import type { Role } from './actions.ts'
import type { FieldProblem } from './errors.ts'

/** Who asked. `id` is a token, admin or customer id, never a name. */
export interface Actor {
  role: Role | 'system'
  id: string | null
}

/** How a command ended: `accepted` means kept, and done by itself once the partner is back. */
export type CommandOutcome =
  | { state: 'done' | 'accepted' }
  | { state: 'refused'; code: 'not-possible-now' | 'ca-refused'; problems: FieldProblem[] }
