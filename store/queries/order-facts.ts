import type { Actor } from '../../domain/command.ts'
import type { CustomerInput } from '../../domain/customer.ts'
import type { SetupRule } from '../../domain/order-state.ts'
import type { BillingFacts, OrderTerm, RenewalChoice } from '../../domain/order-terms.ts'
import type { OrderView } from '../../domain/order-view.ts'
import type { CaMode, ProductSnapshot } from '../../domain/product.ts'
import { newId } from '../../platform/ids.ts'
import { type Fragment, json, sql } from '../sql.ts'
import type { NewConfiguration } from './configurations.ts'
import type { AdditionalNames } from './order-record.ts'

/** An order that is to be started. `startArguments` are what its workflow starts with. */
export interface NewOrder {
  id: string
  billingSystemId: string
  reference: string
  /** A hash of what was asked: the same reference with the same hash is the same request. */
  bodyHash: string
  customer: CustomerInput
  product: ProductSnapshot
  caAccountId: string
  caMode: CaMode
  setup: SetupRule
  additionalNames: AdditionalNames
  term: OrderTerm
  renewal: RenewalChoice
  billing: BillingFacts
  callbackUrl: string | null
  actor: Actor
  configuration?: NewConfiguration
  firstView: OrderView
  commandId: string
  startArguments: unknown
}

/** Makes the customer, or brings the known one up to date; gives its id. */
export function customerUpsert(billingSystemId: string, customer: CustomerInput): Fragment {
  return sql`insert into customers (id, billing_system_id, reference, first_name, last_name, company, tax_id,
      address1, address2, city, state, postal_code, country, phone, email, language)
    values (${newId()}, ${billingSystemId}, ${customer.reference}, ${customer.firstName}, ${customer.lastName},
      ${customer.company}, ${customer.taxId}, ${customer.address1}, ${customer.address2}, ${customer.city},
      ${customer.state}, ${customer.postalCode}, ${customer.country}, ${customer.phone}, ${customer.email},
      ${customer.language})
    on conflict (billing_system_id, reference) do update set first_name = excluded.first_name,
      last_name = excluded.last_name, company = excluded.company, tax_id = excluded.tax_id,
      address1 = excluded.address1, address2 = excluded.address2, city = excluded.city,
      state = excluded.state, postal_code = excluded.postal_code, country = excluded.country,
      phone = excluded.phone, email = excluded.email, language = excluded.language
    returning id`
}

/** Inserts the order; gives no row where its reference is taken. */
export function orderInsert(order: NewOrder, customerId: string): Fragment {
  return sql`insert into orders (id, billing_system_id, reference, body_hash, customer_id, product,
      ca_account_id, ca_mode, setup, additional_names, term, renewal, billing, callback_url, created_by)
    values (${order.id}, ${order.billingSystemId}, ${order.reference}, ${order.bodyHash}, ${customerId},
      ${json(order.product)}, ${order.caAccountId}, ${order.caMode}, ${order.setup},
      ${json(order.additionalNames)}, ${json(order.term)}, ${json(order.renewal)}, ${json(order.billing)},
      ${order.callbackUrl}, ${json(order.actor)})
    on conflict (billing_system_id, reference) do nothing
    returning id`
}
