import type { Database } from '../database.ts'
import { rows, sql } from '../sql.ts'

/** A certificate by its order and its number. */
export interface CertificatePlace {
  orderId: string
  serialNumber: string
}

/** The other valid certificates of the same customer on the key of this one. */
export async function othersOnSameKey(
  db: Database,
  { orderId, serialNumber }: CertificatePlace,
): Promise<CertificatePlace[]> {
  return rows<CertificatePlace & Record<string, unknown>>(
    db.em(),
    sql`select other.order_id as "orderId", other.serial_number as "serialNumber"
        from certificates this join orders o on o.id = this.order_id
          join orders oo on oo.customer_id = o.customer_id
          join certificates other on other.order_id = oo.id and other.spki_sha256 = this.spki_sha256
        where this.order_id = ${orderId} and this.serial_number = ${serialNumber}
          and other.serial_number <> this.serial_number and other.status = 'VALID' and other.not_after > now()
        order by other.not_after, other.serial_number`,
  )
}

/** Another valid certificate of the same customer, and the certificate of the order whose key it holds. */
export interface SharedKey extends CertificatePlace {
  names: string[]
  sameKeyAs: string
}

/** All other valid certificates of the same customer on the keys of an order's certificates. */
export async function othersOnKeysOf(db: Database, orderId: string): Promise<SharedKey[]> {
  return rows<SharedKey & Record<string, unknown>>(
    db.em(),
    sql`select other.order_id as "orderId", other.serial_number as "serialNumber", other.names,
          this.serial_number as "sameKeyAs"
        from certificates this join orders o on o.id = this.order_id
          join orders oo on oo.customer_id = o.customer_id
          join certificates other on other.order_id = oo.id and other.spki_sha256 = this.spki_sha256
        where this.order_id = ${orderId} and this.status = 'VALID'
          and other.serial_number <> this.serial_number and other.status = 'VALID' and other.not_after > now()
        order by this.serial_number, other.not_after, other.serial_number`,
  )
}
