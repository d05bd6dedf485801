import type { ControlMethod } from '../../domain/product.ts'
import { insertCaOrder } from '../../store/queries/ca-orders.ts'
import { claimedCaOrders } from '../../store/queries/ca-reissues.ts'
import { certificateBySerial } from '../../store/queries/certificates.ts'
import { codeAgain, controlAgain } from './control-again.ts'
import type { CaDeps } from './deps.ts'
import { onceAtCa } from './once-at-ca.ts'
import { orderRequest } from './order-request.ts'
import type { CaOrderRequest, CaPort, ControlRequest } from './port.ts'
import type { PlacedAgain } from './reissue-at-ca.ts'

export interface RenewInput {
  orderId: string
  caAccountId: string
  n: number
  /** Of the certificate that is renewed; upper-case hex. */
  serialNumber: string
  configurationId: string
  /** The code by which the CA renews. */
  productCode: string
  /** By which control was proven last; null: as the configuration says. */
  method: ControlMethod | null
  occasion: string
  /** Since when this is wanted. */
  since: string
}

export interface PlacedRenewal extends PlacedAgain {
  caOrderId: string
  productCode: string
}

interface Renewed extends PlacedRenewal {
  code: string | null
}

/** Clocks differ, and the CA writes down an order a little before or after it answers. */
const CLOCKS_DIFFER_MS = 5 * 60_000
const FIRST_LOOK_MS = 15_000

/**
 * Buys a new CA order for the names of a certificate, once for each occasion. The CA makes up its id, so one whose answer
 * was lost is found by the customer it was placed for and its product.
 */
export async function renewAtCa(deps: CaDeps, input: RenewInput): Promise<PlacedRenewal> {
  const port = await deps.portOf(input.caAccountId)
  const request = await orderRequest(deps.db, { ...input, caOrderId: '' })
  const control = controlAgain(request, input.method)
  const names = await namesOf(deps, input, request)
  const placed = { method: control?.method ?? null, names, productCode: input.productCode }
  const { code: _, ...told } = await onceAtCa<Renewed>(deps, {
    orderId: input.orderId,
    action: 'ca-renewal',
    occasion: input.occasion,
    look: async (sentAt) => {
      const found = await lookForRenewal(deps, port, input, request, sentAt)
      if (found === null) return null
      return { ...placed, ...found, code: await codeAgain(port, found, control) }
    },
    call: async () => {
      const { caOrderId, control: given } = await port.renewOrder(atCa(input, request, control))
      return { ...placed, caOrderId, status: 'AWAITING', code: given?.code ?? null }
    },
    keep: (renewed) => keep(deps, input, request, renewed),
  })
  return told
}

function atCa(input: RenewInput, request: CaOrderRequest, control: ControlRequest | undefined) {
  const { customerLabel, csr, hashAlgorithm, revocationEmail } = request
  const of = { serialNumber: input.serialNumber }
  return { customerLabel, productCode: input.productCode, csr, of, hashAlgorithm, control, revocationEmail }
}

/** The CA takes the names from the certificate. */
async function namesOf(deps: CaDeps, input: RenewInput, request: CaOrderRequest): Promise<string[]> {
  if (request.verification === undefined) return []
  const certificate = await certificateBySerial(deps.db, input.orderId, input.serialNumber)
  return [...(certificate?.names ?? request.names ?? [])]
}

/** An order of this customer and product that nobody has claimed. One of an earlier renewal is in our books already. */
async function lookForRenewal(
  deps: CaDeps,
  port: CaPort,
  input: RenewInput,
  { customerLabel }: CaOrderRequest,
  sentAt: string,
) {
  const since = new Date(Date.parse(sentAt) - CLOCKS_DIFFER_MS).toISOString()
  const until = new Date(Date.parse(sentAt) + deps.caTimeoutMs + CLOCKS_DIFFER_MS).toISOString()
  const placed = await port.placedOrders(since, until)
  const candidates = placed.filter(
    (order) => order.customerLabel === customerLabel && order.productCode === input.productCode,
  )
  const claimed = await claimedCaOrders(
    deps.db,
    input.caAccountId,
    candidates.map(({ caOrderId }) => caOrderId),
  )
  const found = candidates.find(({ caOrderId }) => !claimed.has(caOrderId))
  return found === undefined ? null : { caOrderId: found.caOrderId, status: found.status }
}

async function keep(
  deps: CaDeps,
  input: RenewInput,
  request: CaOrderRequest,
  renewed: Renewed,
): Promise<void> {
  const now = deps.clock()
  await insertCaOrder(deps.db, {
    caAccountId: input.caAccountId,
    caOrderId: renewed.caOrderId,
    orderId: input.orderId,
    n: input.n,
    purpose: 'renew',
    productCode: renewed.productCode,
    customerLabel: request.customerLabel,
    status: renewed.status,
    method: renewed.method,
    code: renewed.code,
    configurationId: input.configurationId,
    names: renewed.names.map((name) => ({ name, state: 'REQUIRED' as const })),
    placedAt: now,
    recordLookAt: renewed.code === null ? null : now,
    nextLookAt: new Date(now.getTime() + FIRST_LOOK_MS),
  })
}
