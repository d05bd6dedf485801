import { setTimeout as sleep } from 'node:timers/promises'
import type { LiveStack } from './stack.ts'

type Part = 'postgres' | 'temporal' | 'worker'

/** PostgreSQL's immediate stop is SIGQUIT: SIGKILL would leave its children. */
const ENDED_BY: Record<Part, NodeJS.Signals> = { postgres: 'SIGQUIT', temporal: 'SIGKILL', worker: 'SIGKILL' }

/** Keeps killing a part as often as its supervisor starts it again, until `meanwhile` is over. */
export async function keepAway(stack: LiveStack, part: Part, meanwhile: () => Promise<void>): Promise<void> {
  const isOver = new AbortController()
  const killing = (async () => {
    while (!isOver.signal.aborted) {
      const pid = stack.ready().pids[part]
      if (pid !== null) tryKill(pid, ENDED_BY[part])
      await sleep(50)
    }
  })()
  try {
    await meanwhile()
  } finally {
    isOver.abort()
    await killing
  }
}

function tryKill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // Gone already; the supervisor waits before it tries again.
  }
}
