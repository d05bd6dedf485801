import type { CaOrderStatus } from '../domain/order-view.ts'
import type { ControlMethod } from '../domain/product.ts'
import type { RevocationReason } from '../domain/revocation.ts'

export interface ReissueInput {
  orderId: string
  caAccountId: string
  caOrderId: string
  serialNumber: string
  configurationId: string
  addNames: readonly string[]
  occasion: string
}
export interface RenewInput {
  orderId: string
  caAccountId: string
  n: number
  serialNumber: string
  configurationId: string
  productCode: string
  /** By which control was proven last; null: as the configuration says. */
  method: ControlMethod | null
  occasion: string
  since: string
}
export interface RevokeInput {
  orderId: string
  caAccountId: string
  serialNumber: string
  reason: RevocationReason
  compromisedOn: string | null
  commandId: string | null
}
export interface PlacedAgain {
  status: CaOrderStatus
  method: ControlMethod | null
  names: string[]
}
export interface YearsAfterCa {
  reissueAtCa(input: ReissueInput): Promise<PlacedAgain>
  renewAtCa(input: RenewInput): Promise<PlacedAgain & { caOrderId: string; productCode: string }>
  revokeAtCa(input: RevokeInput): Promise<{ outcome: 'revoking' | 'already' }>
}
export interface YearsAfterBilling {
  askForInvoice(input: { orderId: string; occasion: string; dueOn: string }): Promise<void>
  moveDueDate(input: { orderId: string; occasion: string; dueOn: string }): Promise<void>
}
