import { type BilledCaOrder, caOrdersBetween } from '../../store/queries/ca-orders-of-month.ts'
import { type CaOrderMonthJson, caOrderMonthQuery } from '../schemas/ca-order-month.ts'
import { parseInput } from '../schemas/problems-of.ts'
import type { Caller, ServiceDeps } from './deps.ts'

/** No CA bills what it did not issue. */
const NOT_BILLED: readonly BilledCaOrder['status'][] = ['REJECTED']

function totalsOf(items: readonly BilledCaOrder[]): CaOrderMonthJson['totals'] {
  const byProduct = Map.groupBy(items, ({ productCode }) => productCode)
  return [...byProduct]
    .map(([productCode, own]) => {
      const cancelled = own.filter(({ status }) => NOT_BILLED.includes(status)).length
      return { productCode, bought: own.length - cancelled, cancelled }
    })
    .toSorted((a, b) => a.productCode.localeCompare(b.productCode))
}

/** What was bought at CAs, month by month in UTC (row B10). */
export function createCaOrderMonthService(deps: ServiceDeps) {
  return {
    /** @throws {CertloomError} `invalid-input` at `/month` or `/account` */
    async read(caller: Caller, query: unknown): Promise<CaOrderMonthJson> {
      const { month = deps.clock().toISOString().slice(0, 7), account = null } = parseInput(
        caOrderMonthQuery,
        query,
      )
      const [year = 0, number = 0] = month.split('-').map(Number)
      const between = {
        from: new Date(Date.UTC(year, number - 1)),
        until: new Date(Date.UTC(year, number)),
        accountId: account,
      }
      const items = await caOrdersBetween(deps.db, caller.tenant, between)
      return { month, items, totals: totalsOf(items) }
    },
  }
}
