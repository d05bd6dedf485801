import { setTimeout as sleep } from 'node:timers/promises'
import { Context } from '@temporalio/activity'
import { noteCaProblem } from '../../../store/queries/ca-accounts.ts'
import type { CaDeps } from '../deps.ts'
import { CaUnavailable } from '../errors.ts'
import { problemForAdmin } from '../problem-for-admin.ts'
import { seeChangedOrders } from './changed-orders.ts'
import { lookAtHeldOrders } from './held-looks.ts'
import { lookForRecords } from './record-looks.ts'
import { lookAtSingleOrders } from './single-looks.ts'

/** One activity watches this long; then its workflow begins the next, so that new code takes over in time. */
const WATCH_MS = 10 * 60_000
const HEARTBEAT_MS = 2_000
/** What a list named is looked at so soon; while nothing is due that costs one small query. */
const SINGLES_INTERVAL_MS = 1_000

const PARTS = {
  records: lookForRecords,
  held: lookAtHeldOrders,
  changes: seeChangedOrders,
  singles: lookAtSingleOrders,
} as const
type Part = keyof typeof PARTS
const PART_NAMES = Object.keys(PARTS) as Part[]
/** They ask the world, not the CA. */
const OWN_LOOKS: readonly Part[] = ['records', 'held']
type Outcome = 'more' | 'done' | 'failed'

/**
 * Watches one CA account: the CA's list of changes, our own looks for pending proofs and at records that hold orders up,
 * and single orders that are due.
 * Each part has its own pace, so that slow look-ups of abandoned names never hold up what the CA says.
 */
export async function watchCa(deps: CaDeps, { caAccountId }: { caAccountId: string }): Promise<void> {
  const context = Context.current()
  const beat = setInterval(() => context.heartbeat(), HEARTBEAT_MS)
  const ended = AbortSignal.any([context.cancellationSignal, deps.stopping])
  const until = deps.clock().getTime() + WATCH_MS
  const watchPart = async (part: Part) => {
    while (deps.clock().getTime() < until && !ended.aborted) {
      const startedMs = performance.now()
      const outcome = await watchOnce(deps, caAccountId, part)
      const restMs = restAfter(outcome, part, deps.watch.intervalMs) - (performance.now() - startedMs)
      if (restMs > 0) await sleep(restMs, undefined, { signal: ended }).catch(() => undefined)
    }
  }
  try {
    await Promise.all(PART_NAMES.map(watchPart))
  } finally {
    clearInterval(beat)
  }
}

/** From the beginning of one round to that of the next. */
function restAfter(outcome: Outcome, part: Part, intervalMs: number): number {
  if (outcome === 'more') return 0
  if (outcome === 'done' && part === 'singles') return Math.min(intervalMs, SINGLES_INTERVAL_MS)
  return intervalMs
}

/** One round of every part: what is seen is told to the orders concerned, and only a real difference is. */
export async function watchRound(deps: CaDeps, caAccountId: string): Promise<void> {
  for (const part of PART_NAMES) while ((await watchOnce(deps, caAccountId, part)) === 'more');
}

/** A part that fails is noted, and tried again in its next round. */
async function watchOnce(deps: CaDeps, caAccountId: string, part: Part): Promise<Outcome> {
  try {
    return (await PARTS[part](deps, caAccountId)) ? 'more' : 'done'
  } catch (error) {
    const code = codeOf(error)
    const isOurs = code === 'internal'
    deps.log.warn({ caAccountId, part, code, ...(isOurs ? { err: error } : {}) }, 'watch failed')
    if (!OWN_LOOKS.includes(part)) await noteCaProblem(deps.db, caAccountId, code).catch(() => undefined)
    return 'failed'
  }
}

function codeOf(error: unknown): string {
  return error instanceof CaUnavailable ? error.code : (problemForAdmin(error) ?? 'internal')
}
