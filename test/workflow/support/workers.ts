import {
  DefaultLogger,
  makeTelemetryFilterString,
  type NativeConnection,
  Runtime,
  Worker,
  type WorkflowBundle,
} from '@temporalio/worker'
import { buildWorkflowBundle } from '../../../bin/processes/workflow-bundle.ts'
import { createLogger } from '../../../platform/logger.ts'
import { CA_TASK_QUEUE, TASK_QUEUE } from '../../../workflows/contract.ts'
import { type Script, scriptedActivities } from './scripted-activities.ts'

const QUIET = { logging: { filter: makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' }) } }
Runtime.install({ shutdownSignals: [], logger: new DefaultLogger('ERROR'), telemetryOptions: QUIET })

let bundle: Promise<WorkflowBundle> | null = null

/** The workflows as the real worker runs them, made once for this process. */
export function testBundle(): Promise<WorkflowBundle> {
  bundle ??= buildWorkflowBundle(createLogger({ level: 'silent', part: 'test' }))
  return bundle
}

export interface RunningWorkers {
  stop(): Promise<void>
}

/** The two workers of a real worker process, with scripted activities. */
export async function startScriptedWorkers(
  connection: NativeConnection,
  scripts: ReadonlyMap<string, Script>,
  options: { maxCachedWorkflows?: number } = {},
): Promise<RunningWorkers> {
  const activities = scriptedActivities(scripts)
  const common = { connection, namespace: 'default' }
  const workers = await Promise.all([
    Worker.create({
      ...common,
      ...options,
      taskQueue: TASK_QUEUE,
      workflowBundle: await testBundle(),
      activities: { ...activities.records, ...activities.billing },
    }),
    Worker.create({ ...common, taskQueue: CA_TASK_QUEUE, activities: activities.ca }),
  ])
  const running = Promise.all(workers.map((worker) => worker.run()))
  return {
    stop: async () => {
      for (const worker of workers) worker.shutdown()
      await running
    },
  }
}
