import type { CustomerInput } from '../../domain/customer.ts'
import { firstView, type OrderView } from '../../domain/order-view.ts'
import { newId } from '../../platform/ids.ts'
import { createOrder, type NewOrder, type OrderRecord } from '../../store/queries/orders.ts'
import { type Progress, recordProgress } from '../../store/queries/progress.ts'
import { type Installation, PRODUCT } from './installation.ts'

export function customer(overrides: Partial<CustomerInput> = {}): CustomerInput {
  return {
    reference: '42',
    firstName: 'Jadwiga',
    lastName: 'Śmiała',
    company: null,
    taxId: null,
    address1: null,
    address2: null,
    city: null,
    state: null,
    postalCode: null,
    country: 'PL',
    phone: null,
    email: 'jadwiga@customer.test',
    language: 'pl',
    ...overrides,
  }
}

export function newOrder(here: Installation, overrides: Partial<NewOrder> = {}): NewOrder {
  const id = newId()
  return {
    id,
    billingSystemId: here.billingSystemId,
    reference: `order-${id.slice(0, 8)}`,
    bodyHash: 'hash',
    customer: customer(),
    product: PRODUCT,
    caAccountId: here.caAccountId,
    caMode: 'sandbox',
    setup: 'now',
    additionalNames: null,
    term: { period: 'P1Y', recurring: true, paidUntil: null },
    renewal: { policy: 'auto', daysBefore: 10 },
    billing: {
      registeredOn: null,
      cycle: 'Annually',
      firstPayment: { amount: 12_300, currency: 'PLN' },
      recurring: null,
      nextDueDate: null,
      paymentMethod: null,
      serviceStatus: 'Active',
    },
    callbackUrl: null,
    actor: { role: 'billing', id: 'token-1' },
    firstView: firstView('awaiting-configuration', null),
    commandId: newId(),
    startArguments: { orderId: id },
    ...overrides,
  }
}

/** An order that is kept. */
export async function keptOrder(here: Installation, overrides: Partial<NewOrder> = {}): Promise<OrderRecord> {
  return (await createOrder(here.db, newOrder(here, overrides))).order
}

export function viewOf(overrides: Partial<OrderView> = {}): OrderView {
  return { ...firstView('awaiting-configuration', null), ...overrides }
}

/** Tells a step of an order, and whether it counted. */
export async function tell(here: Installation, progress: Partial<Progress> & { orderId: string }) {
  return recordProgress(here.db, {
    sequence: 1,
    at: new Date().toISOString(),
    view: viewOf(),
    events: [],
    commands: [],
    mails: [],
    ...progress,
  })
}
