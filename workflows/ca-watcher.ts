import { makeContinueAsNewFunc, proxyActivities, workflowInfo } from '@temporalio/workflow'
import type { Activities } from '../activities/create-activities.ts'
import { CA_TASK_QUEUE } from './contract.ts'

/** Watches for minutes at a time and says so every second or two; a watch that falls silent is begun again elsewhere. */
const watch = proxyActivities<Activities['watch']>({
  taskQueue: CA_TASK_QUEUE,
  startToCloseTimeout: '15m',
  heartbeatTimeout: '10s',
  retry: { initialInterval: '1s', maximumInterval: '10s' },
})

/** One per CA account, for ever: sees what changes at the CA and in the world, and tells the orders concerned. */
export async function caWatcher(account: { caAccountId: string }): Promise<void> {
  while (!workflowInfo().continueAsNewSuggested) {
    await watch.watchCa.executeWithOptions({ summary: 'Watch the CA, DNS and files' }, [account])
  }
  await makeContinueAsNewFunc<typeof caWatcher>()(account)
}
