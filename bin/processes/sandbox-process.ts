import type { SandboxOptions } from '../../sandbox/sandbox.ts'
import { announceReady } from './ready-message.ts'

/** Runs the sandbox until the process is asked to end or its parent is gone. */
export async function sandboxProcess(options: SandboxOptions): Promise<void> {
  const { startSandbox } = await import('../../sandbox/sandbox.ts')
  const { stop, ...details } = await startSandbox(options)
  let isEnding = false
  const end = (): void => {
    if (isEnding) return
    isEnding = true
    void stop().finally(() => process.exit(0))
  }
  process.once('SIGTERM', end)
  process.once('SIGINT', end)
  process.once('disconnect', end)
  announceReady(details)
}
