import { wantsOf } from '../../domain/ca-wants.ts'
import type { CaChange } from '../../workflows/contract.ts'
import type { CaOrderDetail } from './port.ts'

/** What a workflow is told of an order at the CA: states and counts, no more. */
export function caChangeOf(detail: CaOrderDetail): CaChange {
  return {
    caOrderId: detail.caOrderId,
    status: detail.status,
    control: controlOf(detail),
    certificates: detail.certificates.map(({ serialNumber, status }) => ({ serialNumber, status })),
    wants: wantsOf(detail),
  }
}

/** An issued order has been proven, whatever is still listed of its names. */
function controlOf(detail: CaOrderDetail): CaChange['control'] {
  if (detail.names.length === 0) return null
  const of = detail.names.length
  const verified = detail.names.filter((name) => name.state === 'VERIFIED').length
  return { verified: detail.status === 'ENROLLED' ? of : verified, of }
}
