import { caCursor, setCaCursor } from '../../../store/queries/ca-accounts.ts'
import {
  forgetOldUnmatched,
  matchUnmatched,
  noteListed,
  rememberUnmatched,
} from '../../../store/queries/ca-orders.ts'
import type { CaDeps } from '../deps.ts'
import type { ChangedOrder } from '../port.ts'

const DAY_MS = 24 * 3_600_000
/** Changes near the cursor are asked for again: what the CA lists a little late is not missed. */
const OVERLAP_MS = 60_000
/** After days of absence the CA is asked day by day, and what is seen of one need not be asked for again. */
const WINDOW_MS = DAY_MS
/** The end of the last window lies ahead of the CA's clock, wherever that stands. */
const AHEAD_MS = DAY_MS
/** A CA that never said its time yet: the orders placed since then cannot be older. */
const FIRST_WINDOW_MS = DAY_MS

/**
 * Asks for all that changed since the last round. Nobody is told here: what differs from what we know is due for a look
 * of its own from now on, and that look tells. So every difference has one teller.
 */
export async function seeChangedOrders(deps: CaDeps, caAccountId: string): Promise<boolean> {
  const cursor = await caCursor(deps.db, caAccountId)
  const nowMs = deps.clock().getTime()
  let fromMs = (cursor === null ? nowMs - FIRST_WINDOW_MS : Date.parse(cursor)) - OVERLAP_MS
  for (; fromMs + WINDOW_MS + OVERLAP_MS < nowMs && !deps.stopping.aborted; fromMs += WINDOW_MS)
    await seeWindow(deps, caAccountId, fromMs, fromMs + WINDOW_MS)
  if (!deps.stopping.aborted) await seeWindow(deps, caAccountId, fromMs, nowMs + AHEAD_MS)
  await forgetOldUnmatched(deps.db, caAccountId, deps.clock())
  return false
}

async function seeWindow(deps: CaDeps, caAccountId: string, fromMs: number, toMs: number): Promise<void> {
  const port = await deps.portOf(caAccountId)
  const { orders, caTime } = await port.changedOrders(
    new Date(fromMs).toISOString(),
    new Date(toMs).toISOString(),
  )
  const now = deps.clock()
  await note(deps, caAccountId, orders, now)
  // Without the CA's clock nobody knows how much of the window has passed there.
  if (caTime === null) return
  const seenMs = Math.min(Date.parse(caTime), toMs)
  await setCaCursor(deps.db, caAccountId, new Date(seenMs).toISOString(), now)
}

async function note(
  deps: CaDeps,
  caAccountId: string,
  orders: readonly ChangedOrder[],
  now: Date,
): Promise<void> {
  const unknown = new Set(await noteListed(deps.db, caAccountId, orders, now))
  for (const { caOrderId, status } of orders)
    if (unknown.has(caOrderId)) await rememberUnmatched(deps.db, caAccountId, caOrderId, status, now)
  await matchUnmatched(deps.db, caAccountId, now)
}
