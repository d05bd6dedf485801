import type { OrderStateName, Party } from '../../domain/order-state.ts'
import type { Database } from '../database.ts'
import { preparedRows } from '../prepared.ts'
import { type Fragment, isoOf, joined, sql } from '../sql.ts'
import type { Tenant } from '../tenant.ts'
import { type CertificateFilter, certificateConditions } from './certificate-filter.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'
import {
  ORDER_COLUMNS,
  ORDER_TABLES,
  type OrderRecord,
  type OrderRow,
  recordOf,
  seenBy,
} from './order-record.ts'
import { orderSearch } from './order-search.ts'

export const ORDER_SORTS = [
  'createdAt',
  '-createdAt',
  'updatedAt',
  '-updatedAt',
  'expiresAt',
  '-expiresAt',
] as const
/** A minus sorts downwards. */
export type OrderSort = (typeof ORDER_SORTS)[number]

/** Which orders are wanted; what is undefined does not matter. Instants are RFC 3339, `paidUntilBefore` is a date. */
export interface OrderFilter {
  state?: OrderStateName | undefined
  /** A product's code. */
  product?: string | undefined
  /** A customer's reference. */
  customer?: string | undefined
  /** A part of a name, serial number, reference, CA order id, e-mail address or customer's name. */
  q?: string | undefined
  reference?: string | undefined
  serialNumber?: string | undefined
  caOrderId?: string | undefined
  waitsFor?: Party | undefined
  updatedAfter?: string | undefined
  expiresBefore?: string | undefined
  paidUntilBefore?: string | undefined
  /** With a certificate like this. */
  certificates?: CertificateFilter | undefined
  sort?: OrderSort | undefined
  limit?: number | undefined
  cursor?: string | undefined
}

/** Whose orders: a tenant's, or one customer's. */
export type OrderScope = Tenant | { customerId: string }

const DEFAULT_LIMIT = 50
const MAX_LIMIT = 200

/** What a condition or a sort key reads besides the orders. */
type Beside = 'view' | 'customer'

interface SortKey {
  key: Fragment
  id: Fragment
  reads: Beside | null
}

const SORT_KEYS: Record<'createdAt' | 'updatedAt' | 'expiresAt', SortKey> = {
  createdAt: { key: sql`o.created_at`, id: sql`o.id`, reads: null },
  updatedAt: { key: sql`v.updated_at`, id: sql`v.order_id`, reads: 'view' },
  expiresAt: { key: sql`v.expires_at`, id: sql`v.order_id`, reads: 'view' },
}

function sortOf(sort: OrderSort) {
  switch (sort) {
    case 'createdAt':
    case 'updatedAt':
    case 'expiresAt':
      return { ...SORT_KEYS[sort], down: false }
    case '-createdAt':
      return { ...SORT_KEYS.createdAt, down: true }
    case '-updatedAt':
      return { ...SORT_KEYS.updatedAt, down: true }
    case '-expiresAt':
      return { ...SORT_KEYS.expiresAt, down: true }
  }
}

interface Condition {
  reads: Beside | null
  fragment: Fragment
}

/** The condition that a value asks for, if there is a value. */
function when<Value>(
  value: Value | '' | undefined,
  condition: (value: Value) => Fragment,
  reads: Beside | null = null,
): Condition[] {
  return value === undefined || value === '' ? [] : [{ reads, fragment: condition(value) }]
}

function conditionsOf(filter: OrderFilter): Condition[] {
  return [
    when(filter.state, (state) => sql`v.state = ${state}`, 'view'),
    when(filter.product, (code) => sql`o.product ->> 'code' = ${code}`),
    when(filter.customer, (reference) => sql`c.reference = ${reference}`, 'customer'),
    when(filter.q, (text) => sql`o.id in (${orderSearch(text)})`),
    when(filter.reference, (reference) => sql`o.reference = ${reference}`),
    when(
      filter.serialNumber,
      (serial) => sql`o.id in (select order_id from certificates where serial_number = ${serial})`,
    ),
    when(filter.caOrderId, (id) => sql`o.id in (select order_id from ca_orders where ca_order_id = ${id})`),
    when(filter.waitsFor, (party) => sql`v.waits_for = ${party}`, 'view'),
    when(filter.updatedAfter, (instant) => sql`v.updated_at > ${instant}::timestamptz`, 'view'),
    when(filter.expiresBefore, (instant) => sql`v.expires_at < ${instant}::timestamptz`, 'view'),
    when(filter.paidUntilBefore, (date) => sql`v.paid_until < ${date}::date`, 'view'),
    when(
      filter.certificates,
      (wanted) =>
        sql`o.id in (select k.order_id from certificates k where ${joined(certificateConditions(wanted), 'and')})`,
    ),
  ].flat()
}

