import { z } from 'zod'
import type { Database } from '../core/database.ts'
import { FAULT_KINDS } from '../hostility/fault-kinds.ts'

/** The word for "whatever operation is called next". */
const ANY_OPERATION = '*'

export const faultInput = z.object({
  operation: z.string().min(1).max(64),
  kind: z.enum(FAULT_KINDS),
  /** The CA's error number for `error`; without one the answer fails and names no error. */
  code: z.number().int().positive().optional(),
  /** How late `slow` answers; the sandbox's own choice if not given. */
  delayMs: z.number().int().min(0).max(600_000).optional(),
  /** How many calls it spoils; 0 takes the fault away. */
  times: z.number().int().min(0).max(1_000_000),
})
export type Fault = z.infer<typeof faultInput>

const faultRow = z
  .object({
    operation: z.string(),
    kind: z.enum(FAULT_KINDS),
    code: z.number().nullable(),
    delayMs: z.number().nullable(),
    times: z.number(),
  })
  .transform(
    ({ code, delayMs, ...fault }): Fault => ({
      ...fault,
      ...(code === null ? {} : { code }),
      ...(delayMs === null ? {} : { delayMs }),
    }),
  )

/** Arms a fault in place of what the operation had before. */
export function putFault(database: Database, fault: Fault): void {
  database.run('DELETE FROM faults WHERE operation = ?', fault.operation)
  if (fault.times === 0) return
  database.run(
    'INSERT INTO faults (operation, kind, code, delayMs, times) VALUES (?, ?, ?, ?, ?)',
    fault.operation,
    fault.kind,
    fault.code ?? null,
    fault.delayMs ?? null,
    fault.times,
  )
}

export function listFaults(database: Database): Fault[] {
  return database.all(faultRow, 'SELECT * FROM faults ORDER BY operation')
}

/** The fault this call meets, used up by one; the operation's own goes before one for any. */
export function takeFault(database: Database, operation: string): Fault | undefined {
  const fault = database.one(
    faultRow,
    'SELECT * FROM faults WHERE operation IN (?, ?) ORDER BY operation = ? LIMIT 1',
    operation,
    ANY_OPERATION,
    ANY_OPERATION,
  )
  if (fault !== undefined) putFault(database, { ...fault, times: fault.times - 1 })
  return fault
}
