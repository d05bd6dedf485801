import { currentPurchase, type OrderState } from './state.ts'

/** What the next certificate is made from: the CSR provided for it, else the last one that was used. */
export function nextConfiguration(state: OrderState): string | null {
  if (state.next !== null && (state.next.hasCsr || !state.keyIsLost)) return state.next.configurationId
  return state.keyIsLost ? null : (currentPurchase(state)?.configurationId ?? null)
}
