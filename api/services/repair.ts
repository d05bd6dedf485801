import { currentCaOrder } from '../../store/queries/ca-orders.ts'
import { commandById } from '../../store/queries/commands.ts'
import { configurationById } from '../../store/queries/configurations.ts'
import type { OrderRecord } from '../../store/queries/order-record.ts'
import { WHOLE_INSTALLATION } from '../../store/tenant.ts'
import { canonicalJson } from './canonical-json.ts'
import type { GoodConfiguration } from './configuration-rules.ts'
import type { ServiceDeps } from './deps.ts'

type Repair = 'nothing' | 'control' | 'order'

/** What the CA has of an order, as it was entered for it. */
interface OrderedConfiguration {
  /** The way of proving that stands now: it may have been changed since. */
  method: string | null
  body: Record<string, unknown>
  csr: string
  names: readonly string[]
}

function repairOf(ordered: OrderedConfiguration | null, good: GoodConfiguration): Repair {
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

/**
 * What a configuration that comes while the CA waits for proof asks for (row C7). The CA can change the way of proving;
 * whatever else differs needs an order anew. The same once more asks for nothing: a new code would void the old one.
 */
export async function repairAsked(
  deps: ServiceDeps,
  order: OrderRecord,
  good: GoodConfiguration,
  commandId: string | undefined,
): Promise<Repair> {
  if (order.view.state !== 'verifying') return 'order'
  // A repeat of a request asks for what it asked for the first time, whatever that changed meanwhile.
  const earlier =
    commandId === undefined ? null : await commandById(deps.db, WHOLE_INSTALLATION, order.id, commandId)
  if (earlier !== null) return earlier.name === 'changeVerification' ? 'control' : 'order'
  const row = await currentCaOrder(deps.db, order.id)
  const ordered = row?.configurationId ? await configurationById(deps.db, row.configurationId) : null
  return repairOf(ordered && { ...ordered, method: row?.method ?? null }, good)
}
