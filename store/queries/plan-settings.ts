import type { InstallationSettings } from '../../domain/installation-settings.ts'
import type { OrderTerm } from '../../domain/order-terms.ts'
import { periodOf } from '../../domain/period.ts'
import { type PlanSettings, type RenewalWish, renewalInForce } from '../../domain/plan-settings.ts'
import type { Database } from '../database.ts'
import { preparedRow } from '../prepared.ts'
import { sql } from '../sql.ts'
import { CHOSEN_SETTINGS, type ChosenSettings, settingsInForce } from './settings.ts'

/**
 * What an order's plan depends on at this moment: its own choice, else its product's, else the installation's (row S2).
 * @throws where there is no such order
 */
export async function planSettings(db: Database, orderId: string): Promise<PlanSettings> {
  return (await planBasis(db, orderId)).settings
}

/** As `planSettings`, with the installation's own, read in one statement. */
export async function planBasis(
  db: Database,
  orderId: string,
): Promise<{ settings: PlanSettings; installation: InstallationSettings }> {
  const found = await preparedRow<{
    own: RenewalWish
    ofProduct: RenewalWish
    term: OrderTerm
    validityDays: number
    renewalCode: string | null
    chosen: ChosenSettings
  }>(
    db,
    sql`select o.renewal as own, p.settings -> 'renewal' as "ofProduct", o.term,
          (o.product ->> 'validityDays')::int as "validityDays", o.product ->> 'renewalCode' as "renewalCode",
          ${CHOSEN_SETTINGS} as chosen
        from orders o left join products p on p.code = o.product ->> 'code'
        where o.id = ${orderId}`,
  )
  if (found === null) throw new Error(`there is no order ${orderId}`)
  const installation = settingsInForce(found.chosen)
  const { invoiceDaysBefore } = installation
  const { own, ofProduct, term } = found
  const { months, days } = periodOf(term.period, found.validityDays)
  const settings = {
    ...renewalInForce(own, ofProduct, installation),
    invoiceDaysBefore,
    recurring: term.recurring,
    periodMonths: months,
    periodDays: days,
    renewalCode: found.renewalCode,
  }
  return { settings, installation }
}
