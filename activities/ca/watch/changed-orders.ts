import { caCursor, setCaCursor } from '../../../store/queries/ca-accounts.ts'
import { caOrdersByIds, forgetOldUnmatched, rememberUnmatched } from '../../../store/queries/ca-orders.ts'
import type { CaDeps } from '../deps.ts'
import type { ChangedOrder } from '../port.ts'
import { lookOrPutOff } from './single-looks.ts'

/** Changes near the cursor are asked for again: what the CA lists a little late is not missed. */
const OVERLAP_MS = 60_000
/** The end of the window lies ahead of the CA's clock, wherever that stands. */
const AHEAD_MS = 24 * 3_600_000
/** A CA that never said its time yet: the orders placed since then cannot be older. */
const FIRST_WINDOW_MS = 24 * 3_600_000

/** Asks for all that changed since the last round, and looks closer at what differs from what we know. */
export async function seeChangedOrders(deps: CaDeps, caAccountId: string): Promise<void> {
  const port = await deps.portOf(caAccountId)
  const now = deps.clock()
  const cursor = await caCursor(deps.db, caAccountId)
  const since = new Date(
    (cursor === null ? now.getTime() - FIRST_WINDOW_MS : Date.parse(cursor)) - OVERLAP_MS,
  )
  const changed = await port.changedOrders(
    since.toISOString(),
    new Date(now.getTime() + AHEAD_MS).toISOString(),
  )
  await follow(deps, caAccountId, changed.orders)
  if (changed.caTime !== null) await setCaCursor(deps.db, caAccountId, changed.caTime, now)
}

async function follow(deps: CaDeps, caAccountId: string, changes: readonly ChangedOrder[]): Promise<void> {
  if (changes.length === 0) return
  const known = await caOrdersByIds(
    deps.db,
    caAccountId,
    changes.map((change) => change.caOrderId),
  )
  for (const change of changes) {
    const row = known.get(change.caOrderId)
    if (row === undefined)
      await rememberUnmatched(deps.db, caAccountId, change.caOrderId, change.status, deps.clock())
    else if (row.status !== change.status && row.closedAt === null) await lookOrPutOff(deps, row)
  }
  await forgetOldUnmatched(deps.db, caAccountId, deps.clock())
}
