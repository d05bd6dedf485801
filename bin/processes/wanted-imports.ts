import type { Client } from '@temporalio/client'
import { type Loop, repeat } from '../../loops/repeat.ts'
import type { Logger } from '../../platform/logger.ts'
import type { Database } from '../../store/database.ts'
import { overdueImports } from '../../store/queries/wanted-imports.ts'
import { CATALOGUE_IMPORT_WORKFLOW, importWorkflowId, TASK_QUEUE } from '../../workflows/contract.ts'

const LOOK_EVERY_MS = 20_000
/** Whoever asked for an import waits for it so long and has begun it himself, unless the engine was away. */
const OVERDUE_SECONDS = 20

/** Begins the imports that were asked for while the engine was away. One that runs is left alone. */
export function keepWantedImports(db: Database, client: Client, log: Pick<Logger, 'warn'>): Loop {
  return repeat(
    async () => {
      for (const caAccountId of await overdueImports(db, OVERDUE_SECONDS)) await begin(client, caAccountId)
      return false
    },
    {
      intervalMs: LOOK_EVERY_MS,
      onError: (error) => log.warn({ err: error }, 'imports of products could not be begun'),
    },
  )
}

async function begin(client: Client, caAccountId: string): Promise<void> {
  await client.workflow.start(CATALOGUE_IMPORT_WORKFLOW, {
    workflowId: importWorkflowId(caAccountId),
    workflowIdConflictPolicy: 'USE_EXISTING',
    taskQueue: TASK_QUEUE,
    args: [{ caAccountId }],
    staticSummary: 'Imports a CA account’s products',
  })
}
