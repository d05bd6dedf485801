import type { FieldProblem } from '../../domain/errors.ts'
import type { OrderRecord } from '../../store/queries/order-record.ts'
import { isKnown, listProducts, type ProductRow, productByCode } from '../../store/queries/products.ts'
import type { ServiceDeps } from './deps.ts'

/** The variant that is renewed as, by its issue code; null for the order's own product. */
export interface Variant {
  renewalCode: string | null
  problems: FieldProblem[]
}

/** Row M10: the same kind of certificate for another period, sold and renewable. */
function isVariant(
  { kind, validation, renewalCode, enabled }: ProductRow,
  { product }: OrderRecord,
): boolean {
  const isSame = kind === product.kind && validation === product.validation
  return enabled && isSame && renewalCode !== null
}

/** What an order can be renewed as, besides what it is. */
export async function renewalVariants(deps: ServiceDeps, order: OrderRecord): Promise<ProductRow[]> {
  const products = await listProducts(deps.db)
  return products.filter((product) => product.code !== order.product.code && isVariant(product, order))
}

/** The variant that somebody names, or why it is none. */
export async function variantOf(
  deps: ServiceDeps,
  order: OrderRecord,
  code: string | undefined,
): Promise<Variant> {
  if (code === undefined) return { renewalCode: null, problems: [] }
  const refused = (problem: string): Variant => ({
    renewalCode: null,
    problems: [{ path: '/product', code: problem, params: { product: code } }],
  })
  const product = await productByCode(deps.db, code)
  if (product === null) return refused('product-unknown')
  if (!product.enabled || !isKnown(product)) return refused('product-not-enabled')
  const fits = isVariant(product, order)
  return fits ? { renewalCode: product.renewalCode, problems: [] } : refused('product-not-for-renewal')
}
