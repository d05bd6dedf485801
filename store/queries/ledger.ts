import type { Database } from '../database.ts'
import { json, row, rows, sql } from '../sql.ts'

/** Every effect that an order has at its partners; their words are in `texts/timeline.*.json`. */
export const LEDGER_ACTIONS = ['ca-order', 'ca-reissue', 'ca-renewal', 'invoice', 'due-date'] as const
export type LedgerAction = (typeof LEDGER_ACTIONS)[number]

/** What the ledger holds of one effect. `begun: 'now'` goes to exactly one caller, who may bring it about. */
export interface LedgerEntry {
  begun: 'now' | 'earlier'
  state: 'begun' | 'done'
  detail: unknown
}

/**
 * Writes down that an effect is about to be brought about, before it is. An occasion (a term, a threshold, a command
 * id) has each effect once. Who finds it begun earlier and not done looks at the partner before doing anything.
 */
export async function beginLedger(
  db: Database,
  orderId: string,
  action: LedgerAction,
  occasion: string,
): Promise<LedgerEntry> {
  const entry = await row<LedgerEntry & Record<string, unknown>>(
    db.em(),
    // Writing what is there already locks the row and gives it back, also when another has just inserted it.
    sql`insert into ledger as l (order_id, action, occasion) values (${orderId}, ${action}, ${occasion})
        on conflict (order_id, action, occasion) do update set state = l.state
        returning case when xmax = 0 then 'now' else 'earlier' end as begun, state, detail`,
  )
  if (entry === null) throw new Error('the ledger gave no entry')
  return entry
}

/** Writes down that the effect is there, and what it gave. The first telling stays. */
export async function finishLedger(
  db: Database,
  orderId: string,
  action: LedgerAction,
  occasion: string,
  detail: unknown,
): Promise<void> {
  await rows(
    db.em(),
    sql`update ledger set state = 'done', detail = ${json(detail)}, updated_at = now()
        where order_id = ${orderId} and action = ${action} and occasion = ${occasion} and state = 'begun'`,
  )
}

/** Keeps how far an effect has come that is not there yet. */
export async function noteLedger(
  db: Database,
  orderId: string,
  action: LedgerAction,
  occasion: string,
  detail: unknown,
): Promise<void> {
  await rows(
    db.em(),
    sql`update ledger set detail = ${json(detail)}, updated_at = now()
        where order_id = ${orderId} and action = ${action} and occasion = ${occasion} and state = 'begun'`,
  )
}
