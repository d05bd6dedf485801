import { createHash } from 'node:crypto'
import { type CoreContext, nowOf } from '../core/context.ts'
import { type Order, statusChanges } from '../core/orders.ts'

interface Window {
  from: number
  to: number
}

/** The part of a window that getModifiedOrders knows of by now. */
export function windowListed(context: CoreContext, { from, to }: Window): Window {
  const { listDelayMs } = context.behaviour
  return listDelayMs === 0 ? { from, to } : { from, to: Math.min(to, nowOf(context) - listDelayMs) }
}

/** The rows of getModifiedOrders for the orders that changed in a window. */
export function rowsListed(context: CoreContext, orders: readonly Order[], window: Window): Order[] {
  switch (context.behaviour.modifiedOrders) {
    case 'once':
      return [...orders]
    case 'repeated':
      return [...orders, ...orders].reverse()
    case 'every-change':
      return shuffled(orders.flatMap((order) => changesOf(context, order, window)))
  }
}

function changesOf(context: CoreContext, order: Order, { from, to }: Window): Order[] {
  return statusChanges(context.database, order.id)
    .filter(({ at }) => at >= from && at <= to)
    .map(({ status, at }) => ({ ...order, status, updatedAt: at }))
}

/** In an order that says nothing of time, and is the same whenever it is asked for. */
function shuffled(orders: Order[]): Order[] {
  const place = ({ id, status, updatedAt }: Order) =>
    createHash('sha256').update(`${id}/${status}/${updatedAt}`).digest('hex')
  return orders.toSorted((a, b) => place(a).localeCompare(place(b)))
}
