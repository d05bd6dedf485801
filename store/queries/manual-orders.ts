import type { EntityManager } from '@mikro-orm/postgresql'
import type { CaOrderStatus, CertificateStatus } from '../../domain/order-view.ts'
import type { Database } from '../database.ts'
import { isoOf, row, rows, sql, textArray } from '../sql.ts'

/** Which order at which manual CA. */
export interface ManualOrderKey {
  caAccountId: string
  caOrderId: string
}

export interface ManualOrder extends ManualOrderKey {
  customerLabel: string
  productCode: string
  status: CaOrderStatus
  productValidUntil: string | null
  placedAt: string
  changedAt: string
}

export interface ManualCertificate {
  serialNumber: string
  pem: string
  chain: string[]
  status: Exclude<CertificateStatus, 'EXPIRED'>
  revokedAt: string | null
}

const COLUMNS = sql`ca_account_id as "caAccountId", ca_order_id as "caOrderId", customer_label as "customerLabel",
  product_code as "productCode", status, product_valid_until as "productValidUntil", placed_at as "placedAt",
  changed_at as "changedAt"`

function withInstants(order: ManualOrder): ManualOrder {
  const { productValidUntil, placedAt, changedAt } = order
  return {
    ...order,
    productValidUntil: productValidUntil === null ? null : isoOf(productValidUntil),
    placedAt: isoOf(placedAt),
    changedAt: isoOf(changedAt),
  }
}

/** Writes the order down. @returns false where it was there before */
export async function openManualOrder(
  em: EntityManager,
  {
    caAccountId,
    caOrderId,
    customerLabel,
    productCode,
  }: Omit<ManualOrder, 'status' | 'productValidUntil' | 'placedAt' | 'changedAt'>,
  at: Date,
): Promise<boolean> {
  const opened = await rows(
    em,
    sql`insert into manual_orders (ca_account_id, ca_order_id, customer_label, product_code, status, placed_at, changed_at)
        values (${caAccountId}, ${caOrderId}, ${customerLabel}, ${productCode}, 'VERIFICATION', ${at}::timestamptz,
          ${at}::timestamptz)
        on conflict do nothing returning ca_order_id`,
  )
  return opened.length > 0
}

export async function manualOrder(db: Database, key: ManualOrderKey): Promise<ManualOrder | null> {
  const found = await row<ManualOrder & Record<string, unknown>>(
    db.em(),
    sql`select ${COLUMNS} from manual_orders
        where ca_account_id = ${key.caAccountId} and ca_order_id = ${key.caOrderId}`,
  )
  return found === null ? null : withInstants(found)
}

/** Orders that were placed, or changed, from `since` to `until` (RFC 3339), oldest first. */
export async function manualOrdersWithin(
  db: Database,
  caAccountId: string,
  what: 'placed' | 'changed',
  since: string,
  until: string,
): Promise<ManualOrder[]> {
  const at = what === 'placed' ? sql`placed_at` : sql`changed_at`
  const found = await rows<ManualOrder & Record<string, unknown>>(
    db.em(),
    sql`select ${COLUMNS} from manual_orders where ca_account_id = ${caAccountId}
          and ${at} between ${since}::timestamptz and ${until}::timestamptz order by ${at}`,
  )
  return found.map(withInstants)
}

export async function setManualStatus(
  em: EntityManager,
  { caAccountId, caOrderId }: ManualOrderKey,
  status: CaOrderStatus,
  at: Date,
): Promise<void> {
  await rows(
    em,
    sql`update manual_orders set status = ${status}, changed_at = ${at}::timestamptz
        where ca_account_id = ${caAccountId} and ca_order_id = ${caOrderId}`,
  )
}

/** Oldest first. */
export async function manualCertificates(db: Database, key: ManualOrderKey): Promise<ManualCertificate[]> {
  const found = await rows<ManualCertificate & Record<string, unknown>>(
    db.em(),
    sql`select serial_number as "serialNumber", pem, chain, status, revoked_at as "revokedAt"
        from manual_certificates where ca_account_id = ${key.caAccountId} and ca_order_id = ${key.caOrderId}
        order by entered_at, serial_number`,
  )
  return found.map((each) => ({ ...each, revokedAt: each.revokedAt === null ? null : isoOf(each.revokedAt) }))
}

/** The order that a certificate was entered under, or null. */
export async function manualOrderOf(
  db: Database,
  caAccountId: string,
  serialNumber: string,
): Promise<string | null> {
  const found = await row<{ caOrderId: string }>(
    db.em(),
    sql`select ca_order_id as "caOrderId" from manual_certificates
        where ca_account_id = ${caAccountId} and serial_number = ${serialNumber}`,
  )
  return found?.caOrderId ?? null
}

/** Keeps what an admin entered; the order is then issued. Entered twice it changes nothing. */
export async function enterManualCertificate(
  em: EntityManager,
  key: ManualOrderKey,
  entered: { serialNumber: string; pem: string; chain: readonly string[]; productValidUntil: Date },
  at: Date,
): Promise<void> {
  const { serialNumber, pem, chain, productValidUntil } = entered
  await rows(
    em,
    sql`insert into manual_certificates (ca_account_id, ca_order_id, serial_number, pem, chain, status, entered_at)
        values (${key.caAccountId}, ${key.caOrderId}, ${serialNumber}, ${pem}, ${textArray(chain)}, 'VALID',
          ${at}::timestamptz)
        on conflict do nothing`,
  )
  await rows(
    em,
    sql`update manual_orders set status = 'ENROLLED', changed_at = ${at}::timestamptz,
          product_valid_until = coalesce(product_valid_until, ${productValidUntil}::timestamptz)
        where ca_account_id = ${key.caAccountId} and ca_order_id = ${key.caOrderId}`,
  )
}

export async function setManualCertificateStatus(
  em: EntityManager,
  key: ManualOrderKey,
  serialNumber: string,
  status: ManualCertificate['status'],
  at: Date,
): Promise<void> {
  await rows(
    em,
    sql`update manual_certificates set status = ${status},
          revoked_at = ${status === 'REVOKED' ? at : null}::timestamptz
        where ca_account_id = ${key.caAccountId} and ca_order_id = ${key.caOrderId}
          and serial_number = ${serialNumber} and status <> 'REVOKED'`,
  )
  await rows(
    em,
    sql`update manual_orders set changed_at = ${at}::timestamptz
        where ca_account_id = ${key.caAccountId} and ca_order_id = ${key.caOrderId}`,
  )
}
