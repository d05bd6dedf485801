import { wantsOf } from '../../../domain/ca-wants.ts'
import type { CaOrderRow } from '../../../store/entities/ca-order.ts'
import type { CaOrderDetail } from '../port.ts'

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
/** How long an order is left alone after its n-th look in a row without news. */
const GROWING_MS = [MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS, 6 * HOUR_MS, DAY_MS]
/** The list says more than the order itself: the rest of the CA follows within seconds, as a rule. */
const BEHIND_MS = 15 * SECOND_MS
const LOOKS_WHILE_BEHIND = 4

function growing(looks: number): number {
  return GROWING_MS[Math.min(looks, GROWING_MS.length - 1)] ?? DAY_MS
}

/** How long to leave an order alone that the CA would not let us read `looks` times in a row. */
export function refusedLookDelayMs(looks: number): number {
  return growing(looks - 1)
}

/**
 * How long to leave an order alone after its n-th look in a row without news; null: until the CA's list names it, our own
 * look sees its proof, or its page is open. That is how the many orders cost no call that only wait for a record, a file
 * or an approver's click.
 */
export function nextLookDelayMs(
  looks: number,
  row: Pick<CaOrderRow, 'listedAs' | 'recordSeenAt'> & Partial<Pick<CaOrderRow, 'running'>>,
  detail: CaOrderDetail,
): number | null {
  switch (detail.status) {
    case 'REJECTED':
      return null
    case 'ENROLLED':
      return isBusy(row, detail) ? growing(looks) : DAY_MS
    case 'AWAITING':
    case 'VERIFICATION':
    case 'ACCEPTED':
      if (isBehind(row, detail) && looks < LOOKS_WHILE_BEHIND) return BEHIND_MS
      return waitsForProofAlone(row, detail) ? null : growing(looks)
  }
}

/** The CA is not done with what it has issued: it revokes, or a reissue is on its way. */
function isBusy({ running }: Partial<Pick<CaOrderRow, 'running'>>, { certificates }: CaOrderDetail): boolean {
  return running === 'reissue' || certificates.some(({ status }) => status === 'REVOKING')
}

function isBehind({ listedAs }: Pick<CaOrderRow, 'listedAs'>, { status }: CaOrderDetail): boolean {
  return listedAs !== null && listedAs.split('+')[0] !== status
}

function waitsForProofAlone(
  { recordSeenAt }: Pick<CaOrderRow, 'recordSeenAt'>,
  detail: CaOrderDetail,
): boolean {
  const { documents, email, checks = [] } = wantsOf(detail)
  const isProofAlone = documents === 'none' && !email && checks.length === 0
  return detail.status === 'AWAITING' && recordSeenAt === null && isProofAlone
}
