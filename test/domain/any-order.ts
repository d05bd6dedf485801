import fc from 'fast-check'
import type { OrderFacts } from '../../domain/actions.ts'
import {
  ACTIVITY_KINDS,
  ACTIVITY_STEPS,
  ORDER_STATES,
  type OrderStateName,
} from '../../domain/order-state.ts'
import { PRODUCT_KINDS } from '../../domain/product.ts'

/** Everything that may be going on for an order; null is nothing. */
export const ACTIVITIES: readonly OrderFacts['activity'][] = [
  null,
  ...ACTIVITY_KINDS.flatMap((kind) => ACTIVITY_STEPS.map((step) => ({ kind, step }))),
]

/** An order of which nothing more is known than where it stands. */
export function plainOrder(state: OrderStateName): OrderFacts {
  return {
    state,
    activity: null,
    productKind: 'ssl',
    caOrderPlaced: false,
    takesDocuments: false,
    cancellation: 'no-recurring',
    suspended: false,
    isManualCa: false,
  }
}

export const CANCELLATIONS = ['no-recurring', 'not-asked', 'asked'] as const

/** Every order there can be, as far as its actions go. */
export const ALL_ORDERS: readonly OrderFacts[] = ORDER_STATES.flatMap((state) =>
  ACTIVITIES.flatMap((activity) =>
    PRODUCT_KINDS.flatMap((productKind) =>
      [false, true].flatMap((caOrderPlaced) =>
        [false, true].flatMap((takesDocuments) =>
          CANCELLATIONS.flatMap((cancellation) =>
            [false, true].flatMap((suspended) =>
              [false, true].map((isManualCa) => ({
                state,
                activity,
                productKind,
                caOrderPlaced,
                takesDocuments,
                cancellation,
                suspended,
                isManualCa,
              })),
            ),
          ),
        ),
      ),
    ),
  ),
)

export const anyOrder = fc.record({
  state: fc.constantFrom(...ORDER_STATES),
  activity: fc.constantFrom(...ACTIVITIES),
  productKind: fc.constantFrom(...PRODUCT_KINDS),
  caOrderPlaced: fc.boolean(),
  takesDocuments: fc.boolean(),
  cancellation: fc.constantFrom(...CANCELLATIONS),
  suspended: fc.boolean(),
  isManualCa: fc.boolean(),
})
