import { orderById } from '../../store/queries/orders.ts'
import { WHOLE_INSTALLATION } from '../../store/tenant.ts'
import { type ConfigurationCheckResult, caOrderIdOf } from '../../workflows/contract.ts'
import { fieldProblems } from './as-failure.ts'
import type { CaDeps } from './deps.ts'
import { CaRefusal } from './errors.ts'
import { orderRequest } from './order-request.ts'

/** Asks the CA what it would say to a configuration. Nothing is ordered, and nothing is kept but the answer. */
export async function checkConfiguration(
  deps: CaDeps,
  asked: { orderId: string; configurationId: string },
): Promise<ConfigurationCheckResult> {
  const order = await orderById(deps.db, WHOLE_INSTALLATION, asked.orderId)
  if (order === null) throw new Error(`no order ${asked.orderId}`)
  const port = await deps.portOf(order.caAccountId)
  try {
    await port.checkOrder(await orderRequest(deps.db, { ...asked, caOrderId: caOrderIdOf(asked.orderId, 1) }))
    return { problems: [] }
  } catch (error) {
    if (error instanceof CaRefusal) return { problems: fieldProblems(error.problems) }
    throw error
  }
}
