import fc from 'fast-check'
import type { OrderFacts } from '../../domain/actions.ts'
import { ACTIVITY_KINDS, ACTIVITY_STEPS, ORDER_STATES } from '../../domain/order-state.ts'
import { PRODUCT_KINDS } from '../../domain/product.ts'

/** Everything that may be going on for an order; null is nothing. */
export const ACTIVITIES: readonly OrderFacts['activity'][] = [
  null,
  ...ACTIVITY_KINDS.flatMap((kind) => ACTIVITY_STEPS.map((step) => ({ kind, step }))),
]

/** Every order there can be, as far as its actions go. */
export const ALL_ORDERS: readonly OrderFacts[] = ORDER_STATES.flatMap((state) =>
  ACTIVITIES.flatMap((activity) =>
    PRODUCT_KINDS.flatMap((productKind) =>
      [false, true].flatMap((caOrderPlaced) =>
        [false, true].map((takesDocuments) => ({
          state,
          activity,
          productKind,
          caOrderPlaced,
          takesDocuments,
        })),
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
})
