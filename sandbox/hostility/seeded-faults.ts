import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Database } from '../core/database.ts'
import { FAULT_KINDS, type FaultKind, type MetFault } from './fault-kinds.ts'

/** Everything but `error`, which needs to be told what to say. */
const SEEDED_KINDS = FAULT_KINDS.filter((kind) => kind !== 'error')
/** `slow` answers between this share of `delayMs` and all of it. */
const LEAST_SHARE_OF_DELAY = 0.2
const NO_FAULT = 'none'

export const hostilityInput = z.strictObject({
  seed: z.number().int().min(0),
  /** Share of the calls that meet a fault. */
  rate: z.number().min(0).max(1),
  /** What they may meet; all kinds but `error` if not given. */
  kinds: z
    .array(z.enum(FAULT_KINDS).exclude(['error']))
    .min(1)
    .default(SEEDED_KINDS),
  /** How late `slow` answers at most. */
  delayMs: z.number().int().min(0).max(600_000).default(3_000),
  /** The operations concerned; all if not given. */
  operations: z.array(z.string().min(1).max(64)).min(1).optional(),
})
export type Hostility = z.infer<typeof hostilityInput>

/**
 * The fault that the n-th call (from 0) of an operation meets. The same seed gives every operation the same sequence,
 * however the calls of several operations fall together.
 */
export function faultOfCall(hostility: Hostility, operation: string, call: number): MetFault | undefined {
  const [whether, which, howLate] = numbersFor(`${hostility.seed}/${operation}/${call}`)
  if (whether >= hostility.rate) return undefined
  const kind = hostility.kinds[Math.floor(which * hostility.kinds.length)]
  if (kind === undefined) return undefined
  if (kind !== 'slow') return { kind }
  const share = LEAST_SHARE_OF_DELAY + (1 - LEAST_SHARE_OF_DELAY) * howLate
  return { kind, delayMs: Math.round(hostility.delayMs * share) }
}

/** Three numbers from 0 to below 1. */
function numbersFor(text: string): [number, number, number] {
  const digest = createHash('sha256').update(text).digest()
  const at = (index: number) => digest.readUInt32BE(index * 4) / 2 ** 32
  return [at(0), at(1), at(2)]
}

/** What the generator did since it was set. */
export interface HostilityCounts {
  calls: number
  injected: number
  byKind: Partial<Record<FaultKind, number>>
  byOperation: Record<string, { calls: number; injected: number }>
}

const hostilityRow = z
  .object({ settings: z.string() })
  .transform(({ settings }) => hostilityInput.parse(JSON.parse(settings)))

/** From now on calls meet what the seed has for them; counting begins anew. */
export function setHostility(database: Database, hostility: Hostility): void {
  database.transaction(() => {
    endHostility(database)
    database.run('INSERT INTO hostility (settings) VALUES (?)', JSON.stringify(hostility))
  })
}

export function endHostility(database: Database): void {
  database.run('DELETE FROM hostility')
  database.run('DELETE FROM hostility_calls')
}

export function currentHostility(database: Database): Hostility | undefined {
  return database.one(hostilityRow, 'SELECT settings FROM hostility')
}

const callsRow = z.object({ calls: z.number() })

/** The fault this call meets by seed; counted either way. */
export function drawFault(database: Database, operation: string): MetFault | undefined {
  const hostility = currentHostility(database)
  if (hostility === undefined) return undefined
  const count = 'SELECT coalesce(sum(calls), 0) AS calls FROM hostility_calls WHERE operation = ?'
  const call = database.one(callsRow, count, operation)?.calls ?? 0
  const isMeant = hostility.operations?.includes(operation) ?? true
  const fault = isMeant ? faultOfCall(hostility, operation, call) : undefined
  database.run(
    `INSERT INTO hostility_calls (operation, kind, calls) VALUES (?, ?, 1)
     ON CONFLICT (operation, kind) DO UPDATE SET calls = calls + 1`,
    operation,
    fault?.kind ?? NO_FAULT,
  )
  return fault
}

const countRow = z.object({
  operation: z.string(),
  kind: z.enum([...FAULT_KINDS, NO_FAULT]),
  calls: z.number(),
})

export function hostilityCounts(database: Database): HostilityCounts {
  const counts: HostilityCounts = { calls: 0, injected: 0, byKind: {}, byOperation: {} }
  for (const { operation, kind, calls } of database.all(countRow, 'SELECT * FROM hostility_calls')) {
    const injected = kind === NO_FAULT ? 0 : calls
    const ofOperation = counts.byOperation[operation] ?? { calls: 0, injected: 0 }
    counts.calls += calls
    counts.injected += injected
    counts.byOperation[operation] = {
      calls: ofOperation.calls + calls,
      injected: ofOperation.injected + injected,
    }
    if (kind !== NO_FAULT) counts.byKind[kind] = (counts.byKind[kind] ?? 0) + calls
  }
  return counts
}
