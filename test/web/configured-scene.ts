import assert from 'node:assert/strict'
import type { Caller } from '../../api/services/services.ts'
import type { ProductSnapshot } from '../../domain/product.ts'
import { productSettings } from '../../domain/product-settings.ts'
import { saveCertificates } from '../../store/queries/certificates.ts'
import type { NewOrder, OrderRecord } from '../../store/queries/orders.ts'
import { row, rows, sql } from '../../store/sql.ts'
import { certificateOf, type MadeCertificate } from '../api/certificate-maker.ts'
import { makeCsr } from '../api/csr-maker.ts'
import { tell, viewOf } from '../store/order-factory.ts'
import { waitingOrder } from './scenes.ts'
import { MULTI, type Site } from './site.ts'

/** Sold so that more names can be added after the issue (row M7). */
export const GROWING: ProductSnapshot = {
  ...MULTI,
  settings: productSettings('ssl-multi', { additionalNames: { mode: 'ca-maximum', limit: 10 } }),
}

export const NAMES = ['example.com', 'www.example.com']
export const CONTACT = { firstName: 'Jadwiga', lastName: 'Kowalska', email: 'jadwiga@example.com' }

function clientOf({ billingSystemId, customerId }: OrderRecord): Caller {
  return {
    tenant: { billingSystemId },
    actor: { role: 'client', id: customerId },
    role: 'client',
    customerId,
    language: 'en',
  }
}

export interface Issued {
  order: OrderRecord
  certificate: MadeCertificate
  csr: string
}

/** An order that was configured as clients do, and has its certificate: what is asked for next begins with that. */
export async function issuedOrder(site: Site, overrides: Partial<NewOrder> = {}): Promise<Issued> {
  const order = await waitingOrder(site, { product: MULTI, ...overrides })
  const csr = await makeCsr('example.com')
  const entered = {
    csr,
    names: NAMES,
    verification: { method: 'DNS_TXT_PREFIX' },
    contact: CONTACT,
    revocationEmail: 'revoked@example.com',
  }
  const { status } = await site.services.configuration.submit(clientOf(order), order.id, entered)
  assert.equal(status, 200)
  const certificate = await certificateOf({ commonName: 'example.com' })
  await saveCertificates(site.here.db, order.id, [certificate])
  await showIssued(site, order, certificate)
  return { order, certificate, csr }
}

async function showIssued({ here }: Site, order: OrderRecord, certificate: MadeCertificate): Promise<void> {
  const { serialNumber, notBefore, notAfter, issuer, caOrderId: caOrder } = certificate
  await tell(here, {
    orderId: order.id,
    view: viewOf({
      state: 'issued',
      names: NAMES,
      expiresAt: notAfter.toISOString(),
      productValidUntil: '2027-05-04T00:00:00.000Z',
      verification: { method: 'DNS_TXT_PREFIX', verified: 2, of: 2 },
      certificates: [
        {
          serialNumber,
          status: 'VALID',
          notBefore: notBefore.toISOString(),
          notAfter: notAfter.toISOString(),
          names: NAMES,
          issuer,
          caOrder,
        },
      ],
      caOrderPlaced: true,
    }),
  })
}

/** What was asked for of an order after it was configured, by name with its arguments. */
export async function askedFor(
  { here }: Site,
  { id }: OrderRecord,
): Promise<{ name: string; arguments: Record<string, unknown> }[]> {
  return rows(
    here.db.em(),
    sql`select name, arguments from commands
        where order_id = ${id} and name not in ('create', 'configure') order by position`,
  )
}

/** The configuration that a command of this order brought along last. */
export async function broughtAlong(
  { here }: Site,
  { id }: OrderRecord,
): Promise<{ body: Record<string, unknown>; names: string[]; csr: string } | null> {
  return row(
    here.db.em(),
    sql`select f.body, f.names, f.csr from commands k join configurations f on f.id = k.arguments ->> 'configurationId'
        where k.order_id = ${id} and k.name not in ('create', 'configure') order by k.position desc limit 1`,
  )
}
