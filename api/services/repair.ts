import { canonicalJson } from './canonical-json.ts'
import type { GoodConfiguration } from './configuration-rules.ts'

/** What the CA has of an order, as it was entered for it. */
export interface OrderedConfiguration {
  body: Record<string, unknown>
  csr: string
  names: readonly string[]
}

/**
 * What a configuration that comes while the CA waits for proof asks for (row C7). The CA can change the way of proving;
 * whatever else differs needs an order anew.
 */
export function repairOf(ordered: OrderedConfiguration | null, good: GoodConfiguration): 'control' | 'order' {
  const isProvable = good.body.verification !== undefined
  if (ordered === null || !isProvable) return 'order'
  const isSame = canonicalJson(withoutControl(ordered.body)) === canonicalJson(withoutControl(good.body))
  return isSame && ordered.csr === good.csr ? 'control' : 'order'
}

/** The rest of a body. Names have their own order, which says nothing. */
function withoutControl(body: object): object {
  const { verification: _verification, csr: _csr, names, ...rest } = body as Record<string, unknown>
  return { ...rest, names: Array.isArray(names) ? names.map(String).sort() : [] }
}
