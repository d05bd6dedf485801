import { newId } from '../../platform/ids.ts'
import type { Database } from '../database.ts'
import type { BillingSystemRow } from '../entities/billing-system.ts'
import { BillingSystem } from '../entities/billing-system.ts'
import { rows, sql } from '../sql.ts'

/** The billing system of this name, made if it is new. */
export async function ensureBillingSystem(db: Database, name: string): Promise<BillingSystemRow> {
  const em = db.em()
  await rows(
    em,
    sql`insert into billing_systems (id, name) values (${newId()}, ${name}) on conflict (name) do nothing`,
  )
  return em.findOneOrFail(BillingSystem, { name })
}

export async function billingSystemByName(db: Database, name: string): Promise<BillingSystemRow | null> {
  return db.em().findOne(BillingSystem, { name })
}
