import { CertloomError } from '../../domain/errors.ts'
import { customersBy, type KnownCustomer, moveOrder } from '../../store/queries/move-order.ts'
import { orderMove } from '../schemas/note.ts'
import type { OrderJson } from '../schemas/order.ts'
import { parseInput } from '../schemas/problems-of.ts'
import type { Caller, ServiceDeps } from './deps.ts'
import { orderJson } from './order-json.ts'
import { visibleOrder } from './visible-order.ts'

function refused(code: 'customer-unknown' | 'customer-ambiguous'): CertloomError {
  return new CertloomError('invalid-input', { problems: [{ path: '/customer/reference', code }] })
}

/** One of several is meant only by their reference; an e-mail address must be one customer's. */
function meant(found: readonly KnownCustomer[], text: string): KnownCustomer {
  const byReference = found.find(({ reference }) => reference === text)
  const [first, ...others] = found
  if (byReference !== undefined) return byReference
  if (first === undefined) throw refused('customer-unknown')
  if (others.length > 0) throw refused('customer-ambiguous')
  return first
}

/** Gives an order to another customer of the same billing system (row B10). */
export function createOrderMoveService(deps: ServiceDeps) {
  return {
    /** @throws {CertloomError} `not-found`, `invalid-input` at `/customer/reference` */
    async move(caller: Caller, orderId: string, body: unknown): Promise<OrderJson> {
      const order = await visibleOrder(deps, caller, orderId)
      const { reference } = parseInput(orderMove, body).customer
      const customer = meant(await customersBy(deps.db, order.billingSystemId, reference), reference)
      const details = { from: order.customer.reference, to: customer.reference }
      await moveOrder(deps.db, {
        orderId: order.id,
        customerId: customer.id,
        actor: caller.actor,
        details,
      })
      return orderJson(await visibleOrder(deps, caller, order.id), caller, deps.settings)
    },
  }
}
