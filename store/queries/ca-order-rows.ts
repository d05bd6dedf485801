import type { EntityManager } from '@mikro-orm/postgresql'
import { CaOrder, type CaOrderRow } from '../entities/ca-order.ts'
import { type Fragment, rows } from '../sql.ts'

/** Runs a statement that gives rows of `ca_orders`, and gives them as objects. */
export async function caOrderRows(em: EntityManager, statement: Fragment): Promise<CaOrderRow[]> {
  return (await rows(em, statement)).map((found) => em.map(CaOrder, found))
}
