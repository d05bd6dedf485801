import type { Request, RequestHandler } from 'express'
import { type Audience, callerOf, pathPart, queryText } from '../caller.ts'
import type { WebContext } from '../context.ts'
import type { Reader } from '../format.ts'
import { languageOf } from '../language.ts'
import type { EventJson, OrderJson } from '../services.ts'
import { timeZoneOf } from '../time-zone.ts'
import { eventFacts } from './event-facts.ts'
import {
  currentCertificate,
  groupedActions,
  offeredActions,
  orderHead,
  orderPath,
  shownNames,
} from './order-model.ts'
import { planModel } from './plan-model.ts'
import { termPicture } from './term-picture.ts'
import { whatIsNext } from './what-is-next.ts'

function eventRow({ at, name, actor, details }: EventJson, reader: Reader): object {
  return { at, name, role: actor.role, facts: eventFacts(details, reader) }
}

async function timeline(
  { services }: WebContext,
  request: Request,
  order: OrderJson,
  audience: Audience,
): Promise<{ rows: object[]; older: string | null }> {
  const cursor = queryText(request, 'events')
  const page = await services.orders.events(callerOf(request), order.id, { cursor })
  const path = orderPath(audience, order.id)
  const reader = { language: languageOf(request), timeZone: timeZoneOf(request) }
  return {
    rows: page.items.map((event) => eventRow(event, reader)),
    older: page.nextCursor === null ? null : `${path}?events=${encodeURIComponent(page.nextCursor)}#timeline`,
  }
}

/** Everything about one order: where it stands, what comes next, what can be done; for admins how it came there. */
export function overviewPage(context: WebContext, audience: Audience): RequestHandler {
  return async (request, response) => {
    const caller = callerOf(request)
    const id = pathPart(request, 'id')
    const { order, plan } = await context.services.plan.withOrder(caller, id)
    const isForAdmin = audience.kind === 'admin'
    const heading = order.names[0] ?? order.product.name
    context.show(
      request,
      response,
      'orders/overview',
      { title: 'order.title', titleValues: { heading } },
      {
        ...orderHead(order, audience),
        tab: 'overview',
        next: whatIsNext(order),
        isStuck: order.activity !== null && order.activity.problem !== null,
        actions: groupedActions(offeredActions(order, audience)),
        names: shownNames(order.names),
        certificate: currentCertificate(order),
        caOrder: order.caOrders.at(-1) ?? null,
        plan: planModel(plan),
        picture: termPicture(order, plan, new Date()),
        timeline: isForAdmin ? await timeline(context, request, order, audience) : null,
      },
    )
  }
}
