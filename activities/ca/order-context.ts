import { AsyncLocalStorage } from 'node:async_hooks'

/** For whom the CA is being asked. */
interface OrderContext {
  orderId: string | null
  /** Aborted when nobody waits for the answer any more. */
  signal: AbortSignal | undefined
}

const storage = new AsyncLocalStorage<OrderContext>()

/** Runs something about one order, or about none: what it says to the CA is logged there. */
export function aboutOrder<Output>(
  orderId: string | null,
  run: () => Promise<Output>,
  signal: AbortSignal | undefined = storage.getStore()?.signal,
): Promise<Output> {
  return storage.run({ orderId, signal }, run)
}

/** The order that the running code is about, or null. */
export function currentOrderId(): string | null {
  return storage.getStore()?.orderId ?? null
}

/** Aborted when what runs is not wanted any more; undefined where nobody can say so. */
export function currentSignal(): AbortSignal | undefined {
  return storage.getStore()?.signal
}
