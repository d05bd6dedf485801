import type { EntityManager } from '@mikro-orm/postgresql'
import { lacksNames } from '../../domain/certificate-names.ts'
import { isFinal, type Party } from '../../domain/order-state.ts'
import type { OrderView } from '../../domain/order-view.ts'
import { type Fragment, json, rows, sql, textArray } from '../sql.ts'

/** Whose move it is: of what runs, else an admin's where only they can help. What is over waits for nobody. */
function waitsForOf({ activity, adminNeeded = [], certificates, state }: OrderView): Party | null {
  const isAdmins = adminNeeded.length > 0 || lacksNames(certificates)
  return activity?.waitsFor ?? (isAdmins && !isFinal(state) ? 'admin' : null)
}

/** The columns that lists filter and sort by, taken out of a view. An end that is open is `infinity`. */
function columnsOf(view: OrderView) {
  return {
    state: view.state,
    waitsFor: waitsForOf(view),
    suspended: view.suspended,
    expiresAt: view.expiresAt ?? 'infinity',
    paidUntil: view.paidUntil,
    view: json(view),
  }
}

/** The view of an order that is being made, at sequence 0. */
export function viewInsert(orderId: string, view: OrderView): Fragment {
  const columns = columnsOf(view)
  return sql`insert into order_view (order_id, sequence, state, waits_for, suspended, expires_at, paid_until, view, updated_at)
    values (${orderId}, 0, ${columns.state}, ${columns.waitsFor}, ${columns.suspended},
      ${columns.expiresAt}, ${columns.paidUntil}, ${columns.view}, now())`
}

/**
 * Replaces the view unless a newer one is kept; gives a row if so. One of the same sequence counts: a worker that died
 * while it wrote leaves its step to another, who takes it again with what came in meanwhile.
 */
export function viewUpdate(orderId: string, sequence: number, view: OrderView): Fragment {
  const columns = columnsOf(view)
  return sql`update order_view set sequence = ${sequence}, state = ${columns.state},
      waits_for = ${columns.waitsFor}, suspended = ${columns.suspended}, expires_at = ${columns.expiresAt},
      paid_until = ${columns.paidUntil}, view = ${columns.view}, updated_at = now()
    where order_id = ${orderId} and sequence <= ${sequence}
    returning order_id`
}

/** Makes these the names an order is found by. */
export async function replaceNames(
  em: EntityManager,
  orderId: string,
  names: readonly string[],
): Promise<void> {
  const wanted = textArray(names)
  await rows(em, sql`delete from order_names where order_id = ${orderId} and name <> all(${wanted})`)
  await rows(
    em,
    sql`insert into order_names (order_id, name) select ${orderId}, unnest(${wanted}) on conflict do nothing`,
  )
}
