import type { CaOrderRow } from '../../../store/entities/ca-order.ts'
import {
  closeCaOrder,
  dueSingleLooks,
  noteCaState,
  scheduleNextLook,
} from '../../../store/queries/ca-orders.ts'
import { certificateStatuses } from '../../../store/queries/certificates.ts'
import { caChangeOf } from '../ca-change.ts'
import type { CaDeps } from '../deps.ts'
import { type CaAwayCode, CaRefusal, CaUnavailable } from '../errors.ts'
import type { CaOrderDetail } from '../port.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
/** After a look that found nothing new the next one is this far away. */
const GROWING_MS = [
  15_000,
  MINUTE_MS,
  5 * MINUTE_MS,
  15 * MINUTE_MS,
  60 * MINUTE_MS,
  6 * 60 * MINUTE_MS,
  DAY_MS,
]
/** In one round; the rest is still due in the next, seconds later. */
const LOOKS_A_ROUND = 25

/** How long to leave an order alone after its n-th look in a row without news. An issued one is asked once a day. */
export function nextLookDelayMs(looks: number, status: string): number {
  if (status === 'ENROLLED') return DAY_MS
  return GROWING_MS[Math.min(looks, GROWING_MS.length - 1)] ?? DAY_MS
}

/** Looks at the orders whose turn it is: single names and revocations are in no list of the CA's. */
export async function lookAtSingleOrders(deps: CaDeps, caAccountId: string): Promise<void> {
  const due = await dueSingleLooks(deps.db, caAccountId, deps.clock(), LOOKS_A_ROUND)
  for (const row of due) await lookOrPutOff(deps, row)
}

/** Failures that may be about the one order that was asked for; after any other the CA need not be asked for more. */
const ABOUT_ONE_ORDER: readonly CaAwayCode[] = ['fault', 'unexpected-answer']

/** An order that cannot be read, or not be told, is put off, so that it is in nobody's way. A CA that is away ends the round. */
export async function lookOrPutOff(deps: CaDeps, row: CaOrderRow): Promise<void> {
  try {
    await lookAtOrder(deps, row)
  } catch (error) {
    if (error instanceof CaUnavailable && !ABOUT_ONE_ORDER.includes(error.code)) throw error
    deps.log.warn({ caOrderId: row.caOrderId, err: error }, 'an order could not be read at the CA')
    await putOff(deps, row, error instanceof CaRefusal)
  }
}

/** What the CA refuses may stay so, and is asked for ever less often; what failed otherwise may be news, and comes soon. */
async function putOff(deps: CaDeps, row: CaOrderRow, isRefused: boolean): Promise<void> {
  const looks = isRefused ? row.looks + 1 : row.looks
  const delayMs = isRefused ? nextLookDelayMs(looks, row.status) : MINUTE_MS
  await scheduleNextLook(deps.db, row.id, new Date(deps.clock().getTime() + delayMs), looks)
}

/** Reads one order at the CA and tells its workflow if anything differs. Told first, kept after: nothing is lost. */
export async function lookAtOrder(deps: CaDeps, row: CaOrderRow): Promise<void> {
  const port = await deps.portOf(row.caAccountId)
  const detail = await port.readOrder(row.caOrderId)
  const isNews = await differs(deps, row, detail)
  const isHeard =
    !isNews || row.orderId === null || (await deps.signals.caChanged(row.orderId, caChangeOf(detail)))
  await noteCaState(deps.db, row.id, detail, deps.clock())
  if (!isHeard) return closeCaOrder(deps.db, row.id, deps.clock())
  const looks = isNews ? 0 : row.looks + 1
  await scheduleNextLook(
    deps.db,
    row.id,
    new Date(deps.clock().getTime() + nextLookDelayMs(looks, detail.status)),
    looks,
  )
}

async function differs(deps: CaDeps, row: CaOrderRow, detail: CaOrderDetail): Promise<boolean> {
  if (row.status !== detail.status) return true
  const states = new Map(row.names.map(({ name, state }) => [name, state]))
  if (detail.names.some(({ name, state }) => states.get(name) !== state)) return true
  if (detail.certificates.length === 0 || row.orderId === null) return false
  const known = await certificateStatuses(deps.db, row.orderId)
  return detail.certificates.some(({ serialNumber, status }) => {
    const before = known.get(serialNumber)
    return before !== undefined && before !== 'EXPIRED' && before !== status
  })
}
