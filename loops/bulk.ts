import type { Logger } from '../platform/logger.ts'
import type { Database } from '../store/database.ts'
import { sendDueItems } from '../store/queries/bulk.ts'
import { dueReplans, replanTold } from '../store/queries/bulk-replan.ts'
import { type Loop, repeat } from './repeat.ts'

interface BulkOptions {
  db: Database
  /** Tells an order to read its plan again; resolves also where the order has no run any more. */
  signal: (orderId: string) => Promise<void>
  intervalMs?: number
  log: Pick<Logger, 'warn'>
}

const AT_ONCE = 100

/** Makes commands of what bulk jobs have due; the relay takes them to their orders. Any number of these may run. */
export function startBulk({ db, signal, intervalMs = 1_000, log }: BulkOptions): Loop {
  const replan = async (): Promise<number> => {
    const due = await dueReplans(db, AT_ONCE, new Date())
    const told = due.map(async ({ id, orderId }) => {
      await signal(orderId)
      await replanTold(db, id)
    })
    const failures = (await Promise.allSettled(told)).filter(({ status }) => status === 'rejected')
    if (failures.length > 0) log.warn({ orders: failures.length }, 'orders are not told of changed plans yet')
    return due.length - failures.length
  }
  const round = async (): Promise<boolean> => {
    const sent = await sendDueItems(db, AT_ONCE, new Date())
    return (await replan()) + sent > 0
  }
  return repeat(round, { intervalMs, onError: (error) => log.warn({ err: error }, 'bulk jobs wait') })
}
