import type { Request, RequestHandler } from 'express'
import type { BarredActions } from '../../domain/actions.ts'
import { alarmReasonKeys } from '../../domain/alarm-params.ts'
import { isCaCheck } from '../../domain/ca-checks.ts'
import { misnamedCertificate } from '../../domain/certificate-names.ts'
import { type Language, translate } from '../../texts/texts.ts'
import { type Audience, callerOf, pathPart, queryText } from '../caller.ts'
import type { WebContext } from '../context.ts'
import type { Reader } from '../format.ts'
import { languageOf } from '../language.ts'
import { pageTexts } from '../page-texts.ts'
import { problemWords } from '../problem-words.ts'
import type { EventJson, OrderJson } from '../services.ts'
import { timeZoneOf } from '../time-zone.ts'
import { eventFacts } from './event-facts.ts'
import { failedCheck, showLive } from './live-part.ts'
import {
  currentCertificate,
  groupedActions,
  isOffered,
  namesDiffer,
  offeredActions,
  orderHead,
  orderPath,
  shownNames,
} from './order-model.ts'
import { planModel } from './plan-model.ts'
import { termPicture } from './term-picture.ts'
import { obstacleWords } from './too-late.ts'
import { isDoubtful, whatIsNext } from './what-is-next.ts'

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

/** "In a moment" is not said where our own look has found what keeps the CA from issuing. */
async function isIssueDoubtful(
  { services }: WebContext,
  request: Request,
  { id, activity }: OrderJson,
): Promise<boolean> {
  return activity?.step === 'issuing' && isDoubtful(await services.verification.read(callerOf(request), id))
}

/** Why what is being done does not come on, in words; null where nothing stands in the way, or no more than all are told. */
function stuckBy({ activity }: OrderJson, language: Language): string | null {
  if (activity === null || activity.problem === null || activity.waitsFor === 'admin') return null
  const words = problemWords(activity.problem, language)
  return words === activity.problemText ? null : words
}

/** What holds the order up and passes by itself, in words for everybody; failed checks and an admin's own tasks are told beside it. */
function hindrance(order: OrderJson): string | null {
  if (order.activity === null || order.activity.waitsFor === 'admin' || failedCheck(order) !== null)
    return null
  return order.activity.problemText
}

/** What an admin must mend before the order can go on, in words; null where there is nothing. */
function adminReason({ activity }: OrderJson, language: Language): string | null {
  if (activity === null || activity.problem === null || activity.waitsFor !== 'admin') return null
  if (isCaCheck(activity.problem)) return null
  return translate(language, alarmReasonKeys({ step: activity.problem }))
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
    showLive(
      context.show,
      request,
      response,
      'orders/overview',
      { title: 'order.title', titleValues: { heading } },
      {
        ...orderHead(order, audience),
        tab: 'overview',
        next: whatIsNext(order, await isIssueDoubtful(context, request, order)),
        hindrance: hindrance(order),
        stuckBy: isForAdmin ? stuckBy(order, caller.language) : null,
        adminReason: isForAdmin ? adminReason(order, caller.language) : null,
        misnamed: namesDiffer(misnamedCertificate(order.certificates)),
        actions: groupedActions(offeredActions(order, audience)),
        barred: barredActions(barred, request),
        names: shownNames(order.names),
        certificate: currentCertificate(order),
        caOrder: order.caOrders.at(-1) ?? null,
        plan: planModel(plan),
        picture: termPicture(order, plan, new Date()),
        alarms: isForAdmin ? (await context.services.alarms.ofOrder(caller, id)).items : [],
        timeline: isForAdmin ? await timeline(context, request, order, audience) : null,
      },
    )
  }
}
