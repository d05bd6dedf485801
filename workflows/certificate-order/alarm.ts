import { CancellationScope, condition, isCancellation, sleep } from '@temporalio/workflow'

/**
 * Waits until `isReady`, or until the instant passes. One timer lives on from wait to wait as long as its instant does
 * not change: every timer costs two events.
 */
export class Alarm {
  #at: string | null = null
  #rang = false
  #scope: CancellationScope | null = null

  async wait(isReady: () => boolean, at: string | null, summary: string): Promise<void> {
    if (isReady()) return
    this.#set(at, summary)
    await condition(() => isReady() || this.#rang)
  }

  #set(at: string | null, summary: string): void {
    if (at === this.#at && !this.#rang) return
    this.#scope?.cancel()
    this.#scope = null
    this.#at = at
    this.#rang = false
    if (at !== null) this.#start(at, summary)
  }

  #start(at: string, summary: string): void {
    const scope = new CancellationScope()
    this.#scope = scope
    scope
      .run(() => sleep(Math.max(1, Date.parse(at) - Date.now()), { summary }))
      .then(
        () => this.#ring(scope),
        (error: unknown) => {
          if (!isCancellation(error)) throw error
        },
      )
  }

  #ring(scope: CancellationScope): void {
    if (this.#scope === scope) this.#rang = true
  }
}
