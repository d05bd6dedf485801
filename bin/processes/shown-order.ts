import { orderJson } from '../../api/services/order-json.ts'
import type { ServiceSettings } from '../../platform/settings.ts'
import type { Database } from '../../store/database.ts'
import { orderById } from '../../store/queries/orders.ts'
import { WHOLE_INSTALLATION } from '../../store/tenant.ts'

/** An order as the API shows it to its billing system at the moment of asking; null where there is none. */
export function createShownOrder(db: Database, settings: ServiceSettings) {
  const shown = {
    publicUrl: settings.publicUrl,
    commandWaitMs: 0,
    temporalUiUrl: settings.temporal.uiUrl,
    temporalNamespace: settings.temporal.namespace,
  }
  return async (orderId: string): Promise<unknown> => {
    const order = await orderById(db, WHOLE_INSTALLATION, orderId)
    if (order === null) return null
    const tenant = { billingSystemId: order.billingSystemId }
    const caller = { tenant, actor: { role: 'billing', id: null }, role: 'billing' } as const
    return orderJson(order, { ...caller, customerId: null, language: 'en' }, shown)
  }
}
