import { spawn } from 'node:child_process'
import { Connection } from '@temporalio/client'
import { msToTs } from '@temporalio/common/lib/time.js'
import type { PartPlan } from './part.ts'
import { untilAnswer } from './wait.ts'

export interface TemporalPlan {
  /** The CLI: a path or a command name. */
  program: string
  port: number
  /** Null runs without the UI. */
  uiPort: number | null
  namespace: string
  /** Where workflows are kept; null keeps them in memory. */
  file: string | null
  logFile: string
  flags?: readonly string[]
}

const READY_WITHIN_MS = 60_000
/** The dev server would forget a closed run after a day. */
const RETENTION = msToTs('30 days')

/** Without the variables that would point the CLI at another server. */
function environmentOfServer(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('TEMPORAL_')))
}

function serverArguments(plan: TemporalPlan): string[] {
  const ui = plan.uiPort === null ? ['--headless'] : ['--ui-port', String(plan.uiPort)]
  const file = plan.file === null ? [] : ['--db-filename', plan.file]
  const where = ['--ip', '127.0.0.1', '--port', String(plan.port), '--namespace', plan.namespace]
  return ['server', 'start-dev', ...where, ...ui, ...file, ...(plan.flags ?? [])]
}

/** True once the namespace answers; sets how long its closed runs are kept. */
async function openNamespace(address: string, namespace: string): Promise<void> {
  const connection = await Connection.connect({ address, connectTimeout: 1_000 })
  try {
    await connection.workflowService.describeNamespace({ namespace })
    await connection.workflowService.updateNamespace({
      namespace,
      config: { workflowExecutionRetentionTtl: RETENTION },
    })
  } finally {
    await connection.close()
  }
}

/** Plans Temporal's dev server, which keeps its workflows in one file. */
export function temporalPart(plan: TemporalPlan): PartPlan {
  return {
    name: 'temporal',
    logFile: plan.logFile,
    spawn: (log) =>
      spawn(plan.program, serverArguments(plan), {
        env: environmentOfServer(),
        stdio: ['ignore', log, log],
        detached: true,
      }),
    untilReady: async (_child, stopped) => {
      await untilAnswer(() => openNamespace(`127.0.0.1:${plan.port}`, plan.namespace), {
        timeoutMs: READY_WITHIN_MS,
        stopped,
      })
    },
  }
}
