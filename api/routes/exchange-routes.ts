import { exchangePage } from '../schemas/exchange.ts'
import { pageQuery } from '../schemas/order-query.ts'
import { ok, pathPart, type Route } from './route.ts'

export const EXCHANGE_ROUTES: readonly Route[] = [
  {
    method: 'get',
    path: '/orders/{id}/exchanges',
    id: 'listExchanges',
    summary: 'Read what was said to and by the CA about an order, newest first',
    scope: 'admin',
    query: pageQuery,
    answers: { 200: exchangePage },
    handle: async (services, request) =>
      ok(await services.exchanges.list(request.caller, pathPart(request, 'id'), request.query)),
  },
]
