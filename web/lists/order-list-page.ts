import type { Request, RequestHandler } from 'express'
import { CertloomError } from '../../domain/errors.ts'
import { type Audience, callerOf, queryText } from '../caller.ts'
import type { WebContext } from '../context.ts'
import { problemSummary, sectionModels } from '../forms/form-model.ts'
import type { FormValues } from '../forms/form-values.ts'
import { fieldId, type ShownProblem, shownProblems } from '../forms/problems.ts'
import { languageOf } from '../language.ts'
import { endsIn, orderPath } from '../orders/order-model.ts'
import { pageTexts } from '../page-texts.ts'
import type { OrderJson, WebServices } from '../services.ts'
import { timeZoneOf } from '../time-zone.ts'
import { addressOf, filterFields, filterIn, isNarrowed, queryOf } from './order-filter.ts'

const PAGE_SIZE = 25
const WORDS = 'lists:'

interface Found {
  items: readonly OrderJson[]
  nextCursor: string | null
  problems: readonly ShownProblem[]
}

/** When the next of its certificates ends: nothing to say once none is valid. */
function soonestExpiry(order: OrderJson): string | null {
  const ends = order.certificates.filter(({ status }) => status === 'VALID').map(({ notAfter }) => notAfter)
  return ends.sort()[0] ?? order.expiresAt
}

function rowOf(order: OrderJson, audience: Audience): object {
  const [first] = order.names
  return {
    order,
    href: orderPath(audience, order.id),
    title: first ?? order.product.name,
    moreNames: Math.max(0, order.names.length - 1),
    expiresAt: soonestExpiry(order),
    endsIn: endsIn(order),
    waitsFor: order.activity?.waitsFor ?? null,
  }
}

/** One page of what the filter asks for; a filter that makes no sense finds nothing, and says why. */
async function find(
  { orders }: WebServices,
  request: Request,
  audience: Audience,
  filter: FormValues,
): Promise<Found> {
  const query = {
    ...queryOf(filter, audience, timeZoneOf(request)),
    cursor: queryText(request, 'cursor'),
    limit: PAGE_SIZE,
  }
  try {
    return { ...(await orders.list(callerOf(request), query)), problems: [] }
  } catch (error) {
    if (!(error instanceof CertloomError) || error.code !== 'invalid-input') throw error
    return { items: [], nextCursor: null, problems: shownProblems(error.problems, languageOf(request)) }
  }
}

function filterModel(request: Request, audience: Audience, filter: FormValues, problems: Found['problems']) {
  const texts = pageTexts(languageOf(request))
  const { first, more } = filterFields(audience, texts)
  const state = { values: filter, problems, required: [], texts, words: WORDS }
  const [shown, hidden] = sectionModels(
    [
      { key: 'filter', fields: first },
      { key: 'more', fields: more },
    ],
    state,
  )
  return {
    first: shown?.fields ?? [],
    more: hidden?.fields ?? [],
    isOpen: more.some(({ name }) => name in filter),
    problems: problemSummary(problems, ({ field }) => `#${fieldId(field)}`, texts, WORDS),
  }
}

/** The orders that this person may see, with search, filters and an order of their own, all kept in the address. */
export function orderListPage({ services, show }: WebContext, audience: Audience): RequestHandler {
  return async (request, response) => {
    const filter = filterIn(request, audience)
    const { items, nextCursor, problems } = await find(services, request, audience, filter)
    const path = audience.ordersPath
    const isForAdmin = audience.kind === 'admin'
    const { problems: summary, ...fields } = filterModel(request, audience, filter, problems)
    const model = {
      ...fields,
      problems: summary,
      isFiltered: isNarrowed(filter),
      rows: items.map((order) => rowOf(order, audience)),
      listPath: path,
      isForAdmin,
      isFirstPage: queryText(request, 'cursor') === undefined,
      next: nextCursor === null ? null : addressOf(path, filter, { cursor: nextCursor }),
      csv: addressOf(`${path}.csv`, filter),
      bulk:
        isForAdmin && isNarrowed(filter) && items.length > 0 ? addressOf('/admin/bulk/new', filter) : null,
    }
    const status = problems.length > 0 ? 422 : 200
    show(request, response, 'orders/list', { title: 'orders.title', status }, model)
  }
}
