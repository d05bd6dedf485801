import type { OrderFacts } from '../../domain/actions.ts'
import type { CaOrderSummary, OrderView, RenewalView } from '../../domain/order-view.ts'
import { requiredDocuments } from '../../domain/product-needs.ts'
import { effectiveDaysBefore } from '../../domain/term-plan.ts'
import type { OrderStart } from '../contract.ts'
import { adminNeededOf } from './admin-needed.ts'
import { plannedMove } from './plan.ts'
import {
  certificateInUse,
  currentPurchase,
  expiresAt,
  isAtCa,
  type OrderState,
  type Purchase,
  purchaseInForce,
} from './state.ts'

/** What decides which actions are possible. */
export function factsOf(state: OrderState, start: OrderStart): OrderFacts {
  return {
    state: state.state,
    activity: state.activity,
    productKind: start.product.kind,
    caOrderPlaced: isAtCa(currentPurchase(state)),
    takesDocuments: takesDocuments(state, start),
    cancellation: cancellationOf(state, start),
    suspended: state.suspended,
    isManualCa: start.isManualCa ?? false,
    isAdminNeeded: adminNeededOf(state).length > 0,
    isEnding: state.endsAfterRevocation,
  }
}

function cancellationOf(state: OrderState, start: OrderStart): OrderFacts['cancellation'] {
  const isRecurring = state.settings?.recurring ?? start.recurring ?? false
  if (!isRecurring) return 'no-recurring'
  return state.cancellation === null ? 'not-asked' : 'asked'
}

function takesDocuments(state: OrderState, { product }: OrderStart): boolean {
  const isAsked = state.activity?.step === 'awaiting-documents'
  return (
    isAsked || requiredDocuments({ kind: product.kind, validation: product.validation ?? null }).length > 0
  )
}

function verificationOf(purchase: Purchase | null): OrderView['verification'] {
  if (purchase === null || purchase.status === null || purchase.method === null) return null
  return { method: purchase.method, ...purchase.control }
}

function renewalOf(state: OrderState, start: OrderStart): RenewalView | null {
  const { settings } = state
  if (settings === null) return null
  const inUse = certificateInUse(state)
  const { policy, daysBefore } = settings
  return {
    policy,
    daysBefore,
    effectiveDaysBefore: inUse === null ? daysBefore : effectiveDaysBefore(daysBefore, inUse),
    startsAt: plannedMove(state, start)?.dueAt ?? null,
    csrStored: state.next?.hasCsr ?? false,
  }
}

function caOrderOf(purchase: Purchase, start: OrderStart): CaOrderSummary[] {
  const { caOrderId, status, productValidUntil, purpose = 'issue', productCode } = purchase
  if (status === null) return []
  return [{ id: caOrderId, product: productCode ?? start.product.code, purpose, status, productValidUntil }]
}

/** What readers see of the state. */
export function toView(state: OrderState, start: OrderStart): OrderView {
  const { cancellation } = state
  const adminNeeded = adminNeededOf(state)
  return {
    state: state.state,
    suspended: state.suspended,
    activity: state.activity,
    names: state.names,
    paidUntil: state.paidUntil,
    expiresAt: expiresAt(state),
    productValidUntil: purchaseInForce(state)?.productValidUntil ?? null,
    verification: verificationOf(currentPurchase(state)),
    certificates: state.certificates,
    caOrders: state.purchases.flatMap((made) => caOrderOf(made, start)),
    caOrderPlaced: isAtCa(currentPurchase(state)),
    renewal: renewalOf(state, start),
    cancellation:
      cancellation === null ? null : { when: cancellation.when, requestedAt: cancellation.requestedAt },
    isManualCa: start.isManualCa ?? false,
    ...(adminNeeded.length > 0 ? { adminNeeded } : {}),
    ...(state.endsAfterRevocation ? { isEnding: true } : {}),
  }
}
