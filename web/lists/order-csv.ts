import type { RequestHandler } from 'express'
import { type Audience, callerOf } from '../caller.ts'
import type { WebContext } from '../context.ts'
import type { OrderJson, WebServices } from '../services.ts'
import { timeZoneOf } from '../time-zone.ts'
import { sendCsv } from './csv.ts'
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

type Row = (string | null)[]

function rowOf(order: OrderJson): Row {
  const { id, reference, state, product, names, customer, expiresAt, term, productValidUntil, createdAt } =
    order
  return [
    ...[id, reference, state, product.code, names.join(' '), customer.name, customer.email],
    ...[expiresAt, term.paidUntil, productValidUntil, createdAt],
  ]
}

type Page = Awaited<ReturnType<WebServices['orders']['list']>>

/** All orders of a filter, from its first page on: never more of them in memory than one page. */
async function* rowsFrom(first: Page, next: (cursor: string) => Promise<Page>): AsyncGenerator<Row> {
  for (let page = first; ; page = await next(page.nextCursor)) {
    yield* page.items.map(rowOf)
    if (page.nextCursor === null) return
  }
}

/** The list that the filter asks for, to be saved as CSV (row B10). */
export function orderCsv({ services }: WebContext, audience: Audience): RequestHandler {
  return async (request, response) => {
    const query = { ...queryOf(filterIn(request, audience), audience, timeZoneOf(request)), limit: PAGE_SIZE }
    const pageAt = (cursor?: string) => services.orders.list(callerOf(request), { ...query, cursor })
    // What is wrong with the filter is found before anything is sent.
    const first = await pageAt()
    await sendCsv(response, { fileName: 'certloom-orders.csv', columns: COLUMNS }, rowsFrom(first, pageAt))
  }
}
