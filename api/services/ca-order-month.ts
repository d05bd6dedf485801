import { daysAroundMonth, monthOf, startOfDay } from '../../platform/days.ts'
import { type BilledCaOrder, caOrdersBetween } from '../../store/queries/ca-orders-of-month.ts'
import { timeZoneOf } from '../../store/queries/time-zone.ts'
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

/** What was bought at CAs, month by month in the caller's zone (row B10). */
export function createCaOrderMonthService(deps: ServiceDeps) {
  return {
    /** @throws {CertloomError} `invalid-input` at `/month` or `/account` */
    async read(caller: Caller, query: unknown): Promise<CaOrderMonthJson> {
      const timeZone = await timeZoneOf(deps.db, caller.tenant)
      const asked = parseInput(caOrderMonthQuery, query)
      const { month = monthOf(deps.clock(), timeZone), account = null } = asked
      const { first, next } = daysAroundMonth(month)
      const between = {
        from: startOfDay(first, timeZone),
        until: startOfDay(next, timeZone),
        accountId: account,
      }
      const items = await caOrdersBetween(deps.db, caller.tenant, between)
      return { month, items, totals: totalsOf(items) }
    },
  }
}
