import type { CaOrderStatus } from '../../domain/order-view.ts'
import type { ControlMethod } from '../../domain/product.ts'
import type { Database } from '../database.ts'
import { json, rows, sql, textArray } from '../sql.ts'

/** A reissue as the CA has taken it. */
export interface BegunReissue {
  status: CaOrderStatus
  method: ControlMethod | null
  code: string | null
  names: readonly string[]
  configurationId: string
}

/** A first look at the CA soon after it was asked; the workflow itself looks at once. */
const FIRST_LOOK = sql`interval '15 seconds'`

/**
 * Opens a purchase again for another certificate: which ones it had is remembered, so that the new one is known when it
 * comes. Names keep what the CA said of them. Told twice it changes nothing that matters.
 */
export async function beginReissue(db: Database, id: string, begun: BegunReissue, at: Date): Promise<void> {
  const added = begun.names.map((name) => ({ name, state: 'REQUIRED' }))
  await rows(
    db.em(),
    sql`update ca_orders c set status = ${begun.status}, running = 'reissue',
          before_reissue = case when running = 'reissue' then before_reissue else
            array(select serial_number from certificates s
              where s.order_id = c.order_id and s.ca_order_id = c.ca_order_id) end,
          method = ${begun.method}, code = ${begun.code}, configuration_id = ${begun.configurationId},
          ordered_names = ${textArray(begun.names)}, code_asked_at = null,
          names = names || coalesce((select jsonb_agg(a.value) from jsonb_array_elements(${json(added)}) a
            where not exists (select 1 from jsonb_array_elements(c.names) k
              where k.value ->> 'name' = a.value ->> 'name')), '[]'),
          control_set_at = ${at}::timestamptz, record_seen_at = null, record_looks = 0, findings = null,
          record_look_at = ${begun.code === null ? null : at}::timestamptz,
          next_look_at = ${at}::timestamptz + ${FIRST_LOOK}, looks = 0, listed_as = null, closed_at = null
        where id = ${id}`,
  )
}

/** The certificate that a reissue was for is here. */
export async function endReissue(db: Database, id: string): Promise<void> {
  await rows(db.em(), sql`update ca_orders set running = null, before_reissue = '{}' where id = ${id}`)
}

/** Which of these ids of the CA's are in our books already. */
export async function claimedCaOrders(
  db: Database,
  caAccountId: string,
  caOrderIds: readonly string[],
): Promise<Set<string>> {
  const found = await rows<{ id: string }>(
    db.em(),
    sql`select ca_order_id as id from ca_orders
        where ca_account_id = ${caAccountId} and ca_order_id = any(${textArray(caOrderIds)})`,
  )
  return new Set(found.map(({ id }) => id))
}
