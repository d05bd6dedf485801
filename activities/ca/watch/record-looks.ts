import type { CaOrderRow } from '../../../store/entities/ca-order.ts'
import { closeCaOrder, dueRecordLooks, noteRecordLook } from '../../../store/queries/ca-orders.ts'
import type { LookResult } from '../../preflight/control-look.ts'
import { instructionsOf } from '../control.ts'
import type { CaDeps } from '../deps.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const LOOKS_A_ROUND = 200
const LOOKS_AT_ONCE = 20

/**
 * When to look for a record again: every few seconds in the first hour after its code was made, then at a twentieth of
 * its age, up to an hour. Once seen, the CA has been told and gets minutes, not seconds, before it is told again.
 */
export function nextRecordLookMs(ageMs: number, isSeen: boolean, intervalMs: number): number {
  if (isSeen) return Math.min(Math.max(2 * MINUTE_MS, ageMs / 2), HOUR_MS)
  if (ageMs < HOUR_MS) return intervalMs
  return Math.min(Math.max(intervalMs, ageMs / 20), HOUR_MS)
}

/** Looks for every proof that is due. The CA checks only when it is told to, so somebody must see the record. */
export async function lookForRecords(deps: CaDeps, caAccountId: string): Promise<void> {
  const due = await dueRecordLooks(deps.db, caAccountId, deps.clock(), LOOKS_A_ROUND)
  for (let from = 0; from < due.length; from += LOOKS_AT_ONCE) {
    await Promise.all(due.slice(from, from + LOOKS_AT_ONCE).map((row) => lookOrLeave(deps, row)))
  }
}

/** An order that cannot be told is in nobody's way: its look is taken over a minute later. */
async function lookOrLeave(deps: CaDeps, row: CaOrderRow): Promise<void> {
  try {
    await lookForRecord(deps, row)
  } catch (error) {
    deps.log.warn({ caOrderId: row.caOrderId, err: error }, 'an order could not be told of its record')
  }
}

async function lookForRecord(deps: CaDeps, row: CaOrderRow): Promise<void> {
  const results = await lookAtNames(deps, row)
  const isSeen = isWorthTelling(row, results)
  const isHeard =
    !isSeen || row.orderId === null || (await deps.signals.recordVisible(row.orderId, row.caOrderId))
  if (!isHeard) return closeCaOrder(deps.db, row.id, deps.clock())
  const now = deps.clock()
  const ageMs = now.getTime() - (row.controlSetAt ?? row.placedAt).getTime()
  const nextAt = new Date(now.getTime() + nextRecordLookMs(ageMs, isSeen, deps.watch.recordIntervalMs))
  await noteRecordLook(deps.db, row.id, {
    seenAt: isSeen ? now : null,
    nextAt,
    problems: problemsOf(results),
  })
}

/** One look for each distinct place, for the names that are still to be proven. */
async function lookAtNames(deps: CaDeps, row: CaOrderRow): Promise<Map<string, LookResult>> {
  const proven = new Set(row.names.filter(({ state }) => state === 'VERIFIED').map(({ name }) => name))
  const open = instructionsOf(row).filter(({ name }) => !proven.has(name))
  const found = await Promise.all(
    open.map(async (instruction) => [instruction.name, await deps.look.look(instruction)] as const),
  )
  return new Map(found)
}

/** The CA checks all names of an order at once: it is told when everything is there, or at least something new. */
function isWorthTelling(row: CaOrderRow, results: ReadonlyMap<string, LookResult>): boolean {
  const visible = [...results.values()].filter((result) => result === 'visible').length
  if (visible === 0) return false
  return visible === results.size || row.recordSeenAt === null
}

/** What our look found instead of the proof, by name; `null` where it is there. */
function problemsOf(results: ReadonlyMap<string, LookResult>): Record<string, string | null> {
  return Object.fromEntries(
    [...results].map(([name, result]) => [name, result === 'visible' ? null : `record-${result}`]),
  )
}
