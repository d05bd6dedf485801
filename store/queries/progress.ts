import type { EntityManager } from '@mikro-orm/postgresql'
import { isFinal } from '../../domain/order-state.ts'
import type { CertificateSummary, OrderView } from '../../domain/order-view.ts'
import type { Database } from '../database.ts'
import { json, row, rows, sql } from '../sql.ts'
import { closingOf } from './ca-orders.ts'
import { applyResults, type CommandResult } from './commands.ts'
import { eventsInsert, type NewOrderEvent } from './events.ts'
import { type MailRequest, mailsInsert } from './outbox.ts'
import { replaceNames, viewUpdate } from './view-columns.ts'

/** One step of an order as its workflow tells it. `sequence` grows with every step, over all of the order's runs. */
export interface Progress {
  orderId: string
  sequence: number
  at: string
  view: OrderView
  events: readonly NewOrderEvent[]
  commands: readonly CommandResult[]
  mails: readonly MailRequest[]
}

async function replaceStatuses(
  em: EntityManager,
  orderId: string,
  certificates: readonly CertificateSummary[],
): Promise<void> {
  if (certificates.length === 0) return
  const statuses = certificates.map(({ serialNumber, status }) => ({ serialNumber, status }))
  await rows(
    em,
    sql`update certificates c set status = s.status
        from jsonb_to_recordset(${json(statuses)}) as s("serialNumber" text, status text)
        where c.order_id = ${orderId} and c.serial_number = s."serialNumber" and c.status <> s.status`,
  )
}

/**
 * Writes a step in one transaction. The view changes unless a newer step is kept; its events,
 * outcomes and mails are kept once, whether it is newer or told again.
 * @returns whether the view changed
 */
export async function recordProgress(db: Database, progress: Progress): Promise<boolean> {
  const { orderId, sequence, view } = progress
  return db.em().transactional(async (em) => {
    const advanced = (await row(em, viewUpdate(orderId, sequence, view))) !== null
    if (advanced) {
      await replaceNames(em, orderId, view.names)
      await replaceStatuses(em, orderId, view.certificates)
      if (isFinal(view.state)) await rows(em, closingOf(orderId))
    }
    if (progress.events.length > 0) await rows(em, eventsInsert(orderId, sequence, progress.events))
    await applyResults(em, progress.commands)
    if (progress.mails.length > 0) await rows(em, mailsInsert(orderId, progress.mails))
    return advanced
  })
}
