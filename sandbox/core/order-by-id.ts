import type { CoreContext } from './context.ts'
import { findOrder, type Order } from './orders.ts'
import { failure, type Outcome, success } from './types.ts'

/** An order by its id, with the CA's numbers for a missing and an unknown one. */
export function orderById(context: CoreContext, orderId: string | undefined): Outcome<Order> {
  if (orderId === undefined || orderId === '') return failure(2055)
  const order = findOrder(context.database, orderId)
  return order === undefined ? failure(1033, orderId) : success(order)
}
