import type { CaOrderStatus } from '../../domain/order-view.ts'
import type { ControlMethod } from '../../domain/product.ts'
import { inspectCertificate } from '../../pki/certificate.ts'
import { compareNames } from '../../pki/compare-names.ts'
import { inspectCsr } from '../../pki/csr.ts'
import { type CaOrderRow, caOrderOf } from '../../store/queries/ca-orders.ts'
import { beginReissue } from '../../store/queries/ca-reissues.ts'
import { certificateBySerial, certificatesOf } from '../../store/queries/certificates.ts'
import { orderedNamesOf } from '../../store/queries/ordered-names.ts'
import { codeAgain, controlAgain } from './control-again.ts'
import type { CaDeps } from './deps.ts'
import { codeAtOnce } from './missing-code.ts'
import { onceAtCa } from './once-at-ca.ts'
import { orderRequest } from './order-request.ts'
import type { CaOrderDetail, CaOrderRequest, CaPort, ControlRequest } from './port.ts'

export interface ReissueInput {
  orderId: string
  caAccountId: string
  caOrderId: string
  /** Upper-case hex. */
  serialNumber: string
  configurationId: string
  addNames: readonly string[]
  occasion: string
}

/** What a workflow is told of what the CA has taken. */
export interface PlacedAgain {
  status: CaOrderStatus
  method: ControlMethod | null
  names: string[]
}

interface Reissued extends PlacedAgain {
  code: string | null
}

/** Asks for another certificate of the same CA order, once for each occasion (rows M6 to M8). */
export async function reissueAtCa(deps: CaDeps, input: ReissueInput): Promise<PlacedAgain> {
  const row = await caOrderOf(deps.db, input.caAccountId, input.caOrderId)
  if (row === null) throw new Error(`CA order ${input.caOrderId} is not ours`)
  const port = await deps.portOf(input.caAccountId)
  const request = await orderRequest(deps.db, input)
  // What was entered since the last purchase says itself how it is to be proven.
  const method = row.configurationId === input.configurationId ? row.method : null
  const control = controlAgain(request, method)
  const names = [...new Set([...(await orderedNamesOf(deps.db, row)), ...input.addNames])]
  const placed = { method: control?.method ?? null, names }
  const { code: _, ...told } = await onceAtCa<Reissued>(deps, {
    orderId: input.orderId,
    action: 'ca-reissue',
    occasion: input.occasion,
    look: async () => {
      const found = await lookForReissue(deps, port, row, request)
      return found === null ? null : { ...placed, ...(await adopted(port, found, control)) }
    },
    call: async () => {
      const addNames = await namesToAdd(deps, input, names)
      const { control: given } = await port.reissueCertificate(atCa(input, request, control, addNames))
      return { ...placed, status: 'AWAITING', code: given?.code ?? null }
    },
    keep: (reissued) =>
      beginReissue(deps.db, row.id, { ...reissued, configurationId: input.configurationId }, deps.clock()),
  })
  await codeAtOnce(deps, port, input)
  return told
}

/**
 * The CA takes only names that the certificate does not hold (error 2130). One that was ordered before and that the
 * certificate lacks is among them, whoever asks for the reissue.
 */
async function namesToAdd(
  deps: CaDeps,
  { orderId, serialNumber, addNames }: ReissueInput,
  names: readonly string[],
): Promise<readonly string[]> {
  const certificate = await certificateBySerial(deps.db, orderId, serialNumber)
  return certificate === null ? addNames : compareNames(names, inspectCertificate(certificate.pem)).missing
}

function atCa(
  { serialNumber }: ReissueInput,
  { csr, hashAlgorithm }: CaOrderRequest,
  control: ControlRequest | undefined,
  addNames: readonly string[],
) {
  return {
    of: { serialNumber },
    csr,
    hashAlgorithm,
    control,
    ...(addNames.length > 0 ? { addNames } : {}),
  }
}

async function adopted(
  port: CaPort,
  detail: CaOrderDetail,
  control: ControlRequest | undefined,
): Promise<Pick<Reissued, 'status' | 'code'>> {
  return { status: detail.status, code: await codeAgain(port, detail, control) }
}

/** It was taken if the order is open again, or holds a certificate unknown to us on the key that we sent. */
async function lookForReissue(
  deps: CaDeps,
  port: CaPort,
  row: CaOrderRow,
  request: CaOrderRequest,
): Promise<CaOrderDetail | null> {
  const detail = await port.readOrder(row.caOrderId)
  if (detail.status === 'REJECTED') return null
  if (detail.status !== 'ENROLLED') return detail
  const known = (await certificatesOf(deps.db, row.orderId)).map(({ serialNumber }) => serialNumber)
  const csr = await inspectCsr(request.csr)
  const isOurs = detail.certificates.some(
    ({ serialNumber, pem }) =>
      !known.includes(serialNumber) &&
      csr.ok &&
      inspectCertificate(pem).key.spkiSha256 === csr.csr.key.spkiSha256,
  )
  return isOurs ? detail : null
}
