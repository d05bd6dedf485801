import type { EntityManager } from '@mikro-orm/postgresql'
import { asksForFirstProof, FIRST_PROOF_MAIL, mailOfEvent } from '../../domain/mail.ts'
import { isFinal } from '../../domain/order-state.ts'
import type { CertificateSummary, OrderView } from '../../domain/order-view.ts'
import { webhookTypeOf } from '../../domain/webhook-types.ts'
import type { Database } from '../database.ts'
import { isoOf, json, row, rows, sql } from '../sql.ts'
import { namesInvoice } from './billing-facts.ts'
import { closingOf } from './ca-orders.ts'
import { applyResults, type CommandResult } from './commands.ts'
import { eventsInsert, type NewOrderEvent } from './events.ts'
import { type MailRequest, mailsInsert } from './outbox.ts'
import { keepPayments } from './payments.ts'
import { replaceNames, viewUpdate } from './view-columns.ts'
import { enqueueOrderEvents } from './webhook-queue.ts'

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

/** What the view said before this step; null where none of its events is told to others. */
async function viewBefore(em: EntityManager, { orderId, events }: Progress): Promise<OrderView | null> {
  if (events.every(({ name }) => webhookTypeOf(name) === null)) return null
  const kept = await row<{ view: OrderView }>(
    em,
    sql`select view from order_view where order_id = ${orderId}`,
  )
  return kept?.view ?? null
}

/** Who gave the details that the CA has: a client who did knows what comes next, and needs no mail about it. */
async function isConfiguredByClient(em: EntityManager, orderId: string, caOrder: unknown): Promise<boolean> {
  const found = await row<{ role: string }>(
    em,
    sql`select f.actor ->> 'role' as role from ca_orders o join configurations f on f.id = o.configuration_id
        where o.order_id = ${orderId} and o.ca_order_id = ${String(caOrder)}`,
  )
  return found === null || found.role === 'client'
}

/** The mails that events bring along, each once. */
async function mailsOf(
  em: EntityManager,
  { orderId, sequence, events }: Progress,
  added: readonly { position: number }[],
): Promise<MailRequest[]> {
  const occasion = (position: number): string => `event-${sequence}-${position}`
  const isNew = new Set(added.map(({ position }) => position))
  const told = events.flatMap(({ name }, position) => {
    const template = isNew.has(position) ? mailOfEvent(name) : null
    return template === null ? [] : [{ template, occasion: occasion(position) }]
  })
  const asks = events.find((event, position) => isNew.has(position) && asksForFirstProof(event))
  if (asks === undefined || (await isConfiguredByClient(em, orderId, asks.details.caOrder))) return told
  return [...told, { template: FIRST_PROOF_MAIL, occasion: occasion(events.indexOf(asks)) }]
}

/** What an event is told with besides the order. */
async function besideOrder(
  em: EntityManager,
  orderId: string,
  event: NewOrderEvent | undefined,
): Promise<Record<string, unknown>> {
  const { name, details = {} } = event ?? {}
  const { invoice, names, configuration } = details
  if (name === 'payment.refunded-after-issue') return { invoice: { id: invoice, status: details.status } }
  if (name !== 'invoice.needed' || typeof names !== 'number') return {}
  const entered = typeof configuration === 'string' ? configuration : null
  return { invoice: await namesInvoice(em, orderId, { names, configuration: entered }) }
}

/** Keeps the events of a step, and tells those that were not kept before. */
async function keepEvents(em: EntityManager, progress: Progress, before: OrderView | null): Promise<void> {
  const { orderId, sequence, events } = progress
  if (events.length === 0) return
  const added = await rows<{ name: string; at: string; position: number }>(
    em,
    sql`with added as (${eventsInsert(orderId, sequence, events)} returning position, name, at)
        select name, at, position from added order by position`,
  )
  const mails = await mailsOf(em, progress, added)
  if (mails.length > 0) await rows(em, mailsInsert(orderId, mails))
  await keepPayments(
    em,
    orderId,
    added.flatMap(({ position }) => events[position] ?? []),
  )
  if (before === null) return
  const told: Parameters<typeof enqueueOrderEvents>[2][number][] = []
  for (const { name, at, position } of added)
    told.push({ name, at: isoOf(at), more: await besideOrder(em, orderId, events[position]) })
  const { state, suspended, paidUntil, expiresAt } = before
  await enqueueOrderEvents(em, orderId, told, { state, suspended, paidUntil, expiresAt })
}

/**
 * Writes a step in one transaction. The view changes unless a newer step is kept; its events,
 * outcomes and mails are kept once, whether it is newer or told again.
 * @returns whether the view changed
 */
export async function recordProgress(db: Database, progress: Progress): Promise<boolean> {
  const { orderId, sequence, view } = progress
  return db.em().transactional(async (em) => {
    const before = await viewBefore(em, progress)
    const advanced = (await row(em, viewUpdate(orderId, sequence, view))) !== null
    if (advanced) {
      await replaceNames(em, orderId, view.names)
      await replaceStatuses(em, orderId, view.certificates)
      if (isFinal(view.state)) await rows(em, closingOf(orderId))
    }
    await keepEvents(em, progress, before)
    await applyResults(em, progress.commands)
    if (progress.mails.length > 0) await rows(em, mailsInsert(orderId, progress.mails))
    return advanced
  })
}
