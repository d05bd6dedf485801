import { setTimeout as sleep } from 'node:timers/promises'

/** A loop that runs until it is stopped. */
export interface Loop {
  /** Resolves when the round that is running has ended. */
  stop(): Promise<void>
}

/**
 * Runs `round` again and again, one after the other. A round that resolves to true has more to do at once; after any
 * other the loop rests. One that fails is told of, and the next one comes as usual.
 */
export function repeat(
  round: () => Promise<boolean>,
  options: { intervalMs: number; onError: (error: unknown) => void },
): Loop {
  const stopping = new AbortController()
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const hasMore = await round().catch((error: unknown) => {
        options.onError(error)
        return false
      })
      if (!hasMore) await sleep(options.intervalMs, undefined, { signal: stopping.signal }).catch(() => null)
    }
  }
  const ended = run()
  return {
    stop: async () => {
      stopping.abort()
      await ended
    },
  }
}
