import type { RequestHandler } from 'express'
import { ORDER_STATES } from '../../domain/order-state.ts'
import { type Audience, callerOf, queryText } from '../caller.ts'
import type { WebContext } from '../context.ts'
import type { OrderJson } from '../services.ts'
import { orderPath } from './order-model.ts'

const PAGE_SIZE = 25

interface Filter {
  q: string
  state: string
}

function filterOf(request: Parameters<RequestHandler>[0]): Filter {
  const state = queryText(request, 'state') ?? ''
  return {
    q: queryText(request, 'q') ?? '',
    state: ORDER_STATES.some((known) => known === state) ? state : '',
  }
}

/** The address of the next page: the filter stays in it, so that it can be kept and shared. */
function nextHref(path: string, filter: Filter, cursor: string | null): string | null {
  if (cursor === null) return null
  const set = Object.entries({ ...filter, cursor }).filter(([, value]) => value !== '')
  return `${path}?${new URLSearchParams(set)}`
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
  }
}

/** The orders this person may see, newest first, with search and a filter by state. */
export function listPage({ services, show }: WebContext, audience: Audience): RequestHandler {
  return async (request, response) => {
    const filter = filterOf(request)
    const cursor = queryText(request, 'cursor')
    const query = { ...filter, cursor, limit: PAGE_SIZE }
    const { items, nextCursor } = await services.orders.list(callerOf(request), query)
    show(
      request,
      response,
      'orders/list',
      { title: 'orders.title' },
      {
        filter,
        isFiltered: filter.q !== '' || filter.state !== '',
        states: ORDER_STATES.map((state) => ({ state, selected: state === filter.state })),
        rows: items.map((order) => rowOf(order, audience)),
        listPath: audience.ordersPath,
        isForAdmin: audience.kind === 'admin',
        isFirstPage: cursor === undefined,
        next: nextHref(audience.ordersPath, filter, nextCursor),
      },
    )
  }
}
