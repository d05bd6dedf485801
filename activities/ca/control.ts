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
import { askForMissingCode } from './missing-code.ts'
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
/** What the CA says while it is busy with an order, or has issued it (error 1176). */
const NOT_NOW = 'verification-not-now'

async function rowOf(deps: CaDeps, target: CaOrderTarget): Promise<CaOrderRow> {
  const row = await caOrderOf(deps.db, target.caAccountId, target.caOrderId)
  if (row === null) throw new Error(`CA order ${target.caOrderId} is not ours`)
  return row
}

/** Reads all the CA says of an order, keeps it, and returns what the workflow may know. */
export async function readCaOrder(deps: CaDeps, target: CaOrderTarget): Promise<CaChange> {
  const row = await rowOf(deps, target)
  const port = await deps.portOf(target.caAccountId)
  return readAndKeep(deps, port, row)
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

async function readAndKeep(deps: CaDeps, port: CaPort, row: CaOrderRow): Promise<CaChange> {
  const detail = await port.readOrder(row.caOrderId)
  await explainFailedCheck(deps, row, detail)
  return keepDetail(deps, port, row, detail)
}

/** A code that the CA has not given yet is asked for now, and with the watcher's next look where it would not say. */
async function keepDetail(
  deps: CaDeps,
  port: CaPort,
  row: CaOrderRow,
  detail: CaOrderDetail,
): Promise<CaChange> {
  await noteCaState(deps.db, row.id, detail, deps.clock())
  if ((await askForMissingCode(deps, port, row, detail)) === 'later') await lookSoon(deps, row)
  return caChangeOf(detail)
}

async function lookSoon(deps: CaDeps, row: CaOrderRow): Promise<void> {
  await scheduleLook(deps.db, row.id, new Date(deps.clock().getTime() + LOOK_AFTER_COMMAND_MS))
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
  const hasLooked = isToLook && (await startCheck(deps, port, row))
  const detail = hasLooked ? await settledDetail(port, target.caOrderId) : await port.readOrder(row.caOrderId)
  const change = await keepDetail(deps, port, row, detail)
  await lookSoon(deps, row)
  if (isToLook && !hasLooked && isUnproven(detail)) throw unavailable('ca-control-check-later', 'none', false)
  return change
}

/** With every name proven the CA refuses to look again (1185); what it still checks it checks by itself. */
function isProven({ status, names }: CaOrderRow): boolean {
  return status !== 'AWAITING' && names.every(({ state }) => state === 'VERIFIED')
}

/** @returns whether the CA looks now. One that would not may have proven all names already: the order's state tells. */
async function startCheck(deps: CaDeps, port: CaPort, row: CaOrderRow): Promise<boolean> {
  const started = await port.startControlCheck(row.code ?? '')
  switch (started) {
    case 'started':
    case 'running':
      return true
    case 'later':
      return false
    case 'expired':
      await renew(deps, port, row, await requestOf(deps, row, null))
      return true
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

function isUnproven({ status, names }: CaOrderDetail): boolean {
  return status === 'AWAITING' && names.some(({ state }) => state !== 'VERIFIED')
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
  try {
    await renew(deps, port, row, request)
  } catch (error) {
    // What the order has come to meanwhile is told by the watcher, within seconds.
    if (error instanceof CaRefusal && error.problems.some(({ code }) => code === NOT_NOW))
      await lookSoon(deps, row)
    throw error
  }
  return { method: request.method }
}

/** A mailbox is proven by the link in a message; the CA sends no other one while the earlier one is good. */
async function sendMailAgain(deps: CaDeps, port: CaPort, row: CaOrderRow): Promise<{ method: null }> {
  const sent = await port.resendEmail(row.caOrderId)
  await lookSoon(deps, row)
  if (sent === 'sent') return { method: null }
  const { email } = await readMailbox(deps, port, row)
  const isOver = email?.linkValidUntil != null && Date.parse(email.linkValidUntil) <= deps.clock().getTime()
  // The one is over and the other not to be had yet: clocks differ, and it is asked again in a minute.
  if (isOver && !email.verified) throw unavailable('mail-still-valid', 'none', false)
  throw new CaRefusal([{ path: '', code: 'mail-still-valid', kind: 'final', caCode: MAIL_STILL_VALID }])
}

/** Until when the last message holds is told with the mailbox's state alone. */
async function readMailbox(deps: CaDeps, port: CaPort, row: CaOrderRow): Promise<CaOrderDetail> {
  const detail = await port.readOrder(row.caOrderId)
  await noteCaState(deps.db, row.id, detail, deps.clock())
  return detail
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
