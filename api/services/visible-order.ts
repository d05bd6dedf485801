import { CertloomError } from '../../domain/errors.ts'
import { isId } from '../../platform/ids.ts'
import type { OrderRecord } from '../../store/queries/order-record.ts'
import { orderById, orderForCustomer } from '../../store/queries/orders.ts'
import type { Caller, ServiceDeps } from './deps.ts'

/**
 * The order, if this caller may see it.
 * @throws {CertloomError} `not-found` for what is unknown and for what is somebody else's, without a difference
 */
export async function visibleOrder(
  deps: Pick<ServiceDeps, 'db'>,
  caller: Caller,
  orderId: string,
): Promise<OrderRecord> {
  if (!isId(orderId)) throw new CertloomError('not-found')
  const order =
    caller.customerId === null
      ? await orderById(deps.db, caller.tenant, orderId)
      : await orderForCustomer(deps.db, caller.customerId, orderId)
  if (order === null) throw new CertloomError('not-found')
  return order
}
