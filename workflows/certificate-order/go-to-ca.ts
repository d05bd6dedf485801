import type { CommandMessage } from '../contract.ts'
import type { Life } from './life.ts'
import { beginOrdering } from './ordering.ts'
import { askToReplace } from './replacing.ts'

/** The first configuration orders at the CA, a later one repairs. */
export async function goToCa(life: Life, message: CommandMessage<'configure'>): Promise<void> {
  if (life.state.state === 'verifying') return askToReplace(life, message)
  return beginOrdering(life, message)
}
