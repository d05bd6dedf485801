import { type ChildProcess, spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { readReadyMessage } from '../processes/ready-message.ts'
import type { PartPlan } from './part.ts'
import type { PartName } from './part-names.ts'

const COMMAND = resolve(import.meta.dirname, '..', 'certloom.ts')
const READY_WITHIN_MS = 60_000

/** The details in the child's ready message. */
function untilReadyMessage(child: ChildProcess, stopped: AbortSignal): Promise<Record<string, unknown>> {
  return new Promise((resolveReady, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`no sign of life within ${READY_WITHIN_MS / 1000} s`)),
      READY_WITHIN_MS,
    )
    stopped.addEventListener('abort', () => {
      clearTimeout(timer)
      reject(new Error('stopped'))
    })
    child.on('message', (message) => {
      const details = readReadyMessage(message)
      if (details === null) return
      clearTimeout(timer)
      resolveReady(details)
    })
  })
}

/**
 * Plans one of Certloom's own processes. It has a process group of its own, so that Ctrl-C reaches `start` alone, which
 * ends the parts in order; and a channel to `start`, so that it ends where `start` is killed.
 */
export function nodePart(options: {
  name: PartName
  logFile: string
  arguments: readonly string[]
  environment: Readonly<Record<string, string | undefined>>
  onReady?: (details: Record<string, unknown>) => void
}): PartPlan {
  return {
    name: options.name,
    logFile: options.logFile,
    spawn: (log) =>
      spawn(process.execPath, [COMMAND, ...options.arguments], {
        env: options.environment,
        stdio: ['ignore', log, log, 'ipc'],
        detached: true,
      }),
    untilReady: async (child, stopped) => {
      const details = await untilReadyMessage(child, stopped)
      options.onReady?.(details)
    },
  }
}
