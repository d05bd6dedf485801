import { setTimeout as delay } from 'node:timers/promises'

/**
 * Asks again and again until `ask` does not throw.
 * @throws the last failure once `timeoutMs` is over, or at once where `stopped` is aborted
 */
export async function untilAnswer<Answer>(
  ask: () => Promise<Answer>,
  options: { timeoutMs: number; everyMs?: number; stopped?: AbortSignal },
): Promise<Answer> {
  const deadline = Date.now() + options.timeoutMs
  for (;;) {
    try {
      return await ask()
    } catch (error) {
      if (Date.now() > deadline || options.stopped?.aborted) throw error
      await delay(options.everyMs ?? 100)
    }
  }
}
