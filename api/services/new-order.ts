import type { Actor } from '../../domain/command.ts'
import type { CustomerInput } from '../../domain/customer.ts'
import { firstState } from '../../domain/order-state.ts'
import type { BillingFacts, OrderTerm, RenewalChoice } from '../../domain/order-terms.ts'
import { firstView } from '../../domain/order-view.ts'
import { addPeriod, isOverAYear, readPeriod } from '../../domain/period.ts'
import { newId } from '../../platform/ids.ts'
import type { NewConfiguration } from '../../store/queries/configurations.ts'
import type { NewOrder } from '../../store/queries/orders.ts'
import type { OrderStart } from '../../workflows/contract.ts'
import type { NewOrderBody } from '../schemas/new-order.ts'
import { billedNamesOf } from './billed-names-of.ts'
import type { GoodConfiguration } from './configuration-rules.ts'
import type { JudgedOrder } from './judge-order.ts'

function customerOf({ customer }: NewOrderBody): CustomerInput {
  return {
    reference: customer.reference,
    firstName: customer.firstName,
    lastName: customer.lastName,
    company: customer.company ?? null,
    taxId: customer.taxId ?? null,
    address1: customer.address1 ?? null,
    address2: customer.address2 ?? null,
    city: customer.city ?? null,
    state: customer.state ?? null,
    postalCode: customer.postalCode ?? null,
    country: customer.country ?? null,
    phone: customer.phone ?? null,
    email: customer.email,
    language: customer.language ?? 'en',
  }
}

/**
 * Until when the first payment lasts where nobody said so (row S1): only of periods that outlive one certificate's
 * purchase, from the day the billing system registered the service, else from today.
 */
function paidByPeriod({ term, billing }: NewOrderBody, now: Date): string | null {
  const from = new Date(billing?.registeredOn ?? now).toISOString()
  const period = readPeriod(term?.period ?? '')
  return period !== null && isOverAYear(from, period) ? addPeriod(from, period).slice(0, 10) : null
}

function termOf(body: NewOrderBody, now: Date): OrderTerm {
  const { term } = body
  return {
    period: term?.period ?? null,
    recurring: term?.recurring ?? false,
    paidUntil: term?.paidUntil ?? paidByPeriod(body, now),
  }
}

function renewalOf({ renewal }: NewOrderBody): RenewalChoice {
  return { policy: renewal?.policy ?? null, daysBefore: renewal?.daysBefore ?? null }
}

function billingOf({ billing }: NewOrderBody): BillingFacts {
  return {
    registeredOn: billing?.registeredOn ?? null,
    cycle: billing?.cycle ?? null,
    firstPayment: billing?.firstPayment ?? null,
    recurring: billing?.recurring ?? null,
    nextDueDate: billing?.nextDueDate ?? null,
    paymentMethod: billing?.paymentMethod ?? null,
    serviceStatus: billing?.serviceStatus ?? null,
  }
}

function configurationOf(good: GoodConfiguration, orderId: string, actor: Actor): NewConfiguration {
  return { id: newId(), orderId, actor, ...good }
}

/** What the order's workflow starts with: ids, states and the product, never people. */
export function startOf(order: Omit<NewOrder, 'startArguments'>): OrderStart {
  const { product, actor, setup, caMode, caAccountId, commandId, configuration } = order
  return {
    orderId: order.id,
    commandId,
    actor,
    caAccountId,
    caMode,
    product: {
      code: product.code,
      name: product.name,
      kind: product.kind,
      validation: product.validation,
      validityDays: product.validityDays,
    },
    setup,
    paidUntil: order.term.paidUntil,
    configurationId: configuration?.id ?? null,
    ...billedNamesOf(order, configuration?.names ?? []),
    recurring: order.term.recurring,
    ...(order.firstView.isManualCa === true ? { isManualCa: true } : {}),
  }
}

/** The order as it is kept, from what was asked. */
export function newOrderOf(
  judged: JudgedOrder,
  asked: { billingSystemId: string; actor: Actor; commandId: string; bodyHash: string; now: Date },
): NewOrder {
  const { body, product, caAccount } = judged
  const { now, ...known } = asked
  const id = newId()
  const setup = body.setup ?? 'now'
  const term = termOf(body, now)
  const order: Omit<NewOrder, 'startArguments'> = {
    id,
    ...known,
    reference: body.reference,
    customer: customerOf(body),
    product,
    caAccountId: caAccount.id,
    caMode: caAccount.mode,
    setup,
    additionalNames: body.additionalNames ?? null,
    term,
    renewal: renewalOf(body),
    billing: billingOf(body),
    callbackUrl: body.callbackUrl ?? null,
    firstView: firstView(firstState(setup), term.paidUntil, caAccount.kind === 'manual'),
    ...(judged.configuration === null
      ? {}
      : { configuration: configurationOf(judged.configuration, id, asked.actor) }),
  }
  return { ...order, startArguments: startOf(order) }
}
