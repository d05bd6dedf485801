import { billedNames } from '../../domain/billed-names.ts'
import type { OrderRecord } from '../../store/queries/order-record.ts'

/** How many names are to be paid first, where they are billed as entered. */
export function billedNamesOf(
  order: Pick<OrderRecord, 'additionalNames' | 'product'>,
  names: readonly string[],
): { billedNames?: number } {
  const count = order.additionalNames === 'as-entered' ? billedNames(order.product.names, names.length) : 0
  return count === 0 ? {} : { billedNames: count }
}
