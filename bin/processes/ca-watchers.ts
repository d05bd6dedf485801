import type { Client } from '@temporalio/client'
import { type Loop, repeat } from '../../loops/repeat.ts'
import type { Logger } from '../../platform/logger.ts'
import type { Database } from '../../store/database.ts'
import { listCaAccounts } from '../../store/queries/ca-accounts.ts'
import { TASK_QUEUE, WATCHER_WORKFLOW, watcherWorkflowId } from '../../workflows/contract.ts'

/** An account that an admin adds is watched within this time. */
const ENSURE_EVERY_MS = 20_000

/** Sees to it that every CA account has its watcher, those that are added later too. */
export function keepCaWatchers(db: Database, client: Client, log: Pick<Logger, 'warn'>): Loop {
  return repeat(
    async () => {
      await ensureCaWatchers(db, client)
      return false
    },
    {
      intervalMs: ENSURE_EVERY_MS,
      onError: (error) => log.warn({ err: error }, 'the watchers of CA accounts could not be started'),
    },
  )
}

/** Starts what is missing. A watcher that runs is left alone. */
async function ensureCaWatchers(db: Database, client: Client): Promise<void> {
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
