import type { RequestHandler } from 'express'
import { ORDER_STATES } from '../../domain/order-state.ts'
import { ADMIN, callerOf } from '../caller.ts'
import type { WebContext } from '../context.ts'

/** What needs a hand first, then what is to be done by hand, then how the orders stand. */
export function dashboardPage({ services, show }: WebContext): RequestHandler {
  return async (request, response) => {
    const caller = callerOf(request)
    const [alarms, tasks, counts] = await Promise.all([
      services.alarms.list(caller),
      services.caTasks.list(caller),
      services.orders.counts(caller),
    ])
    const byState = new Map(counts.map(({ state, count }) => [state, count]))
    const model = {
      alarms: alarms.items.map((alarm) => ({ ...alarm, href: orderHref(alarm.orderId) })),
      tasks: tasks.items.map((task) => ({ ...task, href: orderHref(task.orderId) })),
      states: ORDER_STATES.map((state) => ({
        state,
        count: byState.get(state) ?? 0,
        href: `${ADMIN.ordersPath}?state=${state}`,
      })),
    }
    show(request, response, 'admin/dashboard', { title: 'dashboard.title' }, model)
  }
}

function orderHref(orderId: string | null): string | null {
  return orderId === null ? null : `${ADMIN.ordersPath}/${orderId}`
}
