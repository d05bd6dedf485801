import type { ControlInstruction } from '../../domain/control-instructions.ts'
import type { PreflightFinding } from '../../domain/preflight.ts'
import type { CaOrderRow } from '../../store/entities/ca-order.ts'
import { noteFindings } from '../../store/queries/ca-findings.ts'
import { configurationById } from '../../store/queries/configurations.ts'
import { orderById } from '../../store/queries/orders.ts'
import { WHOLE_INSTALLATION } from '../../store/tenant.ts'
import type { CaDeps } from '../ca/deps.ts'

type ExplainDeps = Pick<CaDeps, 'db' | 'clock' | 'log' | 'preflight'>

/**
 * Looks at what the CA will look at for a purchase and keeps what was found, for its page and the API. What is proven
 * already is not looked for again. Never throws: an explanation is no reason for anything to fail.
 * @returns what was found; null where it could not be looked at
 */
export async function explainCaOrder(
  deps: ExplainDeps,
  row: CaOrderRow,
  instructions: readonly ControlInstruction[],
): Promise<PreflightFinding[] | null> {
  try {
    return await explainAndKeep(deps, row, instructions)
  } catch (error) {
    deps.log.warn({ caOrderId: row.caOrderId, err: error }, 'what the CA will look at could not be explained')
    return null
  }
}

async function explainAndKeep(
  deps: ExplainDeps,
  row: CaOrderRow,
  instructions: readonly ControlInstruction[],
): Promise<PreflightFinding[] | null> {
  const order = row.orderId === null ? null : await orderById(deps.db, WHOLE_INSTALLATION, row.orderId)
  if (order === null) return null
  const proven = new Set(row.names.filter(({ state }) => state === 'VERIFIED').map(({ name }) => name))
  const { paidUntil } = order.view
  const now = deps.clock()
  const findings = await deps.preflight.explain({
    kind: order.product.kind,
    names:
      order.product.kind === 'smime' ? await mailAddresses(deps, row) : row.names.map(({ name }) => name),
    method: row.method,
    instructions: instructions.filter(({ name }) => !proven.has(name)),
    now,
    termEndsAt: paidUntil === null ? null : new Date(paidUntil),
  })
  await noteFindings(deps.db, row.id, findings, now)
  return findings
}

/** The address that an S/MIME certificate is for, as it was entered. */
async function mailAddresses({ db }: ExplainDeps, row: CaOrderRow): Promise<string[]> {
  const entered = row.configurationId === null ? null : await configurationById(db, row.configurationId)
  const subject = entered?.body.subject
  const isObject = typeof subject === 'object' && subject !== null && 'email' in subject
  return isObject && typeof subject.email === 'string' ? [subject.email] : []
}
