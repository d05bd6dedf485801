import { setTimeout as sleep } from 'node:timers/promises'
import type { Order, Rest } from '../../test/end-to-end/support/rest.ts'

const LOOK_EVERY_MS = 500
/** What one look-up may ask for. */
const REFERENCES_A_LOOK = 500

/** Sees many orders with few calls: everyone who waits for one shares the same look-ups. */
export class WatchedOrders {
  readonly #rest: Rest
  readonly #byReference = new Map<string, Order>()
  readonly #wanted = new Set<string>()
  #isWatching = true

  constructor(rest: Rest) {
    this.#rest = rest
    void this.#watch()
  }

  stop(): void {
    this.#isWatching = false
  }

  /**
   * Waits until an order is as wanted.
   * @throws where it is not by `deadlineMs` (as `Date.now()` counts), with what it was then
   */
  async until(reference: string, isSo: (order: Order) => boolean, deadlineMs: number): Promise<Order> {
    this.#wanted.add(reference)
    try {
      for (;;) {
        const order = this.#byReference.get(reference)
        if (order !== undefined && isSo(order)) return order
        if (Date.now() > deadlineMs) throw new Error(`still ${describe(order)}`)
        await sleep(LOOK_EVERY_MS)
      }
    } finally {
      this.#wanted.delete(reference)
    }
  }

  /** All of these orders as they are now. */
  async all(references: readonly string[]): Promise<Order[]> {
    const found: Order[] = []
    for (let from = 0; from < references.length; from += REFERENCES_A_LOOK) {
      const page = references.slice(from, from + REFERENCES_A_LOOK)
      const { body } = await this.#rest<{ items: Order[] }>('POST', '/orders/lookup', { references: page })
      found.push(...body.items)
    }
    return found
  }

  async #watch(): Promise<void> {
    while (this.#isWatching) {
      const orders = await this.all([...this.#wanted]).catch(() => [])
      for (const order of orders) this.#byReference.set(order.reference, order)
      await sleep(LOOK_EVERY_MS)
    }
  }
}

function describe(order: Order | undefined): string {
  if (order === undefined) return 'unknown'
  const { state, activity } = order
  return activity === null
    ? state
    : `${state}, ${activity.step}, waits for ${activity.waitsFor}: ${activity.problem}`
}
