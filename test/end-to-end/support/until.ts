import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Asks again and again until the answer is neither false, null nor undefined, and gives it.
 * @throws what was waited for, when the time is over
 */
export async function until<Answer>(
  what: string,
  ask: () => Answer | Promise<Answer>,
  options: { timeoutMs?: number; everyMs?: number } = {},
): Promise<NonNullable<Exclude<Answer, false>>> {
  const deadline = Date.now() + (options.timeoutMs ?? 30_000)
  for (;;) {
    const answer = await ask()
    if (answer !== false && answer !== null && answer !== undefined) {
      return answer as NonNullable<Exclude<Answer, false>>
    }
    if (Date.now() > deadline) throw new Error(`waited too long until ${what}`)
    await sleep(options.everyMs ?? 200)
  }
}
