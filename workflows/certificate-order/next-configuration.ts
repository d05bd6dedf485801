import { certificateInUse, currentPurchase, type OrderState, type Undertaking } from './state.ts'

/** What the next certificate is made from: the CSR provided for it, else the last one that was used. */
export function nextConfiguration(state: OrderState): string | null {
  if (state.next !== null && (state.next.hasCsr || !state.keyIsLost)) return state.next.configurationId
  return state.keyIsLost ? null : (currentPurchase(state)?.configurationId ?? null)
}

/** What the plan begins by itself for the certificate in use. */
export function planned(
  state: OrderState,
  kind: 'reissue' | 'renew',
  occasion: string,
): Omit<Undertaking, 'since'> {
  return {
    kind,
    occasion,
    commandId: null,
    serialNumber: certificateInUse(state)?.serialNumber ?? null,
    configurationId: nextConfiguration(state),
    addNames: [],
    productCode: null,
  }
}
