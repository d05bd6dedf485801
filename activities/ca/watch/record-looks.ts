import type { ControlInstruction } from '../../../domain/control-instructions.ts'
import type { CaOrderRow } from '../../../store/entities/ca-order.ts'
import {
  closeCaOrder,
  dueRecordLooks,
  noteRecordLook,
  postponeRecordLooks,
} from '../../../store/queries/ca-orders.ts'
import type { LookResult } from '../../preflight/control-look.ts'
import { instructionsOf } from '../control.ts'
import type { CaDeps } from '../deps.ts'
import { atOnce } from './at-once.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
/** Orders in one round; if there are more, the next round follows at once. */
const ORDERS_A_ROUND = 250
/** Names looked at together: those that nobody answers for must not hold up the others. */
const NAMES_AT_ONCE = 250
/** Orders told together. */
const TOLD_AT_ONCE = 10

/**
 * When to look for a record again: every few seconds in the first hour after its code was made, then at a twentieth of
 * its age, up to an hour. Once seen, the CA has been told and gets minutes, not seconds, before it is told again.
 */
export function nextRecordLookMs(ageMs: number, isSeen: boolean, intervalMs: number): number {
  if (isSeen) return Math.min(Math.max(2 * MINUTE_MS, ageMs / 2), HOUR_MS)
  if (ageMs < HOUR_MS) return intervalMs
  return Math.min(Math.max(intervalMs, ageMs / 20), HOUR_MS)
}

/** A CA may follow a redirect where we do not: it is asked, too. */
const TELLING: readonly LookResult[] = ['visible', 'redirected']

/** What was found for one order, by name. */
interface Seen {
  row: CaOrderRow
  results: ReadonlyMap<string, LookResult>
}

/**
 * Looks for proofs that are due. The CA checks only when it is told to, so somebody must see the record.
 * @returns whether more are due
 */
export async function lookForRecords(deps: CaDeps, caAccountId: string): Promise<boolean> {
  const due = await dueRecordLooks(deps.db, caAccountId, deps.clock(), ORDERS_A_ROUND)
  if (due.length === 0) return false
  const seen = await lookAtNames(deps, due)
  const isNews = ({ row, results }: Seen) => isWorthTelling(row, results) || saysOtherwise(row, results)
  const quiet = seen.filter((each) => !isNews(each)).map(({ row }) => row)
  await postponeRecordLooks(
    deps.db,
    quiet.map((row) => ({ id: row.id, nextAt: nextLookAt(deps, row, false) })),
  )
  await atOnce(seen.filter(isNews), TOLD_AT_ONCE, (each) => followOrLeave(deps, each))
  return due.length === ORDERS_A_ROUND
}

/** One look for each name that is still to be proven. */
async function lookAtNames(deps: CaDeps, rows: readonly CaOrderRow[]): Promise<Seen[]> {
  const seen = rows.map((row) => ({ row, results: new Map<string, LookResult>() }))
  const places = seen.flatMap(({ row, results }) =>
    openInstructions(row).map((instruction) => ({ instruction, results })),
  )
  await atOnce(places, NAMES_AT_ONCE, async ({ instruction, results }) => {
    results.set(instruction.name, await deps.look.look(instruction))
  })
  return seen
}

function openInstructions(row: CaOrderRow): ControlInstruction[] {
  const proven = new Set(row.names.filter(({ state }) => state === 'VERIFIED').map(({ name }) => name))
  return instructionsOf(row).filter(({ name }) => !proven.has(name))
}

/** The CA checks all names of an order at once: it is told when everything is there, or at least something new. */
function isWorthTelling(row: CaOrderRow, results: ReadonlyMap<string, LookResult>): boolean {
  const visible = [...results.values()].filter((result) => TELLING.includes(result)).length
  if (visible === 0) return false
  return visible === results.size || row.recordSeenAt === null
}

/** Whether the last look had found something else. Most looks find what the one before found, and are not written down. */
function saysOtherwise(row: CaOrderRow, results: ReadonlyMap<string, LookResult>): boolean {
  const known = new Map(row.names.map(({ name, problem = null }) => [name, problem]))
  return Object.entries(problemsOf(results)).some(([name, problem]) => known.get(name) !== problem)
}

/** An order that cannot be told is in nobody's way: its look is taken over a minute later. */
async function followOrLeave(deps: CaDeps, seen: Seen): Promise<void> {
  try {
    await follow(deps, seen)
  } catch (error) {
    deps.log.warn({ caOrderId: seen.row.caOrderId, err: error }, 'an order could not be told of its record')
  }
}

async function follow(deps: CaDeps, { row, results }: Seen): Promise<void> {
  const isSeen = isWorthTelling(row, results)
  const isHeard = !isSeen || (await deps.signals.recordVisible(row.orderId, row.caOrderId))
  if (!isHeard) return closeCaOrder(deps.db, row.id, deps.clock())
  await noteRecordLook(deps.db, row.id, {
    seenAt: isSeen ? deps.clock() : null,
    nextAt: nextLookAt(deps, row, isSeen),
    problems: problemsOf(results),
  })
}

function nextLookAt(deps: CaDeps, row: CaOrderRow, isSeen: boolean): Date {
  const nowMs = deps.clock().getTime()
  const ageMs = nowMs - (row.controlSetAt ?? row.placedAt).getTime()
  return new Date(nowMs + nextRecordLookMs(ageMs, isSeen, deps.watch.recordIntervalMs))
}

/** What our look found instead of the proof, by name; `null` where it is there. */
function problemsOf(results: ReadonlyMap<string, LookResult>): Record<string, string | null> {
  return Object.fromEntries(
    [...results].map(([name, result]) => [name, result === 'visible' ? null : `record-${result}`]),
  )
}
