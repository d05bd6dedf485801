import { ORDER_STATES } from '../../domain/order-state.ts'
import { dayOf, startOfDay } from '../../platform/days.ts'
import { expiriesByWeek, orderCounts } from '../../store/queries/order-counts.ts'
import { timeZoneOf } from '../../store/queries/time-zone.ts'
import type { Caller, ServiceDeps } from './deps.ts'

const WEEKS = 12
const DAY_MS = 86_400_000
const WEEK_MS = 7 * DAY_MS

/** How the installation stands, in numbers: for whoever opens its pages in the morning. */
export function createOverviewService({ db, clock }: Pick<ServiceDeps, 'db' | 'clock'>) {
  return {
    /** Orders by state, those that wait for money, and what ends in each of the next weeks (from today). */
    async read({ tenant }: Caller) {
      const timeZone = await timeZoneOf(db, tenant)
      const today = startOfDay(dayOf(clock(), timeZone), timeZone)
      const [counts, expiries] = await Promise.all([
        orderCounts(db, tenant),
        expiriesByWeek(db, tenant, today, WEEKS),
      ])
      const byState = new Map(counts.map(({ state, orders }) => [state, orders]))
      const byWeek = new Map(expiries.map(({ week, orders }) => [week, orders]))
      return {
        states: ORDER_STATES.map((state) => ({ state, orders: byState.get(state) ?? 0 })),
        unpaid: counts.reduce((sum, { unpaid }) => sum + unpaid, 0),
        weeks: Array.from({ length: WEEKS }, (_, week) => ({
          from: new Date(today.getTime() + week * WEEK_MS).toISOString(),
          orders: byWeek.get(week) ?? 0,
        })),
      }
    },
  }
}