function isKey(text: string): boolean {
  if (text === 'infinity') return true
  const at = new Date(text)
  return /^(19[7-9]|[2-9]\d\d)\d-/.test(text) && !Number.isNaN(at.getTime()) && at.toISOString() === text
}

function isPlace(sort: OrderSort) {
  return (parts: readonly unknown[]): parts is readonly [OrderSort, string, string] => {
    const [madeFor, key, id] = parts
    return madeFor === sort && typeof key === 'string' && isKey(key) && typeof id === 'string'
  }
}

function afterCursor(sort: OrderSort, cursor: string | undefined): Condition[] {
  if (cursor === undefined || cursor === '') return []
  const [, keyText, idText] = decodeCursor(cursor, isPlace(sort))
  const { key, id, down, reads } = sortOf(sort)
  const place = sql`(${keyText}::timestamptz, ${idText}::text)`
  return [{ reads, fragment: down ? sql`(${key}, ${id}) < ${place}` : sql`(${key}, ${id}) > ${place}` }]
}

/** Only what is read is joined: PostgreSQL would plan many tables for longer than it takes to find the page. */
function tablesOf(conditions: readonly Condition[], sort: OrderSort): Fragment {
  const isRead = (beside: Beside): boolean =>
    sortOf(sort).reads === beside || conditions.some(({ reads }) => reads === beside)
  const view = isRead('view') ? sql`join order_view v on v.order_id = o.id` : sql``
  const customer = isRead('customer') ? sql`join customers c on c.id = o.customer_id` : sql``
  return sql`orders o ${view} ${customer}`
}

/** The page's ids come first and alone, so that a filter that fits most orders does not sort all their columns. */
function statement(scope: OrderScope, filter: OrderFilter, sort: OrderSort, limit: number): Fragment {
  const { key, id, down } = sortOf(sort)
  const whose = 'customerId' in scope ? sql`o.customer_id = ${scope.customerId}` : seenBy(scope)
  const conditions = [...conditionsOf(filter), ...afterCursor(sort, filter.cursor)]
  const fragments = [whose, ...conditions.map(({ fragment }) => fragment)]
  const order = down ? sql`${key} desc, ${id} desc` : sql`${key}, ${id}`
  const page = sql`select o.id from ${tablesOf(conditions, sort)} where ${joined(fragments, 'and')}
    order by ${order} limit ${limit + 1}`
  return sql`select ${ORDER_COLUMNS}, ${key} as key from ${ORDER_TABLES} where o.id in (${page}) order by ${order}`
}

/**
 * One page of orders, newest first unless `sort` says otherwise: one statement, and a keyset, so that orders made or
 * changed meanwhile neither repeat nor hide others.
 * @throws {CertloomError} `invalid-input` at `/cursor` where the cursor is not of a list sorted so
 */
export async function listOrders(
  db: Database,
  scope: OrderScope,
  filter: OrderFilter,
): Promise<{ items: OrderRecord[]; nextCursor: string | null }> {
  const sort = filter.sort ?? '-createdAt'
  const limit = Math.min(Math.max(filter.limit ?? DEFAULT_LIMIT, 1), MAX_LIMIT)
  const found = await preparedRows<OrderRow & { key: string }>(db, statement(scope, filter, sort, limit))
  const page = found.slice(0, limit)
  const last = page.at(-1)
  const hasMore = found.length > limit && last !== undefined
  const keyText = (key: string): string => (key === 'infinity' ? key : isoOf(key))
  return {
    items: page.map(({ key: _, ...record }) => recordOf(record)),
    nextCursor: hasMore ? encodeCursor([sort, keyText(last.key), last.id]) : null,
  }
}
