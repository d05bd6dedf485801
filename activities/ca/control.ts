import { wantsOf } from '../../domain/ca-wants.ts'
import { controlInstructions } from '../../domain/control-instructions.ts'
import type { ControlMethod } from '../../domain/product.ts'
import type { CaOrderRow } from '../../store/entities/ca-order.ts'
import { caOrderOf, noteCaState, scheduleLook, setControl } from '../../store/queries/ca-orders.ts'
import { commandBody } from '../../store/queries/commands.ts'
import { configurationById } from '../../store/queries/configurations.ts'
import type { CaChange } from '../../workflows/contract.ts'
import { explainCaOrder } from '../preflight/explain-ca-order.ts'
import { unavailable } from './as-failure.ts'
import { caChangeOf } from './ca-change.ts'
import type { CaDeps } from './deps.ts'
import { CaRefusal } from './errors.ts'
import type { CaOrderConfiguration, CaOrderDetail, CaPort, ControlRequest } from './port.ts'

export interface CaOrderTarget {
  orderId: string
  caAccountId: string
  caOrderId: string
}

/** After a command the CA is asked about this one order within seconds: its list does not tell of single names. */
const LOOK_AFTER_COMMAND_MS = 3_000
const POLL_MS = 700
const POLLS = 3
/** The CA's number for messages that are still good. */
const MAIL_STILL_VALID = 1114

async function rowOf(deps: CaDeps, target: CaOrderTarget): Promise<CaOrderRow> {
  const row = await caOrderOf(deps.db, target.caAccountId, target.caOrderId)
  if (row === null) throw new Error(`CA order ${target.caOrderId} is not ours`)
  return row
}

/** Reads all the CA says of an order, keeps it, and returns what the workflow may know. */
export async function readCaOrder(deps: CaDeps, target: CaOrderTarget): Promise<CaChange> {
  const row = await rowOf(deps, target)
  const port = await deps.portOf(target.caAccountId)
  const detail = await port.readOrder(target.caOrderId)
  await explainFailedCheck(deps, row, detail)
  return keepDetail(deps, row, detail)
}

/** Whoever is told that a CAA record stands in the way is told which one: it is looked at before the word goes out. */
export async function explainFailedCheck(
  deps: CaDeps,
  row: CaOrderRow,
  detail: CaOrderDetail,
): Promise<void> {
  const isNews = row.heldSince === null && wantsOf(detail).checks?.includes('ca-check-caa') === true
  if (isNews) await explainCaOrder(deps, row, instructionsOf(row))
}

async function keepDetail(deps: CaDeps, row: CaOrderRow, detail: CaOrderDetail): Promise<CaChange> {
  await noteCaState(deps.db, row.id, detail, deps.clock())
  return caChangeOf(detail)
}

/**
 * Tells the CA to look for the proof and reads what comes of it in the next seconds. A code that ran out is replaced;
 * a CA that was asked too often is left alone for a while. Our own look goes beside it, as whoever asked waits for both.
 */
export async function checkControl(deps: CaDeps, target: CaOrderTarget): Promise<CaChange> {
  const row = await rowOf(deps, target)
  const explained = explainCaOrder(deps, row, instructionsOf(row))
  try {
    return await checkAtCa(deps, target, row)
  } finally {
    await explained
  }
}

async function checkAtCa(deps: CaDeps, target: CaOrderTarget, row: CaOrderRow): Promise<CaChange> {
  const port = await deps.portOf(target.caAccountId)
  const isToLook = row.code !== null && !isProven(row)
  if (isToLook) await startCheck(deps, port, row)
  const detail = isToLook
    ? await settledDetail(port, target.caOrderId)
    : await port.readOrder(target.caOrderId)
  const change = await keepDetail(deps, row, detail)
  await scheduleLook(deps.db, row.id, new Date(deps.clock().getTime() + LOOK_AFTER_COMMAND_MS))
  return change
}

/** With every name proven the CA refuses to look again (1185); what it still checks it checks by itself. */
function isProven({ status, names }: CaOrderRow): boolean {
  return status !== 'AWAITING' && names.every(({ state }) => state === 'VERIFIED')
}

async function startCheck(deps: CaDeps, port: CaPort, row: CaOrderRow): Promise<void> {
  const started = await port.startControlCheck(row.code ?? '')
  switch (started) {
    case 'started':
    case 'running':
      return
    case 'later':
      throw unavailable('ca-control-check-later', 'none', false)
    case 'expired':
      return renew(deps, port, row, await requestOf(deps, row, null))
  }
}

/** The CA checks on its own time; a proof that is really there is usually seen within a second or two. */
async function settledDetail(port: CaPort, caOrderId: string): Promise<CaOrderDetail> {
  let detail = await port.readOrder(caOrderId)
  for (let poll = 0; poll < POLLS && isUndecided(detail); poll += 1) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
    detail = await port.readOrder(caOrderId)
  }
  return detail
}

function isUndecided(detail: CaOrderDetail): boolean {
  return detail.status === 'AWAITING' && detail.names.every((name) => name.state === 'REQUIRED')
}

/** Asks for a new code, another method or the messages again, as the command's body says. */
export async function changeControl(
  deps: CaDeps,
  target: CaOrderTarget & { commandId: string | null },
): Promise<{ method: ControlMethod | null }> {
  const row = await rowOf(deps, target)
  const port = await deps.portOf(target.caAccountId)
  if (row.method === null) return sendMailAgain(deps, port, row)
  const request = await requestOf(deps, row, target.commandId)
  await renew(deps, port, row, request)
  return { method: request.method }
}

/** A mailbox is proven by the link in a message; the CA sends no other one while the earlier one is good. */
async function sendMailAgain(deps: CaDeps, port: CaPort, row: CaOrderRow): Promise<{ method: null }> {
  const sent = await port.resendEmail(row.caOrderId)
  await scheduleLook(deps.db, row.id, new Date(deps.clock().getTime() + LOOK_AFTER_COMMAND_MS))
  if (sent === 'sent') return { method: null }
  throw new CaRefusal([{ path: '', code: 'mail-still-valid', kind: 'final', caCode: MAIL_STILL_VALID }])
}

/** What the client asked for last: the command's own words, else what was entered with the configuration. */
async function requestOf(deps: CaDeps, row: CaOrderRow, commandId: string | null): Promise<ControlRequest> {
  const body = commandId === null ? null : await commandBody(deps.db, commandId)
  if (body !== null) return body as ControlRequest
  const configuration =
    row.configurationId === null ? null : await configurationById(deps.db, row.configurationId)
  const entered = configuration?.body as unknown as CaOrderConfiguration | undefined
  const method = row.method ?? entered?.verification?.method
  if (method === undefined) throw new Error(`CA order ${row.caOrderId} proves no names`)
  return { ...entered?.verification, method }
}

async function renew(deps: CaDeps, port: CaPort, row: CaOrderRow, request: ControlRequest): Promise<void> {
  const control = await port.renewControl(row.caOrderId, request)
  await setControl(deps.db, row.id, { method: request.method, code: control?.code ?? null }, deps.clock())
}

/** What must be published for an order at the CA, as far as its code is known. */
export function instructionsOf(row: CaOrderRow) {
  if (row.method === null) return []
  return controlInstructions({ method: row.method, code: row.code, names: row.names.map(({ name }) => name) })
}
