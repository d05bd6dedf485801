import type { CustomerInput } from '../../domain/customer.ts'
import { INSTALLATION_DEFAULTS } from '../../domain/installation-settings.ts'
import type { SetupRule } from '../../domain/order-state.ts'
import type { BillingFacts, OrderTerm, RenewalChoice } from '../../domain/order-terms.ts'
import type { OrderView } from '../../domain/order-view.ts'
import { type RenewalInForce, type RenewalWish, renewalInForce } from '../../domain/plan-settings.ts'
import type { CaMode, ProductSnapshot } from '../../domain/product.ts'
import { LIVE_PRESETS } from '../../domain/product-settings.ts'
import { isoOf, sql } from '../sql.ts'
import type { Tenant } from '../tenant.ts'
import { INSTALLATION_ZONE } from './time-zone.ts'

/** What was asked about additional names: a number, or to be billed as they are entered; null is the product's own. */
export type AdditionalNames = number | 'as-entered' | null

/** An order as it is read: what it was started with, its customer, and what its workflow said last. */
export interface OrderRecord {
  id: string
  reference: string
  billingSystemId: string
  billingSystemName: string
  /** In which zone its customer's days are. */
  timeZone: string
  bodyHash: string
  customerId: string
  customer: CustomerInput
  product: ProductSnapshot
  caAccountId: string
  caMode: CaMode
  setup: SetupRule
  additionalNames: AdditionalNames
  term: OrderTerm
  renewal: RenewalChoice
  /** How it is renewed as things stand: its own words, else its product's, else the installation's. */
  renewalInForce: RenewalInForce
  /** Whether its product's customers are offered to renew, as it is at this moment. */
  renewShown: boolean
  billing: BillingFacts
  /** The invoice that the billing system named last. */
  invoice: string | null
  callbackUrl: string | null
  createdAt: string
  updatedAt: string
  sequence: number
  view: OrderView
}

/** An `OrderRecord` as a row has it. */
export type OrderRow = Omit<OrderRecord, 'renewalInForce'> & {
  productRenewal: RenewalWish
  installationRenewal: RenewalInForce | null
} & Record<string, unknown>

const CUSTOMER = sql`jsonb_build_object('reference', c.reference, 'firstName', c.first_name,
  'lastName', c.last_name, 'company', c.company, 'taxId', c.tax_id, 'address1', c.address1,
  'address2', c.address2, 'city', c.city, 'state', c.state, 'postalCode', c.postal_code,
  'country', c.country, 'phone', c.phone, 'email', c.email, 'language', c.language)`

/** A setting of the order's product that is read live; what nobody chose is the preset. */
export function ofProduct(setting: 'renewShown' | 'dueDateFollowsPaid') {
  return sql`coalesce((select (p.settings ->> ${setting}::text)::boolean from products p
    where p.code = o.product ->> 'code'), ${LIVE_PRESETS[setting]}::boolean)`
}

/** The columns of an `OrderRecord`, of the tables in `ORDER_TABLES`. */
export const ORDER_COLUMNS = sql`o.id, o.reference, o.billing_system_id as "billingSystemId",
  b.name as "billingSystemName", coalesce(b.time_zone, ${INSTALLATION_ZONE}) as "timeZone", o.body_hash as "bodyHash", o.customer_id as "customerId",
  ${CUSTOMER} as customer, o.product, o.ca_account_id as "caAccountId", o.ca_mode as "caMode", o.setup,
  o.additional_names as "additionalNames", o.term, o.renewal, o.billing, o.callback_url as "callbackUrl",
  (select p.invoice from payments p where p.order_id = o.id order by p.updated_at desc, p.invoice limit 1) as invoice,
  (select p.settings -> 'renewal' from products p where p.code = o.product ->> 'code') as "productRenewal",
  (select s.value from settings_kv s where s.key = 'renewal') as "installationRenewal",
  ${ofProduct('renewShown')} as "renewShown",
  o.created_at as "createdAt", v.updated_at as "updatedAt", v.sequence, v.view`

export const ORDER_TABLES = sql`orders o join customers c on c.id = o.customer_id
  join order_view v on v.order_id = o.id join billing_systems b on b.id = o.billing_system_id`

/** The condition that keeps one tenant from another's orders, inside the statement that reads them. */
export function seenBy(tenant: Tenant) {
  return tenant.billingSystemId === null ? sql`true` : sql`o.billing_system_id = ${tenant.billingSystemId}`
}

export function recordOf({ productRenewal, installationRenewal, ...row }: OrderRow): OrderRecord {
  const renewal = installationRenewal ?? INSTALLATION_DEFAULTS.renewal
  return {
    ...row,
    renewalInForce: renewalInForce(row.renewal, productRenewal, { renewal }),
    createdAt: isoOf(row.createdAt),
    updatedAt: isoOf(row.updatedAt),
  }
}
