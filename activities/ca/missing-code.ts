import type { CaOrderRow } from '../../store/entities/ca-order.ts'
import { caOrderOf, noteCodeAsked, setControl } from '../../store/queries/ca-orders.ts'
import { configurationById } from '../../store/queries/configurations.ts'
import { controlAgain } from './control-again.ts'
import type { CaDeps } from './deps.ts'
import { CaRefusal, CaUnavailable } from './errors.ts'
import type { CaOrderConfiguration, CaOrderDetail, CaPort, ControlRequest } from './port.ts'

/** `later`: the CA would not say now, and is to be asked again with the next look. */
export type MissingCode = 'none' | 'asked' | 'later'

/** Refusals that pass: the CA is still busy with the order (error 1176). */
const PASSES = 'verification-not-now'

/**
 * A CA may answer a reissue, a renewal or an order without the code by which its names are to be proven. It is asked for
 * one then, once for each time that the names are to be proven: what it gives is kept, and our own looks begin. What was
 * read of the order counts whatever comes of that.
 */
export async function askForMissingCode(
  deps: CaDeps,
  port: CaPort,
  row: CaOrderRow,
  detail: Pick<CaOrderDetail, 'status' | 'names'>,
): Promise<MissingCode> {
  if (!lacksCode(row, detail)) return 'none'
  const control = await controlOf(deps, row)
  if (control === undefined) return 'none'
  try {
    const given = await port.renewControl(row.caOrderId, control)
    await noteCodeAsked(deps.db, row.id, deps.clock())
    if (given !== null)
      await setControl(deps.db, row.id, { method: control.method, code: given.code }, deps.clock())
    return 'asked'
  } catch (error) {
    if (error instanceof CaUnavailable) return 'later'
    if (!(error instanceof CaRefusal)) throw error
    if (error.problems.some(({ code }) => code === PASSES)) return 'later'
    await noteCodeAsked(deps.db, row.id, deps.clock())
    return 'asked'
  }
}

/** Names that are to be proven by something to publish, and nobody knows what. */
function lacksCode(row: CaOrderRow, { status, names }: Pick<CaOrderDetail, 'status' | 'names'>): boolean {
  return wantsCode(row) && status === 'AWAITING' && names.some(({ state }) => state !== 'VERIFIED')
}

/** An approver gets a mail instead of a code. */
function wantsCode({ code, method, codeAskedAt, closedAt }: CaOrderRow): boolean {
  const isByCode = method !== null && method !== 'ADMIN'
  return isByCode && code === null && codeAskedAt === null && closedAt === null
}

/**
 * The same right after the CA has answered, so that whoever is told of the proof finds a code. Where it does not work
 * out now, the next look does it.
 */
export async function codeAtOnce(
  deps: CaDeps,
  port: CaPort,
  { caAccountId, caOrderId }: { caAccountId: string; caOrderId: string },
): Promise<void> {
  const row = await caOrderOf(deps.db, caAccountId, caOrderId)
  if (row === null || !wantsCode(row) || row.status !== 'AWAITING') return
  try {
    await askForMissingCode(deps, port, row, await port.readOrder(caOrderId))
  } catch (error) {
    if (!(error instanceof CaRefusal || error instanceof CaUnavailable)) throw error
  }
}

async function controlOf(deps: CaDeps, row: CaOrderRow): Promise<ControlRequest | undefined> {
  const configuration =
    row.configurationId === null ? null : await configurationById(deps.db, row.configurationId)
  const verification = (configuration?.body as CaOrderConfiguration | undefined)?.verification
  if (verification === undefined) return undefined
  return controlAgain({ verification }, row.method)
}
