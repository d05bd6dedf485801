import type { CaOrderRow } from '../../store/queries/ca-orders.ts'

/** While somebody has a page about it open, the CA is asked about an order at least so often. */
export const OPEN_PAGE_LOOK_MS = 15_000

/** Whether the CA is still to decide about a purchase. */
export function isRunning(row: CaOrderRow): boolean {
  return row.closedAt === null && row.status !== 'ENROLLED' && row.status !== 'REJECTED'
}
