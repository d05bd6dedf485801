import type { Request, RequestHandler } from 'express'
import type { BarredActions } from '../../domain/actions.ts'
import { type Audience, callerOf, pathPart, queryText } from '../caller.ts'
import type { WebContext } from '../context.ts'
import { languageOf } from '../language.ts'
import { pageTexts } from '../page-texts.ts'
import type { EventJson, OrderJson } from '../services.ts'
import {
  currentCertificate,
  groupedActions,
  isOffered,
  offeredActions,
  orderHead,
  orderPath,
  shownNames,
} from './order-model.ts'
import { planModel } from './plan-model.ts'
import { termPicture } from './term-picture.ts'
import { obstacleWords } from './too-late.ts'
import { whatIsNext } from './what-is-next.ts'

function eventRow(event: EventJson): object {
  const { at, name, actor, details } = event
  const facts = Object.entries(details).filter(([, value]) => ['string', 'number'].includes(typeof value))
  return {
    at,
    name,
    role: actor.role,
    facts: facts.map(([key, value]) => `${key}: ${String(value)}`).join(', '),
  }
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
  return {
    rows: page.items.map(eventRow),
    older: page.nextCursor === null ? null : `${path}?events=${encodeURIComponent(page.nextCursor)}#timeline`,
  }
}

/** Why a button is not there that will be again. */
function barredActions(barred: readonly BarredActions[], request: Request): object[] {
  const { t } = pageTexts(languageOf(request))
  return barred.flatMap(({ blockedBy, actions }) => {
    const offered = actions.filter(isOffered)
    const labels = offered.map((action) => t(`action.${action}`)).join(', ')
    return offered.length === 0
      ? []
      : [{ actions: offered.join(' '), labels, why: obstacleWords(blockedBy, request) }]
  })
}

/** Everything about one order: where it stands, what comes next, what can be done; for admins how it came there. */
export function overviewPage(context: WebContext, audience: Audience): RequestHandler {
  return async (request, response) => {
    const caller = callerOf(request)
    const id = pathPart(request, 'id')
    const { order, plan, barred } = await context.services.plan.withOrder(caller, id)
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
        barred: barredActions(barred, request),
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
