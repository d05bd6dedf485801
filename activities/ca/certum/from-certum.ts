import type { DocumentState } from '../../../domain/document.ts'
import type {
  CaCertificate,
  CaDocumentState,
  CaNameState,
  CaOrderDetail,
  CaOrderState,
  CaProduct,
  ChangedOrder,
  DomainControl,
  ProofState,
} from '../port.ts'
import type { CertumDocument } from './evidence-types.ts'
import { certificateName, productFamily, renewalCodeOf, yearsOf } from './product-kinds.ts'
import type {
  CertumCertificate,
  CertumOrder,
  CertumOrderState,
  CertumProduct,
  SanVerification,
  SanVerificationState,
} from './types.ts'
import { isUnknown, type Unknown } from './words.ts'

/** Certum's answers in our words. A word that is not known is read so that nothing irreversible follows from it. */

export function orderState(caOrderId: string, state: CertumOrderState): CaOrderState {
  return {
    caOrderId,
    ...statusOf(state.orderStatus),
    changedAt: state.lastUpdateDate,
    verifications: state.verifications.map(({ type, state: proof, expiresAt }) => ({
      type: plainWord(type),
      state: knownOr<ProofState>(proof, 'REQUIRED'),
      expiresAt,
    })),
    productValidUntil: state.productValidUntil,
  }
}

function statusOf(word: CertumOrderState['orderStatus']): Pick<CaOrderState, 'status' | 'caStatus'> {
  return { status: knownOr(word, 'VERIFICATION'), caStatus: plainWord(word) }
}

export function nameStates(
  states: readonly SanVerificationState[],
): Pick<CaOrderDetail, 'names' | 'systemChecks'> {
  return {
    names: states.map(({ name, state, expiresAt, info }): CaNameState => {
      const proof = knownOr<ProofState>(state, 'REQUIRED')
      return { name, state: proof === 'NOT_REQUIRED' ? 'VERIFIED' : proof, expiresAt, info }
    }),
    systemChecks: states.flatMap(({ name, systemChecks }) =>
      systemChecks.map(({ method, info }) => ({ name, method: plainWord(method), info })),
    ),
  }
}

export function domainControl(verification: SanVerification | null): DomainControl | null {
  if (verification === null) return null
  const { approverMethod, code, names } = verification
  return { method: isUnknown(approverMethod) ? null : approverMethod, code, names }
}

/** Certificates of an order and its reissues, in the order of the list; those without a readable one are left out. */
export function certificatesOf(orders: readonly CertumOrder[]): CaCertificate[] {
  return orders.flatMap(({ certificate, reissue }) =>
    certificate?.pem ? [certificateOf(certificate, certificate.pem, reissue)] : [],
  )
}

function certificateOf(certificate: CertumCertificate, pem: string, reissue: boolean): CaCertificate {
  return {
    pem,
    chain: null,
    serialNumber: certificate.serialNumber,
    status: knownOr(certificate.status, certificate.revokedDate === null ? 'VALID' : 'REVOKED'),
    notBefore: certificate.startDate,
    notAfter: certificate.endDate,
    revokedAt: certificate.revokedDate,
    reissue,
  }
}

/** One entry per order id: the newest element counts, as one id comes again for each reissue. */
export function changedOrders(orders: readonly CertumOrder[]): ChangedOrder[] {
  const byId = new Map<string, ChangedOrder>()
  for (const { status, reissue } of orders) {
    if (status === null) continue
    const earlier = byId.get(status.orderId)
    byId.set(status.orderId, {
      caOrderId: status.orderId,
      ...statusOf(status.orderStatus),
      productCode: status.productCode,
      customerLabel: status.customer,
      serialNumber: status.serialNumber ?? earlier?.serialNumber ?? null,
      reissues: (earlier?.reissues ?? 0) + (reissue ? 1 : 0),
    })
  }
  return [...byId.values()]
}

/** A state that is not known decides nothing: the document counts as not yet read. */
export function documentState({ type, state, ...rest }: CertumDocument): CaDocumentState {
  return { type: plainWord(type), state: knownOr<DocumentState>(state, 'NEW'), ...rest }
}

export function product({ code, type, validityPeriod, hashAlgorithms }: CertumProduct): CaProduct {
  const years = yearsOf(code)
  return {
    code,
    name: certificateName(type),
    validityDays:
      validityPeriod === null ? (TEST_DAYS[code] ?? (years && years * DAYS_OF_YEAR)) : daysOf(validityPeriod),
    hashAlgorithms,
    ...productFamily(code, type),
    renewalCode: renewalCodeOf(code),
  }
}

const DAYS_OF_YEAR = 365

/** Products for trials live shorter than their codes say. */
const TEST_DAYS: Readonly<Record<string, number>> = { 691: 30, 791: 90 }

/** The CA does not say whether it counts days, months or years; the lengths it sells leave one reading each. */
function daysOf(period: number): number {
  if (period <= 3) return period * DAYS_OF_YEAR
  return period === 12 || period === 24 || period === 36 ? (period / 12) * DAYS_OF_YEAR : period
}

function knownOr<Word extends string>(word: Word | Unknown, otherwise: Word): Word {
  return isUnknown(word) ? otherwise : word
}

function plainWord(word: string): string {
  return isUnknown(word) ? word.slice('UNKNOWN:'.length) : word
}
