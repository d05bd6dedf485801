import type { RequestHandler } from 'express'
import type { Language } from '../../texts/texts.ts'
import { ADMIN, callerOf } from '../caller.ts'
import type { WebContext } from '../context.ts'
import { orderPath } from '../orders/order-model.ts'
import { partWords } from '../problem-words.ts'
import type { Readiness, WebServices } from '../services.ts'

/** Shown at once; the rest unfolds. */
const FIRST_ALARMS = 10
const PARTS = ['database', 'temporal', 'ca', 'mail'] as const

type Weeks = Awaited<ReturnType<WebServices['overview']['read']>>['weeks']

/** Bars as long as their share of the longest one. */
function barsOf(weeks: Weeks): object[] {
  const most = Math.max(1, ...weeks.map(({ orders }) => orders))
  return weeks.map(({ from, orders }) => ({ from, orders, percent: Math.round((orders / most) * 100) }))
}

function withLink<Item extends { orderId: string | null }>(item: Item): Item & { href: string | null } {
  return { ...item, href: item.orderId === null ? null : `${orderPath(ADMIN, item.orderId)}#alarms` }
}

function partsOf(health: Readiness, language: Language): object[] {
  return PARTS.map((name) => {
    const { ok, detail } = health[name]
    return { name, ok, detail: partWords(name, detail, language) }
  })
}

/** What needs a hand first, then how the installation stands. */
export function dashboardPage({ services, show }: WebContext): RequestHandler {
  return async (request, response) => {
    const caller = callerOf(request)
    const [overview, alarms, tasks, health, todo] = await Promise.all([
      services.overview.read(caller),
      services.alarms.list(caller),
      services.caTasks.list(caller),
      services.health(),
      services.orderNotes.open(caller),
    ])
    const linked = alarms.items.map(withLink)
    const model = {
      alarms: linked.slice(0, FIRST_ALARMS),
      moreAlarms: linked.slice(FIRST_ALARMS),
      tasks: tasks.items.map((task) => ({ ...task, href: `/admin/ca-tasks/${task.id}` })),
      todo: todo.items.map((task) => ({ ...task, href: `${orderPath(ADMIN, task.orderId)}/notes` })),
      parts: partsOf(health, caller.language),
      states: overview.states,
      unpaid: overview.unpaid,
      weeks: barsOf(overview.weeks),
      ordersPath: ADMIN.ordersPath,
    }
    show(request, response, 'admin/dashboard', { title: 'admin.dashboard.title' }, model)
  }
}
