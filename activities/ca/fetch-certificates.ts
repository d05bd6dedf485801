import type { CertificateSummary } from '../../domain/order-view.ts'
import { inspectCertificate } from '../../pki/certificate.ts'
import { orderChain } from '../../pki/chain.ts'
import { compareNames } from '../../pki/compare-names.ts'
import { inspectCsr } from '../../pki/csr.ts'
import type { CaOrderRow } from '../../store/entities/ca-order.ts'
import { caOrderOf, noteCaState, scheduleLook } from '../../store/queries/ca-orders.ts'
import { endReissue } from '../../store/queries/ca-reissues.ts'
import {
  type CertificateRow,
  certificatesOf,
  type NewCertificate,
  saveCertificates,
} from '../../store/queries/certificates.ts'
import { configurationById } from '../../store/queries/configurations.ts'
import { orderedNamesOf } from '../../store/queries/ordered-names.ts'
import { orderById } from '../../store/queries/orders.ts'
import { WHOLE_INSTALLATION } from '../../store/tenant.ts'
import { needsAdmin, unavailable } from './as-failure.ts'
import type { CaOrderTarget } from './control.ts'
import type { CaDeps } from './deps.ts'
import type { CaCertificate } from './port.ts'

const DAY_MS = 86_400_000

export interface FetchedCertificates {
  certificates: CertificateSummary[]
  productValidUntil: string
}

/**
 * Fetches and keeps what the CA issued under one order, the certificates before a reissue among it. Not there yet is no
 * failure: it is asked again soon. Each new one is compared with what was ordered: one on another key is of no use and is
 * not kept, what one lacks in names, or has besides, is kept and told with it.
 */
export async function fetchCertificates(deps: CaDeps, target: CaOrderTarget): Promise<FetchedCertificates> {
  const row = await caOrderOf(deps.db, target.caAccountId, target.caOrderId)
  if (row === null) throw new Error(`CA order ${target.caOrderId} is not ours`)
  const port = await deps.portOf(target.caAccountId)
  const before = await certificatesOf(deps.db, target.orderId)
  const known = before.map(({ serialNumber }) => serialNumber)
  const ordered = await orderedNamesOf(deps.db, row)
  const issued = await port.certificates(target.caOrderId, known)
  const kept = issued.map((certificate) => toKeep(certificate, target, { before, ordered }))
  const fresh = kept.filter(({ serialNumber }) => !row.beforeReissue.includes(serialNumber))
  if (fresh.length === 0) throw unavailable('certificate-not-there-yet', 'none', false)
  await refuseStrangers(deps, row, row.running === 'reissue' ? fresh : kept.filter(isUnknown(known)))
  await saveCertificates(deps.db, target.orderId, kept.filter(isUnknown(known)))
  const detail = await port.readOrder(target.caOrderId)
  await noteCaState(deps.db, row.id, detail, deps.clock())
  await scheduleLook(deps.db, row.id, new Date(deps.clock().getTime() + DAY_MS))
  await endReissue(deps.db, row.id)
  const productValidUntil = detail.productValidUntil ?? (await productEnd(deps, target.orderId, kept))
  return { certificates: kept.map(toSummary), productValidUntil }
}

function isUnknown(known: readonly string[]) {
  return ({ serialNumber }: { serialNumber: string }) => !known.includes(serialNumber)
}

type KeptCertificate = NewCertificate & Pick<CertificateRow, 'missingNames' | 'extraNames'>

/** One that was kept before has been compared then, with what was ordered at that time. */
function toKeep(
  certificate: CaCertificate,
  target: CaOrderTarget,
  { before, ordered }: { before: readonly CertificateRow[]; ordered: readonly string[] },
): KeptCertificate {
  const read = inspectCertificate(certificate.pem)
  const [, ...chain] = orderChain(read.pem, certificate.chain ?? [])
  const known = before.find(({ serialNumber }) => serialNumber === read.serialNumber)
  const { missing, extra } = compareNames(ordered, read)
  return {
    serialNumber: read.serialNumber,
    caOrderId: target.caOrderId,
    pem: read.pem,
    chain,
    notBefore: new Date(read.notBefore),
    notAfter: new Date(read.notAfter),
    names: [...read.names, ...read.ipAddresses],
    missingNames: known?.missingNames ?? missing,
    extraNames: known?.extraNames ?? extra,
    issuer: read.issuer,
    status: certificate.status,
    spkiSha256: read.key.spkiSha256,
  }
}

/** A certificate on another key than the CSR's is of no use to anybody and must not be handed out. */
async function refuseStrangers(
  deps: CaDeps,
  row: CaOrderRow,
  kept: readonly NewCertificate[],
): Promise<void> {
  const configuration =
    row.configurationId === null ? null : await configurationById(deps.db, row.configurationId)
  if (configuration === null) return
  const csr = await inspectCsr(configuration.csr)
  if (csr.ok && kept.every(({ spkiSha256 }) => spkiSha256 === csr.csr.key.spkiSha256)) return
  throw needsAdmin('certificate-does-not-match', 'none')
}

function toSummary(kept: KeptCertificate): CertificateSummary {
  return {
    serialNumber: kept.serialNumber,
    status: kept.status,
    notBefore: kept.notBefore.toISOString(),
    notAfter: kept.notAfter.toISOString(),
    names: kept.names,
    ...(kept.missingNames.length > 0 ? { missingNames: kept.missingNames } : {}),
    ...(kept.extraNames.length > 0 ? { extraNames: kept.extraNames } : {}),
    issuer: kept.issuer,
    caOrder: kept.caOrderId,
  }
}

/** Where the CA does not say it: the product counts from the first issue. */
async function productEnd(deps: CaDeps, orderId: string, kept: readonly NewCertificate[]): Promise<string> {
  const order = await orderById(deps.db, WHOLE_INSTALLATION, orderId)
  const first = Math.min(...kept.map(({ notBefore }) => notBefore.getTime()))
  return new Date(first + (order?.product.validityDays ?? 0) * DAY_MS).toISOString()
}
