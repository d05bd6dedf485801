import { type OrderState, YEARS_AFTER } from './state.ts'

/** A state as some release left it when a run ended. */
export type CarriedState =
  | OrderState
  | (Omit<OrderState, keyof typeof YEARS_AFTER | 'schemaVersion'> & { schemaVersion: 1 })

/** Brings what an earlier run left behind to the shape of this release: one step a version, oldest first. */
export function upgradeState(carried: CarriedState): OrderState {
  return carried.schemaVersion === 1 ? { ...carried, ...YEARS_AFTER, schemaVersion: 2 } : carried
}
