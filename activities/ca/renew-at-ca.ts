import type { ControlMethod } from '../../domain/product.ts'
import { inspectCertificate } from '../../pki/certificate.ts'
import { caOrderOf, insertCaOrder } from '../../store/queries/ca-orders.ts'
import { claimedCaOrders } from '../../store/queries/ca-reissues.ts'
import { certificateBySerial } from '../../store/queries/certificates.ts'
import { orderedNamesOf } from '../../store/queries/ordered-names.ts'
import { codeAgain, controlAgain } from './control-again.ts'
import type { CaDeps } from './deps.ts'
import { codeAtOnce } from './missing-code.ts'
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
  const { names, orderedNames } = await namesOf(deps, input, request)
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
    keep: (renewed) => keep(deps, input, request, { ...renewed, orderedNames }),
  })
  await codeAtOnce(deps, port, { ...input, caOrderId: told.caOrderId })
  return told
}

function atCa(input: RenewInput, request: CaOrderRequest, control: ControlRequest | undefined) {
  const { customerLabel, csr, hashAlgorithm, revocationEmail } = request
  const of = { serialNumber: input.serialNumber }
  return { customerLabel, productCode: input.productCode, csr, of, hashAlgorithm, control, revocationEmail }
}

/** The CA takes the names from the certificate. One that lacks a name is still to have it one day. */
async function namesOf(
  deps: CaDeps,
  { orderId, caAccountId, serialNumber }: RenewInput,
  request: CaOrderRequest,
): Promise<{ names: string[]; orderedNames: string[] }> {
  if (request.verification === undefined) return { names: [], orderedNames: [] }
  const certificate = await certificateBySerial(deps.db, orderId, serialNumber)
  if (certificate === null) {
    const entered = [...(request.names ?? [])]
    return { names: entered, orderedNames: entered }
  }
  const { names, ipAddresses } = inspectCertificate(certificate.pem)
  const held = [...names, ...ipAddresses]
  const earlier = await caOrderOf(deps.db, caAccountId, certificate.caOrderId)
  const ordered = earlier === null ? held : await orderedNamesOf(deps.db, earlier)
  return { names: held, orderedNames: ordered.length === 0 ? held : [...ordered] }
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
  renewed: Renewed & { orderedNames: readonly string[] },
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
    orderedNames: renewed.orderedNames,
    placedAt: now,
    recordLookAt: renewed.code === null ? null : now,
    nextLookAt: new Date(now.getTime() + FIRST_LOOK_MS),
  })
}
