import { actionsFor, type OrderFacts } from '../../domain/actions.ts'
import { customerName } from '../../domain/customer.ts'
import type { OrderTerm } from '../../domain/order-terms.ts'
import type { RenewalView } from '../../domain/order-view.ts'
import { requiredDocuments } from '../../domain/product-needs.ts'
import type { OrderRecord } from '../../store/queries/order-record.ts'
import { orderWorkflowId } from '../../workflows/contract.ts'
import type { OrderJson } from '../schemas/order.ts'
import type { Caller, ServiceSettings } from './deps.ts'
import { activityJson } from './problem-text.ts'

/** What decides which actions are possible, as the order's workflow said last. */
export function factsOf(order: OrderRecord): OrderFacts {
  const { state, activity, caOrderPlaced } = order.view
  const takesDocuments =
    activity?.step === 'awaiting-documents' || requiredDocuments(order.product).length > 0
  return {
    state,
    activity,
    caOrderPlaced,
    productKind: order.product.kind,
    takesDocuments,
    cancellation: cancellationOf(order),
    suspended: order.view.suspended,
    isManualCa: order.view.isManualCa ?? false,
    isAdminNeeded: (order.view.adminNeeded ?? []).length > 0,
    isEnding: order.view.isEnding ?? false,
    isRenewHidden: !order.renewShown,
  }
}

function cancellationOf({ term, view }: OrderRecord): OrderFacts['cancellation'] {
  if (!term.recurring) return 'no-recurring'
  return view.cancellation ? 'asked' : 'not-asked'
}

function termJson(term: OrderTerm, paidUntil: string | null): OrderJson['term'] {
  // What was paid since the start is the workflow's word; until then the billing system's own stands.
  const instant = paidUntil ?? term.paidUntil
  return { recurring: term.recurring, paidUntil: instant?.slice(0, 10) ?? null }
}

function billingJson({ billing, invoice }: OrderRecord): OrderJson['billing'] {
  return {
    registeredOn: billing.registeredOn,
    cycle: billing.cycle,
    firstPayment: billing.firstPayment,
    recurring: billing.recurring,
    nextDueDate: billing.nextDueDate,
    paymentMethod: billing.paymentMethod,
    invoice,
    serviceStatus: billing.serviceStatus,
  }
}

/** The order's own choice at once; what it comes to as its workflow planned it last. */
function renewalJson(
  { renewal, renewalInForce }: Pick<OrderRecord, 'renewal' | 'renewalInForce'>,
  planned: RenewalView | null,
): OrderJson['renewal'] {
  if (planned !== null) {
    const { policy, effectiveDaysBefore, startsAt, csrStored } = planned
    const { daysBefore } = renewal
    return { policy: renewal.policy ?? policy, daysBefore, effectiveDaysBefore, startsAt, csrStored }
  }
  return {
    policy: renewalInForce.policy,
    daysBefore: renewal.daysBefore,
    effectiveDaysBefore: renewalInForce.daysBefore,
    startsAt: null,
    csrStored: false,
  }
}

function linksOf(order: OrderRecord, settings: ServiceSettings): OrderJson['links'] {
  const { publicUrl, temporalUiUrl, temporalNamespace } = settings
  const workflow = `namespaces/${encodeURIComponent(temporalNamespace)}/workflows/${orderWorkflowId(order.id)}`
  return {
    self: `${publicUrl}/api/v1/orders/${order.id}`,
    client: `${publicUrl}/orders/${order.id}`,
    temporal: temporalUiUrl === null ? null : `${temporalUiUrl}/${workflow}`,
  }
}

/** An order as this caller sees it. */
export function orderJson(order: OrderRecord, caller: Caller, settings: ServiceSettings): OrderJson {
  const { view, product, customer } = order
  return {
    id: order.id,
    reference: order.reference,
    state: view.state,
    suspended: view.suspended,
    activity: activityJson(view.activity, caller.language),
    product: { code: product.code, name: product.name, kind: product.kind, validation: product.validation },
    customer: {
      reference: customer.reference,
      name: customerName(customer),
      email: customer.email,
      language: customer.language,
    },
    names: view.names,
    term: termJson(order.term, view.paidUntil),
    billing: billingJson(order),
    expiresAt: view.expiresAt,
    productValidUntil: view.productValidUntil,
    renewal: renewalJson(order, view.renewal ?? null),
    verification: view.verification,
    certificates: view.certificates,
    caOrders: view.caOrders,
    actions: actionsFor(factsOf(order), caller.role),
    createdAt: order.createdAt,
    updatedAt: order.updatedAt,
    links: linksOf(order, settings),
  }
}
