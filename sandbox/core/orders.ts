import { z } from 'zod'
import type { SubjectFields } from '../../pki/csr.ts'
import type { Database } from './database.ts'
import { METHODS, ORDER_STATUSES, type OrderStatus, PREFIXES } from './types.ts'

const json = <Output>(schema: z.ZodType<Output>) =>
  z.string().transform((text): Output => schema.parse(JSON.parse(text)))

const approver = z.object({
  method: z.enum(METHODS),
  email: z.string().optional(),
  prefix: z.enum(PREFIXES).optional(),
  notify: z.boolean(),
})
/** How the names are to be proven; `notify` says whether the CA mails the approver. */
export type Approver = z.infer<typeof approver>

const requestor = z.object({
  email: z.string(),
  firstName: z.string(),
  lastName: z.string(),
  phone: z.string().optional(),
})
export type Requestor = z.infer<typeof requestor>

const subject = z.custom<SubjectFields>((value) => typeof value === 'object' && value !== null)

const orderRow = z.object({
  id: z.string(),
  customer: z.string(),
  productCode: z.string(),
  language: z.string(),
  status: z.enum(ORDER_STATUSES),
  createdAt: z.number(),
  updatedAt: z.number(),
  csr: z.string(),
  keyHash: z.string(),
  names: json(z.array(z.string())),
  subject: json(subject),
  requestor: json(requestor).nullable(),
  taxNumber: z.string().nullable(),
  hashAlgorithm: z.string().nullable(),
  shortenedUntil: z.string().nullable(),
  approver: json(approver).nullable(),
  code: z.string().nullable(),
  codeExpiresAt: z.number().nullable(),
  checkDueAt: z.number().nullable(),
  stepDueAt: z.number().nullable(),
  approvedAt: z.number().nullable(),
  productValidUntil: z.number().nullable(),
})
/** One purchase at the CA. All instants in milliseconds. */
export type Order = z.infer<typeof orderRow>

const COLUMNS = [
  'id',
  'customer',
  'productCode',
  'language',
  'status',
  'createdAt',
  'updatedAt',
  'csr',
  'keyHash',
  'names',
  'subject',
  'requestor',
  'taxNumber',
  'hashAlgorithm',
  'shortenedUntil',
  'approver',
  'code',
  'codeExpiresAt',
  'checkDueAt',
  'stepDueAt',
  'approvedAt',
  'productValidUntil',
] as const satisfies readonly (keyof Order)[]

const UPSERT = `INSERT INTO orders (${COLUMNS.join(', ')}) VALUES (${COLUMNS.map(() => '?').join(', ')})
  ON CONFLICT (id) DO UPDATE SET ${COLUMNS.map((column) => `${column} = excluded.${column}`).join(', ')}`

export function saveOrder(database: Database, order: Order): void {
  const values = COLUMNS.map((column) => {
    const value = order[column]
    return typeof value === 'object' && value !== null ? JSON.stringify(value) : value
  })
  database.run(UPSERT, ...values)
}

/** Sets a status, remembers when, and returns the order as it is now. */
export function changeStatus(database: Database, order: Order, status: OrderStatus, at: number): Order {
  const changed = { ...order, status, updatedAt: at }
  database.transaction(() => {
    saveOrder(database, changed)
    database.run('INSERT INTO status_changes (orderId, status, at) VALUES (?, ?, ?)', order.id, status, at)
  })
  return changed
}

export function findOrder(database: Database, id: string): Order | undefined {
  return database.one(orderRow, 'SELECT * FROM orders WHERE id = ?', id)
}

export function findOrderByCode(database: Database, code: string): Order | undefined {
  return database.one(orderRow, 'SELECT * FROM orders WHERE code = ?', code)
}

/** Orders whose key this is and that were not rejected. */
export function findOrdersByKey(database: Database, keyHash: string): Order[] {
  return database.all(orderRow, "SELECT * FROM orders WHERE keyHash = ? AND status <> 'REJECTED'", keyHash)
}

export function listOrders(database: Database): Order[] {
  return database.all(orderRow, 'SELECT * FROM orders ORDER BY createdAt DESC, id')
}

/** The orders next due for a look at their records, up to `until`, oldest first. */
export function nextCheckDue(database: Database, until: number): Order | undefined {
  return database.one(
    orderRow,
    'SELECT * FROM orders WHERE checkDueAt <= ? ORDER BY checkDueAt LIMIT 1',
    until,
  )
}

export function nextStepDue(database: Database, until: number): Order | undefined {
  return database.one(orderRow, 'SELECT * FROM orders WHERE stepDueAt <= ? ORDER BY stepDueAt LIMIT 1', until)
}

export interface OrderPage {
  orders: Order[]
  total: number
}

const countRow = z.object({ total: z.number() })

/** Orders placed in a window, both ends included, oldest first. */
export function ordersPlaced(
  database: Database,
  window: { from: number; to: number },
  page: { offset: number; size: number },
): OrderPage {
  const where = 'FROM orders WHERE createdAt BETWEEN ? AND ?'
  return {
    orders: database.all(
      orderRow,
      `SELECT * ${where} ORDER BY createdAt, id LIMIT ? OFFSET ?`,
      window.from,
      window.to,
      page.size,
      page.offset,
    ),
    total: database.one(countRow, `SELECT count(*) AS total ${where}`, window.from, window.to)?.total ?? 0,
  }
}

/** Orders whose status changed in a window, both ends included, each once, by their last change in it. */
export function ordersModified(
  database: Database,
  window: { from: number; to: number },
  page: { offset: number; size: number },
): OrderPage {
  const changed =
    'SELECT orderId, max(at) AS changedAt FROM status_changes WHERE at BETWEEN ? AND ? GROUP BY orderId'
  return {
    orders: database.all(
      orderRow,
      `SELECT orders.* FROM (${changed}) JOIN orders ON orders.id = orderId ORDER BY changedAt, id LIMIT ? OFFSET ?`,
      window.from,
      window.to,
      page.size,
      page.offset,
    ),
    total:
      database.one(countRow, `SELECT count(*) AS total FROM (${changed})`, window.from, window.to)?.total ??
      0,
  }
}

const changeRow = z.object({ status: z.enum(ORDER_STATUSES), at: z.number() })

export function statusChanges(database: Database, orderId: string): { status: OrderStatus; at: number }[] {
  return database.all(
    changeRow,
    'SELECT status, at FROM status_changes WHERE orderId = ? ORDER BY at, rowid',
    orderId,
  )
}
