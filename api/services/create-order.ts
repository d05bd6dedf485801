import { CertloomError } from '../../domain/errors.ts'
import { newId } from '../../platform/ids.ts'
import { billingSystemByName } from '../../store/queries/billing-systems.ts'
import type { OrderRecord } from '../../store/queries/order-record.ts'
import { createOrder, ordersByReferences } from '../../store/queries/orders.ts'
import { newOrderFrame } from '../schemas/new-order.ts'
import type { OrderJson } from '../schemas/order.ts'
import { hashOf } from './canonical-json.ts'
import type { Caller, ServiceDeps } from './deps.ts'
import { judgeOrder } from './judge-order.ts'
import { newOrderOf, startOf } from './new-order.ts'
import { orderJson } from './order-json.ts'
import { readFields } from './read-fields.ts'

/** `command` is there where the engine has yet to take the start. */
export interface CreatedOrder {
  status: 200 | 201 | 202
  order: OrderJson
  command?: { id: string; state: 'accepted' }
}

/** The billing system that an installation's own token or admin starts orders for. */
const HOME_SYSTEM = 'default'

/** An installation's own caller may start an order too; it then belongs to the billing system `default`. */
async function systemOf(deps: ServiceDeps, caller: Caller): Promise<string> {
  const own = caller.tenant.billingSystemId
  const billingSystemId = own ?? (await billingSystemByName(deps.db, HOME_SYSTEM))?.id
  if (billingSystemId === undefined) throw new CertloomError('forbidden')
  return billingSystemId
}

async function earlierOrder(
  deps: ServiceDeps,
  billingSystemId: string,
  body: unknown,
): Promise<OrderRecord | null> {
  const { reference } = readFields(newOrderFrame, body).fields
  if (reference === undefined) return null
  return (await ordersByReferences(deps.db, { billingSystemId }, [reference]))[0] ?? null
}

/**
 * Starts an order: keeps it, then hands it to the engine. The same reference with the same body is the same order.
 * @throws {CertloomError} `invalid-input`, `reference-in-use`
 */
export async function startOrder(
  deps: ServiceDeps,
  caller: Caller,
  body: unknown,
  options: { commandId?: string | undefined } = {},
): Promise<CreatedOrder> {
  const billingSystemId = await systemOf(deps, caller)
  const bodyHash = hashOf(body)
  // A repeat is answered whatever has become of the product since.
  const earlier = await earlierOrder(deps, billingSystemId, body)
  if (earlier !== null) {
    return repeated(deps, caller, { order: earlier, sameBody: earlier.bodyHash === bodyHash })
  }
  const judged = await judgeOrder(deps, body)
  const order = newOrderOf(judged, {
    billingSystemId,
    actor: caller.actor,
    commandId: options.commandId ?? newId(),
    bodyHash,
    now: deps.clock(),
  })
  const kept = await createOrder(deps.db, order)
  if (!kept.created) return repeated(deps, caller, kept)
  const isTaken = await deps.temporal.startOrder(startOf(order))
  const shown = orderJson(kept.order, caller, deps.settings)
  return isTaken
    ? { status: 201, order: shown }
    : { status: 202, order: shown, command: { id: order.commandId, state: 'accepted' } }
}

function repeated(
  deps: ServiceDeps,
  caller: Caller,
  kept: { sameBody: boolean; order: OrderRecord },
): CreatedOrder {
  if (!kept.sameBody) throw new CertloomError('reference-in-use')
  return { status: 200, order: orderJson(kept.order, caller, deps.settings) }
}
