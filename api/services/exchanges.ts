import type { z } from 'zod'
import { orderExchanges } from '../../store/queries/exchanges.ts'
import type { exchangePage } from '../schemas/exchange.ts'
import { pageQuery } from '../schemas/order-query.ts'
import { parseInput } from '../schemas/problems-of.ts'
import type { Caller, ServiceDeps } from './deps.ts'
import { visibleOrder } from './visible-order.ts'

/** What was said to and by the CA. Passwords and documents are out of it; people's data are not, so it is for admins. */
export function createExchangeService(deps: Pick<ServiceDeps, 'db'>) {
  return {
    /** @throws {CertloomError} `not-found`, `invalid-input` at `/cursor` or `/limit` */
    async list(caller: Caller, orderId: string, page: unknown): Promise<z.output<typeof exchangePage>> {
      const order = await visibleOrder(deps, caller, orderId)
      const { items, nextCursor } = await orderExchanges(deps.db, order.id, parseInput(pageQuery, page))
      const told = items.map(
        ({ caAccountId: _account, orderId: _order, failure, errorNumbers, ...rest }) => ({
          ...rest,
          result: failure ?? 'ok',
          errorNumbers: [...errorNumbers],
        }),
      )
      return { items: told, nextCursor }
    },
  }
}
