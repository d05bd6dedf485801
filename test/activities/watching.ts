import { watchRound } from '../../activities/ca/watch/watch-ca.ts'
import { listCaAccounts } from '../../store/queries/ca-accounts.ts'
import type { World } from './deps.ts'

/** One round of a watch. */
export async function round(world: World): Promise<void> {
  await watchRound(world.deps, world.caAccountId)
}

/** Why the CA could not be asked last, as the account's row says; null where it answered since. */
export async function problemOf(world: World): Promise<string | null | undefined> {
  return (await listCaAccounts(world.here.db)).find(({ id }) => id === world.caAccountId)?.lastProblem
}

/** How far the orders were told they are, in the order of the telling. */
export function statusesTold(world: World): string[] {
  return world.told.changes.map(({ change }) => change.status)
}
