import type { ControlMethod } from './product.ts'

/**
 * The first day (UTC) on which a method proves nothing any more, and earlier proofs by it become void. Constructed mail
 * addresses: Baseline Requirements 3.2.2.4.4 as of ballot SC-090.
 */
const ENDS: Partial<Record<ControlMethod, string>> = { ADMIN: '2028-03-15' }

/** The date from which a method is forbidden, `YYYY-MM-DD`; null where no end is known. */
export function controlMethodEnd(method: ControlMethod): string | null {
  return ENDS[method] ?? null
}
