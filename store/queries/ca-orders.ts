import { wantsOf } from '../../domain/ca-wants.ts'
import type { CaOrderPurpose, CaOrderStatus } from '../../domain/order-view.ts'
import type { ControlMethod } from '../../domain/product.ts'
import { newId } from '../../platform/ids.ts'
import type { Database } from '../database.ts'
import {
  CaOrder,
  type CaOrderDocument,
  type CaOrderEmail,
  type CaOrderName,
  type CaOrderRow,
  type CaOrderSystemCheck,
  type CaOrderVerification,
} from '../entities/ca-order.ts'
import { type Fragment, json, rows, sql, textArray } from '../sql.ts'

export type {
  CaOrderDocument,
  CaOrderEmail,
  CaOrderName,
  CaOrderRow,
  CaOrderSystemCheck,
  CaOrderVerification,
} from '../entities/ca-order.ts'
export { noteListed } from './ca-listed.ts'
export {
  dueHeldLooks,
  dueRecordLooks,
  dueSingleLooks,
  noteRecordLook,
  postponeRecordLooks,
  scheduleHeldLook,
  scheduleLook,
  scheduleNextLook,
} from './ca-looks.ts'
export { forgetOldUnmatched, matchUnmatched, rememberUnmatched } from './ca-unmatched.ts'

/** A purchase that the CA has taken. With `recordLookAt` our own looks for the proof begin. */
export interface NewCaOrder {
  caAccountId: string
  /** The CA's id for it. */
  caOrderId: string
  orderId: string
  n: number
  purpose: CaOrderPurpose
  productCode: string
  /** The `customer` it was placed for, which a renewal is found by. */
  customerLabel: string
  status: CaOrderStatus
  method?: ControlMethod | null
  code?: string | null
  configurationId: string | null
  /** What the CA will have proven. */
  names: readonly CaOrderName[]
  /** What it was bought for, where that is more than the CA will have proven. */
  orderedNames?: readonly string[]
  placedAt: Date
  recordLookAt?: Date | null
  nextLookAt?: Date | null
}

function caOrderInsert(order: NewCaOrder): Fragment {
  const orderedNames = order.orderedNames ?? order.names.map(({ name }) => name)
  return sql`insert into ca_orders (id, ca_account_id, ca_order_id, order_id, n, purpose, product_code,
      customer_label, status, method, code, configuration_id, names, ordered_names, placed_at, control_set_at,
      record_look_at, next_look_at)
    values (${newId()}, ${order.caAccountId}, ${order.caOrderId}, ${order.orderId}, ${order.n},
      ${order.purpose}, ${order.productCode}, ${order.customerLabel}, ${order.status},
      ${order.method ?? null}, ${order.code ?? null}, ${order.configurationId}, ${json(order.names)},
      ${textArray(orderedNames)}, ${order.placedAt}::timestamptz, ${order.placedAt}::timestamptz,
      ${order.recordLookAt ?? null}::timestamptz, ${order.nextLookAt ?? null}::timestamptz)
    on conflict (ca_account_id, ca_order_id) do nothing`
}

/**
 * Keeps a purchase; one that is known is given back as it stands. Where the CA has spoken of it before it was known
 * here, it is looked at at once.
 */
export async function insertCaOrder(db: Database, order: NewCaOrder): Promise<CaOrderRow> {
  const { caAccountId, caOrderId } = order
  return db.em().transactional(async (em) => {
    await rows(em, caOrderInsert(order))
    await rows(
      em,
      sql`with heard as (
            delete from ca_unmatched where ca_account_id = ${caAccountId} and ca_order_id = ${caOrderId} returning 1
          )
          update ca_orders set next_look_at = placed_at
          where ca_account_id = ${caAccountId} and ca_order_id = ${caOrderId} and exists (select 1 from heard)`,
    )
    return em.findOneOrFail(CaOrder, { caAccountId, caOrderId })
  })
}

/** The purchase the CA calls so, or null. */
export async function caOrderOf(
  db: Database,
  accountId: string,
  caOrderId: string,
): Promise<CaOrderRow | null> {
  return db.em().findOne(CaOrder, { caAccountId: accountId, caOrderId })
}

/** The order's last purchase, or null before there is one. */
export async function currentCaOrder(db: Database, orderId: string): Promise<CaOrderRow | null> {
  return db.em().findOne(CaOrder, { orderId }, { orderBy: { n: 'desc' } })
}

/**
 * Keeps how control is to be proven from now on. Where we can look for the proof ourselves, we begin at once; for an
 * approver's click only the CA can tell.
 */
