import type { OrderTerm, RenewalChoice } from '../../domain/order-terms.ts'
import { periodMonths } from '../../domain/period.ts'
import type { PlanSettings } from '../../domain/plan-settings.ts'
import type { Database } from '../database.ts'
import { row, sql } from '../sql.ts'
import { installationSettings } from './settings.ts'

/** A policy as an order or a product may have it; what it leaves out is the next one's to say. */
type Choice = Partial<RenewalChoice> | null

/**
 * What an order's plan depends on at this moment: its own choice, else its product's, else the installation's (row S2).
 * @throws where there is no such order
 */
export async function planSettings(db: Database, orderId: string): Promise<PlanSettings> {
  const found = await row<{
    own: Choice
    ofProduct: Choice
    term: OrderTerm
    validityDays: number
    renewalCode: string | null
  }>(
    db.em(),
    sql`select o.renewal as own, p.settings -> 'renewal' as "ofProduct", o.term,
          (o.product ->> 'validityDays')::int as "validityDays", o.product ->> 'renewalCode' as "renewalCode"
        from orders o left join products p on p.code = o.product ->> 'code'
        where o.id = ${orderId}`,
  )
  if (found === null) throw new Error(`there is no order ${orderId}`)
  const { renewal, invoiceDaysBefore } = await installationSettings(db)
  const { own, ofProduct, term } = found
  return {
    policy: own?.policy ?? ofProduct?.policy ?? renewal.policy,
    daysBefore: own?.daysBefore ?? ofProduct?.daysBefore ?? renewal.daysBefore,
    invoiceDaysBefore,
    recurring: term.recurring,
    periodMonths: periodMonths(term.period, found.validityDays),
    renewalCode: found.renewalCode,
  }
}
