import { canonicalJson } from './canonical-json.ts'
import type { GoodConfiguration } from './configuration-rules.ts'

/** What the CA has of an order, as it was entered for it. */
export interface OrderedConfiguration {
  /** The way of proving that stands now: it may have been changed since. */
  method: string | null
  body: Record<string, unknown>
  csr: string
  names: readonly string[]
}

/**
 * What a configuration that comes while the CA waits for proof asks for (row C7). The CA can change the way of proving;
 * whatever else differs needs an order anew. The same once more asks for nothing: a new code would void the old one.
 */
export function repairOf(
  ordered: OrderedConfiguration | null,
  good: GoodConfiguration,
): 'nothing' | 'control' | 'order' {
  if (ordered === null || ordered.csr !== good.csr) return 'order'
  if (textOf(rest(ordered.body)) !== textOf(rest(good.body))) return 'order'
  const isSame = textOf(ordered.body.verification) === textOf(good.body.verification)
  return isSame && (good.body.verification?.method ?? null) === ordered.method ? 'nothing' : 'control'
}

function textOf(value: unknown): string {
  return canonicalJson(value ?? null)
}

/** All but the way of proving. The CSR is compared in its one form, and names are a set. */
function rest(body: object): object {
  const { verification: _verification, csr: _csr, names, ...others } = body as Record<string, unknown>
  return { ...others, names: Array.isArray(names) ? names.map(String).sort() : [] }
}