export async function setControl(
  db: Database,
  id: string,
  control: { method: ControlMethod; code: string | null },
  at: Date,
): Promise<void> {
  const lookAt = control.method === 'ADMIN' ? null : at
  await rows(
    db.em(),
    sql`update ca_orders set method = ${control.method}, code = ${control.code},
          code_asked_at = case when ${control.code}::text is null then null else code_asked_at end,
          control_set_at = ${at}::timestamptz, record_look_at = ${lookAt}::timestamptz, record_seen_at = null,
          record_looks = 0, findings = null
        where id = ${id} and closed_at is null`,
  )
}

/** A code that an answer lacked was asked for: whatever came of it, it is not asked for again. */
export async function noteCodeAsked(db: Database, id: string, at: Date): Promise<void> {
  await rows(db.em(), sql`update ca_orders set code_asked_at = ${at}::timestamptz where id = ${id}`)
}

/** What the CA says of a purchase. */
export interface CaState {
  status: CaOrderStatus
  names: readonly CaOrderName[]
  verifications: readonly CaOrderVerification[]
  systemChecks: readonly CaOrderSystemCheck[]
  productValidUntil: string | null
  documents?: readonly CaOrderDocument[]
  /** Null where no mailbox is to be proven. */
  email?: CaOrderEmail | null
}

/** What the CA says of papers and of the mailbox, where it says anything. */
function evidenceOf({ documents = [], email = null }: CaState): Fragment {
  const papers = documents.map(
    ({ type, description, fileNames, state, createdAt, expiresAt, reason }): CaOrderDocument => ({
      type,
      description,
      fileNames,
      state,
      createdAt,
      expiresAt,
      reason,
    }),
  )
  return sql`documents = ${papers.length === 0 ? sql`documents` : json(papers)},
    email = coalesce(${json(email)}, email)`
}

/** The CA's names, each with what our own look last found until it is proven. */
function namesWithProblems(names: readonly CaOrderName[]): Fragment {
  const said = names.map(({ name, state, expiresAt = null, info = null }) => ({
    name,
    state,
    expiresAt,
    info,
  }))
  return sql`(select jsonb_agg(said.name || jsonb_build_object('problem',
        case when said.name ->> 'state' <> 'VERIFIED' then kept.name -> 'problem' end) order by said.position)
    from jsonb_array_elements(${json(said)}) with ordinality as said(name, position)
    left join jsonb_array_elements(names) as kept(name) on kept.name ->> 'name' = said.name ->> 'name')`
}

/**
 * Keeps what the CA says. Lists that it leaves out, and an end that it does not name, stay as they were. What is issued
 * or refused has no proof to be looked for any more.
 */
export async function noteCaState(db: Database, id: string, state: CaState, at: Date): Promise<void> {
  const names = state.names.length === 0 ? sql`names` : namesWithProblems(state.names)
  const verifications = state.verifications.map(({ type, state, expiresAt }) => ({ type, state, expiresAt }))
  const checks = state.systemChecks.map(({ name, method, info }) => ({ name, method, info }))
  const isHeld = wantsOf({ documents: [], email: null, ...state }).checks?.includes('ca-check-caa') ?? false
  await rows(
    db.em(),
    sql`update ca_orders set status = ${state.status}, names = ${names}, verifications = ${json(verifications)},
          system_checks = ${json(checks)}, ${evidenceOf(state)},
          held_since = case when ${isHeld} then coalesce(held_since, ${at}::timestamptz) end,
          held_look_at = case when ${isHeld} then coalesce(held_look_at, ${at}::timestamptz) end,
          product_valid_until = coalesce(${state.productValidUntil}::timestamptz, product_valid_until),
          record_look_at = case when ${state.status} in ('ENROLLED', 'REJECTED') then null else record_look_at end,
          last_look_at = ${at}::timestamptz
        where id = ${id}`,
  )
}

/** The purchase is over: nobody looks at it any more. */
export async function closeCaOrder(db: Database, id: string, at: Date): Promise<void> {
  await rows(
    db.em(),
    sql`update ca_orders set closed_at = coalesce(closed_at, ${at}::timestamptz), record_look_at = null,
          next_look_at = null where id = ${id}`,
  )
}

/** The order itself is over, and with it all that was bought for it: a statement for the transaction that says so. */
export function closingOf(orderId: string): Fragment {
  return sql`update ca_orders set closed_at = coalesce(closed_at, now()), record_look_at = null, next_look_at = null
    where order_id = ${orderId} and closed_at is null`
}
