import type { Request, RequestHandler } from 'express'
import { type Audience, callerOf } from '../caller.ts'
import type { WebContext } from '../context.ts'
import type { OrderJson, WebServices } from '../services.ts'
import { csvTo, writeRow } from './csv.ts'
import { filterIn, queryOf } from './order-filter.ts'

const PAGE_SIZE = 200

const COLUMNS = [
  'id',
  'reference',
  'state',
  'product',
  'names',
  'customer',
  'email',
  'expiresAt',
  'paidUntil',
  'productValidUntil',
  'createdAt',
] as const

function rowOf(order: OrderJson): (string | null)[] {
  const { id, reference, state, product, names, customer, expiresAt, term, productValidUntil, createdAt } =
    order
  return [
    ...[id, reference, state, product.code, names.join(' '), customer.name, customer.email],
    ...[expiresAt, term.paidUntil, productValidUntil, createdAt],
  ]
}

/** All orders of a filter, page by page: never more of them in memory than one page. */
async function* allOrders(
  { orders }: WebServices,
  request: Request,
  audience: Audience,
): AsyncGenerator<OrderJson> {
  const query = queryOf(filterIn(request, audience), audience)
  let cursor: string | null | undefined
  do {
    const page = await orders.list(callerOf(request), { ...query, limit: PAGE_SIZE, cursor })
    yield* page.items
    cursor = page.nextCursor
  } while (cursor !== null)
}

/** The list that the filter asks for, to be saved as CSV (row B10). */
export function orderCsv({ services }: WebContext, audience: Audience): RequestHandler {
  return async (request, response) => {
    const orders = allOrders(services, request, audience)
    // What is wrong with the filter is found before anything is sent.
    const first = await orders.next()
    const table = csvTo(response, 'certloom-orders.csv', COLUMNS)
    if (first.done !== true) await writeRow(table, rowOf(first.value))
    for await (const order of orders) await writeRow(table, rowOf(order))
    table.end()
  }
}
