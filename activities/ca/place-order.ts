import type { CaOrderStatus } from '../../domain/order-view.ts'
import type { ControlMethod } from '../../domain/product.ts'
import { caOrderOf, insertCaOrder } from '../../store/queries/ca-orders.ts'
import { beginLedger, finishLedger, noteLedger } from '../../store/queries/ledger.ts'
import { asFailure, unavailable } from './as-failure.ts'
import type { CaDeps } from './deps.ts'
import { CaRefusal, CaUnavailable } from './errors.ts'
import { mayStillLand } from './landing.ts'
import { orderRequest } from './order-request.ts'
import type { CaOrderRequest, CaPort, DomainControl } from './port.ts'

export interface PlaceOrderInput {
  orderId: string
  caAccountId: string
  caOrderId: string
  n: number
  configurationId: string
}

export interface PlacedCaOrder {
  status: CaOrderStatus
  method: ControlMethod | null
  names: string[]
}

const ACTION = 'ca-order'
/**
 * A mailbox's click and what the CA makes of documents are in no list, so the order itself is looked at, and so it is
 * where the CA gave no code. What waits for a record or an approver has no such look: our own eyes or the CA's list tell.
 */
const FIRST_LOOK_MS = 15_000

/** What the ledger remembers between tries: `sentAt` is set while a call may have reached the CA. */
interface Intent {
  sentAt: string | null
}

/**
 * Buys at the CA, once. The intent is in the ledger before the call, the id is ours and the same on every try, and every
 * try after the first looks before it acts: whatever crashes in between, the CA has one order.
 */
export async function placeCaOrder(deps: CaDeps, input: PlaceOrderInput): Promise<PlacedCaOrder> {
  const known = await caOrderOf(deps.db, input.caAccountId, input.caOrderId)
  const request = await orderRequest(deps.db, input)
  const placed = { method: request.verification?.method ?? null, names: [...(request.names ?? [])] }
  if (known !== null) return { ...placed, status: known.status }
  const port = await deps.portOf(input.caAccountId)
  const { status, control } = await buy(deps, port, input, request)
  await keep(deps, input, request, status, control)
  await finishLedger(deps.db, input.orderId, ACTION, String(input.n), { caOrderId: input.caOrderId })
  return { ...placed, status }
}

interface Bought {
  status: CaOrderStatus
  control: DomainControl | null
}

async function buy(
  deps: CaDeps,
  port: CaPort,
  input: PlaceOrderInput,
  request: CaOrderRequest,
): Promise<Bought> {
  const entry = await beginLedger(deps.db, input.orderId, ACTION, String(input.n))
  const intent: Intent = { sentAt: (entry.detail as Partial<Intent> | null)?.sentAt ?? null }
  try {
    const found = intent.sentAt === null ? null : await adopt(port, request)
    return found ?? (await order(deps, port, input, request, intent))
  } catch (error) {
    throw judge(error, intent)
  }
}

/** Whether any earlier call may still have an effect decides what a workflow may do next, not this try alone. */
function judge(error: unknown, intent: Intent): unknown {
  const outcome = intent.sentAt === null ? 'none' : 'unknown'
  return error instanceof CaUnavailable ? unavailable(error.code, outcome, true) : asFailure(error, outcome)
}

async function order(
  deps: CaDeps,
  port: CaPort,
  input: PlaceOrderInput,
  request: CaOrderRequest,
  intent: Intent,
): Promise<Bought> {
  const before = intent.sentAt
  await port.checkOrder(request).catch((error: unknown) => throwDecided(deps, error, before))
  intent.sentAt = deps.clock().toISOString()
  await noteLedger(deps.db, input.orderId, ACTION, String(input.n), { ...intent })
  const placed = await port.placeOrder(request).catch(async (error: unknown) => {
    if (error instanceof CaRefusal || (error instanceof CaUnavailable && error.outcome === 'none')) {
      intent.sentAt = before
      await noteLedger(deps.db, input.orderId, ACTION, String(input.n), { ...intent })
    }
    return throwDecided(deps, error, before)
  })
  return placed.placed === 'earlier'
    ? adoptSurely(port, request)
    : { status: 'AWAITING', control: placed.control }
}

/**
 * While an earlier call may still land, a refusal may be about that very order ("key already used"), so nothing is
 * decided before that is known.
 */
function throwDecided(deps: CaDeps, error: unknown, sentBefore: string | null): never {
  if (error instanceof CaRefusal && mayStillLand(deps, sentBefore))
    throw new CaUnavailable('timeout', 'unknown', { cause: error })
  throw error
}

/** The CA said that it has the order; where it does not find it a moment later, it is asked again later. */
async function adoptSurely(port: CaPort, request: CaOrderRequest): Promise<Bought> {
  const bought = await adopt(port, request)
  if (bought === null) throw new CaUnavailable('unexpected-answer', 'unknown')
  return bought
}

/** Takes over an order whose answer was lost. Its code went with the answer, so a new one is asked for. */
async function adopt(port: CaPort, request: CaOrderRequest): Promise<Bought | null> {
  const found = await port.findOrder(request.caOrderId)
  if (found === null) return null
  const isOpen = found.status === 'AWAITING' || found.status === 'VERIFICATION'
  const wantsCode = request.verification !== undefined && request.verification.method !== 'ADMIN'
  if (!isOpen || !wantsCode || request.verification === undefined)
    return { status: found.status, control: null }
  const control = await port
    .renewControl(request.caOrderId, request.verification)
    .catch((error: unknown) => noneOrThrow(error, found.status))
  return { status: found.status, control }
}

/**
 * The CA has the order: whatever it says against a new code is nothing against the order. One that is being checked may
 * need none any more.
 */
function noneOrThrow(error: unknown, status: CaOrderStatus): null {
  if (!(error instanceof CaRefusal)) throw error
  if (status === 'VERIFICATION') return null
  throw new CaUnavailable('unexpected-answer', 'unknown', { cause: error })
}

async function keep(
  deps: CaDeps,
  input: PlaceOrderInput,
  request: CaOrderRequest,
  status: CaOrderStatus,
  control: DomainControl | null,
): Promise<void> {
  const now = deps.clock()
  const method = request.verification?.method ?? null
  const isLookedAt = method === null || (method !== 'ADMIN' && control === null)
  await insertCaOrder(deps.db, {
    caAccountId: input.caAccountId,
    caOrderId: input.caOrderId,
    orderId: input.orderId,
    n: input.n,
    purpose: 'issue',
    productCode: request.productCode,
    customerLabel: request.customerLabel,
    status,
    method,
    code: control?.code ?? null,
    configurationId: input.configurationId,
    names: (request.names ?? []).map((name) => ({ name, state: 'REQUIRED' as const })),
    placedAt: now,
    recordLookAt: control === null ? null : now,
    nextLookAt: isLookedAt ? new Date(now.getTime() + FIRST_LOOK_MS) : null,
  })
}
