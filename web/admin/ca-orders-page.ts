import type { RequestHandler } from 'express'
import { ADMIN, callerOf, queryText } from '../caller.ts'
import type { WebContext } from '../context.ts'
import { sendCsv } from '../lists/csv.ts'
import { orderPath } from '../orders/order-model.ts'

const PATH = '/admin/ca-orders'

/** The month so many after this one, `YYYY-MM`. */
function monthAfter(month: string, count: number): string {
  const [year = 0, number = 0] = month.split('-').map(Number)
  return new Date(Date.UTC(year, number - 1 + count)).toISOString().slice(0, 7)
}

function asked(request: Parameters<RequestHandler>[0]): { month?: string; account?: string } {
  const [month, account] = [queryText(request, 'month'), queryText(request, 'account')]
  return { ...(month === undefined ? {} : { month }), ...(account === undefined ? {} : { account }) }
}

/** What was bought at the CAs in a month, against their bill (row B10). */
export function caOrdersPage({ services, show }: WebContext): RequestHandler {
  return async (request, response) => {
    const query = asked(request)
    const [{ month, items, totals }, accounts] = await Promise.all([
      services.caOrderMonth.read(callerOf(request), query),
      services.caAccounts.list(),
    ])
    const address = (of: string, path = PATH): string =>
      `${path}?${new URLSearchParams({ ...query, month: of })}`
    const model = {
      month,
      totals,
      path: PATH,
      accounts: accounts.items.map(({ id, name }) => ({ id, name, isChosen: id === query.account })),
      rows: items.map((item) => ({
        ...item,
        serials: item.serialNumbers.join(' '),
        href: orderPath(ADMIN, item.orderId),
      })),
      before: address(monthAfter(month, -1)),
      after: address(monthAfter(month, 1)),
      csv: address(month, `${PATH}.csv`),
    }
    show(request, response, 'admin/ca-orders', { title: 'lists:ca-orders.title' }, model)
  }
}

const COLUMNS = [
  'caOrderId',
  'account',
  'reference',
  'orderId',
  'product',
  'purpose',
  'status',
  'placedAt',
  'serialNumbers',
] as const

export function caOrdersCsv({ services }: WebContext): RequestHandler {
  return async (request, response) => {
    const { month, items } = await services.caOrderMonth.read(callerOf(request), asked(request))
    const rows = items.map(({ caOrderId, account, reference, orderId, productCode, ...rest }) => {
      const { purpose, status, placedAt, serialNumbers } = rest
      const first = [caOrderId, account, reference, orderId, productCode]
      return [...first, purpose, status, placedAt, serialNumbers.join(' ')]
    })
    await sendCsv(response, { fileName: `ca-orders-${month}.csv`, columns: COLUMNS }, rows)
  }
}
