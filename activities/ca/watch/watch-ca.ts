import { setTimeout as sleep } from 'node:timers/promises'
import { Context } from '@temporalio/activity'
import { noteCaProblem } from '../../../store/queries/ca-accounts.ts'
import type { CaDeps } from '../deps.ts'
import { CaUnavailable } from '../errors.ts'
import { seeChangedOrders } from './changed-orders.ts'
import { lookForRecords } from './record-looks.ts'
import { lookAtSingleOrders } from './single-looks.ts'

/** One activity watches this long; then its workflow begins the next, so that new code takes over in time. */
const WATCH_MS = 10 * 60_000
const HEARTBEAT_MS = 2_000

/**
 * Watches one CA account: the CA's list of changes, our own looks for pending proofs, and single orders that are due.
 * A part that fails is tried again in the next round; the others go on.
 */
export async function watchCa(deps: CaDeps, { caAccountId }: { caAccountId: string }): Promise<void> {
  const context = Context.current()
  const beat = setInterval(() => context.heartbeat(), HEARTBEAT_MS)
  const until = deps.clock().getTime() + WATCH_MS
  const ended = AbortSignal.any([context.cancellationSignal, deps.stopping])
  try {
    while (deps.clock().getTime() < until && !ended.aborted) {
      await watchRound(deps, caAccountId)
      await sleep(deps.watch.intervalMs, undefined, { signal: ended }).catch(() => undefined)
    }
  } finally {
    clearInterval(beat)
  }
}

/** One round: what is seen is told to the orders concerned, and only a real difference is. */
export async function watchRound(deps: CaDeps, caAccountId: string): Promise<void> {
  await guarded(deps, caAccountId, 'records', () => lookForRecords(deps, caAccountId))
  await guarded(deps, caAccountId, 'changes', () => seeChangedOrders(deps, caAccountId))
  await guarded(deps, caAccountId, 'singles', () => lookAtSingleOrders(deps, caAccountId))
}

async function guarded(
  deps: CaDeps,
  caAccountId: string,
  part: string,
  run: () => Promise<void>,
): Promise<void> {
  try {
    await run()
  } catch (error) {
    const code = error instanceof CaUnavailable ? error.code : 'internal'
    deps.log.warn(
      { caAccountId, part, code, err: error instanceof CaUnavailable ? undefined : error },
      'watch failed',
    )
    if (error instanceof CaUnavailable) await noteCaProblem(deps.db, caAccountId, code).catch(() => undefined)
  }
}
