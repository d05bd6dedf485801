import { inspectCsr } from '../../pki/csr.ts'
import { caOrderOf } from '../../store/queries/ca-orders.ts'
import { configurationById } from '../../store/queries/configurations.ts'
import { orderById } from '../../store/queries/orders.ts'
import { WHOLE_INSTALLATION } from '../../store/tenant.ts'
import { type ConfigurationCheckResult, caOrderIdOf } from '../../workflows/contract.ts'
import { fieldProblems } from './as-failure.ts'
import type { CaDeps } from './deps.ts'
import { CaRefusal } from './errors.ts'
import { orderRequest } from './order-request.ts'

export interface CheckConfigurationInput {
  orderId: string
  configurationId: string
  /** The CA's order that this configuration would take the place of: its key is free again once it is cancelled. */
  replaces?: string
}

/** Asks the CA what it would say to a configuration. Nothing is ordered, and nothing is kept but the answer. */
export async function checkConfiguration(
  deps: CaDeps,
  asked: CheckConfigurationInput,
): Promise<ConfigurationCheckResult> {
  const order = await orderById(deps.db, WHOLE_INSTALLATION, asked.orderId)
  if (order === null) throw new Error(`no order ${asked.orderId}`)
  const port = await deps.portOf(order.caAccountId)
  try {
    await port.checkOrder(await orderRequest(deps.db, { ...asked, caOrderId: caOrderIdOf(asked.orderId, 1) }))
    return { problems: [] }
  } catch (error) {
    if (!(error instanceof CaRefusal)) throw error
    const isOwnKey = asked.replaces !== undefined && (await hasSameKey(deps, asked, asked.replaces))
    const problems = error.problems.filter(({ code }) => !(isOwnKey && code === 'key-already-used'))
    return { problems: fieldProblems(problems) }
  }
}

async function hasSameKey(deps: CaDeps, asked: CheckConfigurationInput, caOrderId: string): Promise<boolean> {
  const order = await orderById(deps.db, WHOLE_INSTALLATION, asked.orderId)
  const row = order === null ? null : await caOrderOf(deps.db, order.caAccountId, caOrderId)
  const [before, after] = await Promise.all([
    row?.configurationId ? configurationById(deps.db, row.configurationId) : null,
    configurationById(deps.db, asked.configurationId),
  ])
  return before !== null && after !== null && (await keyOf(before.csr)) === (await keyOf(after.csr))
}

async function keyOf(csrText: string): Promise<string | null> {
  const read = await inspectCsr(csrText)
  return read.ok ? read.csr.key.spkiSha256 : null
}
