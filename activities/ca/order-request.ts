import type { Database } from '../../store/database.ts'
import { configurationById } from '../../store/queries/configurations.ts'
import { orderById } from '../../store/queries/orders.ts'
import { WHOLE_INSTALLATION } from '../../store/tenant.ts'
import type { CaOrderConfiguration, CaOrderRequest } from './port.ts'

/** Collects what the CA is told of an order: its product, and what the client entered. */
export async function orderRequest(
  db: Database,
  asked: { orderId: string; configurationId: string; caOrderId: string },
): Promise<CaOrderRequest> {
  const [order, configuration] = await Promise.all([
    orderById(db, WHOLE_INSTALLATION, asked.orderId),
    configurationById(db, asked.configurationId),
  ])
  if (order === null || configuration === null)
    throw new Error(`order ${asked.orderId} has no such configuration`)
  const entered = configuration.body as unknown as CaOrderConfiguration
  return {
    ...entered,
    csr: configuration.csr,
    names: configuration.names,
    caOrderId: asked.caOrderId,
    customerLabel: customerLabelOf(asked.orderId, configuration.body),
    productCode: order.product.code,
    language: order.product.caLanguage,
  }
}

/**
 * What the CA files an order under. A renewal is found by it, so it is the order's own id; where the key lies in
 * SimplySign, the CA wants the customer's login there.
 */
function customerLabelOf(orderId: string, entered: Record<string, unknown>): string {
  const { keyStorage, simplySignLogin } = entered
  return keyStorage === 'simplysign' && typeof simplySignLogin === 'string' ? simplySignLogin : orderId
}
