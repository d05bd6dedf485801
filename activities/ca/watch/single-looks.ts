import type { CaOrderRow } from '../../../store/entities/ca-order.ts'
import {
  closeCaOrder,
  dueSingleLooks,
  noteCaState,
  scheduleNextLook,
} from '../../../store/queries/ca-orders.ts'
import { caChangeOf } from '../ca-change.ts'
import { explainFailedCheck } from '../control.ts'
import type { CaDeps } from '../deps.ts'
import { type CaAwayCode, CaRefusal, CaUnavailable } from '../errors.ts'
import { askForMissingCode } from '../missing-code.ts'
import { aboutOrder } from '../order-context.ts'
import { differsFromKept } from './differs.ts'
import { nextLookDelayMs, refusedLookDelayMs } from './look-pace.ts'

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS
/**
 * Looks at once, which is also the most places that a watcher takes in the queue of an account's calls: a person's
 * command never stands far behind it.
 */
const LOOKS_AT_ONCE = 6
/** Soon, and not at once: the CA may be away for long. */
const CA_AWAY_DELAY_MS = 15 * SECOND_MS
/** A failing order is in nobody's way so far apart; its news must still come within minutes. */
const LONGEST_FAILING_DELAY_MS = 15 * MINUTE_MS
/** So often in a row it is chance rather than the order, and its news comes within the minute all the same. */
const FAILURES_BY_CHANCE = 3

/** Failures that may be about the one order that was asked for; any other is about the CA as a whole. */
const ABOUT_ONE_ORDER: readonly CaAwayCode[] = ['fault', 'unexpected-answer', 'timeout']

/**
 * Looks at the orders whose turn it is: what a list named, and what no list tells (documents, mailboxes, revocations).
 * @returns whether more are due
 * @throws {CaUnavailable} where the CA is away; every order has been put off by then
 */
export async function lookAtSingleOrders(deps: CaDeps, caAccountId: string): Promise<boolean> {
  const due = await dueSingleLooks(deps.db, caAccountId, deps.clock(), LOOKS_AT_ONCE)
  const failures = await Promise.all(due.map((row) => lookOrPutOff(deps, row)))
  const away = failures.filter((failure) => failure !== null)
  const isAway = away.length === due.length && (away.length > 1 || !away.every(isAboutOneOrder))
  if (isAway && away[0] !== undefined) throw away[0]
  return due.length === LOOKS_AT_ONCE
}

/** An order that cannot be read, or not be told, is put off, so that it is in nobody's way. */
async function lookOrPutOff(deps: CaDeps, row: CaOrderRow): Promise<CaUnavailable | null> {
  try {
    await aboutOrder(row.orderId, () => lookAtOrder(deps, row))
    return null
  } catch (error) {
    deps.log.warn({ caOrderId: row.caOrderId, err: error }, 'an order could not be read at the CA')
    await putOff(deps, row, error)
    return error instanceof CaUnavailable ? error : null
  }
}

function isAboutOneOrder({ code }: CaUnavailable): boolean {
  return ABOUT_ONE_ORDER.includes(code)
}

/** What is about this order may stay so, and is asked for ever less often; anything else passes, and the news comes soon. */
async function putOff(deps: CaDeps, row: CaOrderRow, error: unknown): Promise<void> {
  const isItsFault = error instanceof CaRefusal || (error instanceof CaUnavailable && isAboutOneOrder(error))
  const looks = isItsFault ? row.looks + 1 : row.looks
  const at = new Date(deps.clock().getTime() + delayAfter(error, looks))
  await scheduleNextLook(deps.db, row, at, looks)
}

function delayAfter(error: unknown, looks: number): number {
  if (error instanceof CaRefusal) return refusedLookDelayMs(looks)
  if (!(error instanceof CaUnavailable)) return MINUTE_MS
  if (!isAboutOneOrder(error) || looks <= FAILURES_BY_CHANCE) return CA_AWAY_DELAY_MS
  return Math.min(MINUTE_MS * 2 ** (looks - FAILURES_BY_CHANCE - 1), LONGEST_FAILING_DELAY_MS)
}

/** Reads one order at the CA and tells its workflow if anything differs. Told first, kept after: nothing is lost. */
async function lookAtOrder(deps: CaDeps, row: CaOrderRow): Promise<void> {
  const port = await deps.portOf(row.caAccountId)
  const detail = await port.readOrder(row.caOrderId)
  const isNews = await differsFromKept(deps.db, row, detail)
  if (isNews) await explainFailedCheck(deps, row, detail)
  const isHeard = !isNews || (await deps.signals.caChanged(row.orderId, caChangeOf(detail)))
  const now = deps.clock()
  await noteCaState(deps.db, row.id, detail, now)
  if (!isHeard) return closeCaOrder(deps.db, row.id, now)
  const looks = isNews ? 0 : row.looks + 1
  const isCodeAwaited = (await askForMissingCode(deps, port, row, detail)) === 'later'
  const delayMs = isCodeAwaited ? refusedLookDelayMs(looks + 1) : nextLookDelayMs(looks, row, detail)
  await scheduleNextLook(deps.db, row, delayMs === null ? null : new Date(now.getTime() + delayMs), looks)
}
