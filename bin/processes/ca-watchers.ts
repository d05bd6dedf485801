import type { Client } from '@temporalio/client'
import type { Database } from '../../store/database.ts'
import { listCaAccounts } from '../../store/queries/ca-accounts.ts'
import { TASK_QUEUE, WATCHER_WORKFLOW, watcherWorkflowId } from '../../workflows/contract.ts'

/** Sees to it that every CA account has its watcher. One that runs is left alone. */
export async function ensureCaWatchers(db: Database, client: Client): Promise<void> {
  for (const account of await listCaAccounts(db)) {
    await client.workflow.start(WATCHER_WORKFLOW, {
      workflowId: watcherWorkflowId(account.id),
      taskQueue: TASK_QUEUE,
      args: [{ caAccountId: account.id }],
      workflowIdConflictPolicy: 'USE_EXISTING',
      staticSummary: `Watches ${account.name} (${account.mode})`,
    })
  }
}
