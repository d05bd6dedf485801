import type { Rest } from './rest.ts'
import type { LiveStack } from './stack.ts'
import { until } from './until.ts'

/** Kills worker and web at once, as a power cut would, and waits until the supervisor has brought the API back. */
export async function powerCut(stack: LiveStack, rest: Rest): Promise<void> {
  const { worker, web } = stack.ready().pids
  for (const pid of [worker, web]) if (pid !== null) process.kill(pid, 'SIGKILL')
  const answers = () =>
    rest('GET', '/me').then(
      ({ status }) => status === 200,
      () => false,
    )
  await until('the API answers again', answers, { timeoutMs: 40_000 })
}
