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

const PARTS = { records: lookForRecords, changes: seeChangedOrders, singles: lookAtSingleOrders } as const
type Part = keyof typeof PARTS

/**
 * Watches one CA account: the CA's list of changes, our own looks for pending proofs, and single orders that are due.
 * Each part has its own pace, so that slow look-ups of abandoned names never hold up what the CA says.
 */
export async function watchCa(deps: CaDeps, { caAccountId }: { caAccountId: string }): Promise<void> {
  const context = Context.current()
  const beat = setInterval(() => context.heartbeat(), HEARTBEAT_MS)
  const ended = AbortSignal.any([context.cancellationSignal, deps.stopping])
  const until = deps.clock().getTime() + WATCH_MS
  const watchPart = async (part: Part) => {
    while (deps.clock().getTime() < until && !ended.aborted) {
      await watchOnce(deps, caAccountId, part)
      await sleep(deps.watch.intervalMs, undefined, { signal: ended }).catch(() => undefined)
    }
  }
  try {
    await Promise.all([watchPart('records'), watchPart('changes'), watchPart('singles')])
  } finally {
    clearInterval(beat)
  }
}

/** One round of every part: what is seen is told to the orders concerned, and only a real difference is. */
export async function watchRound(deps: CaDeps, caAccountId: string): Promise<void> {
  await watchOnce(deps, caAccountId, 'records')
  await watchOnce(deps, caAccountId, 'changes')
  await watchOnce(deps, caAccountId, 'singles')
}

/** A part that fails is noted, and tried again in its next round. */
async function watchOnce(deps: CaDeps, caAccountId: string, part: Part): Promise<void> {
  try {
    await PARTS[part](deps, caAccountId)
  } catch (error) {
    const isAway = error instanceof CaUnavailable
    const code = isAway ? error.code : 'internal'
    deps.log.warn({ caAccountId, part, code, ...(isAway ? {} : { err: error }) }, 'watch failed')
    if (part !== 'records') await noteCaProblem(deps.db, caAccountId, code).catch(() => undefined)
  }
}
