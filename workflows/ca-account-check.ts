import { proxyActivities } from '@temporalio/workflow'
import type { Activities } from '../activities/create-activities.ts'
import { CA_TASK_QUEUE, type CaAccountCheckResult } from './contract.ts'

/** Whoever asked waits seconds; a second attempt is for a worker that was killed. */
const accounts = proxyActivities<Activities['accounts']>({
  taskQueue: CA_TASK_QUEUE,
  startToCloseTimeout: '15s',
  heartbeatTimeout: '5s',
  scheduleToCloseTimeout: '30s',
  retry: { maximumAttempts: 2 },
})

/** Tries whether a CA account can be reached and used (row O3). */
export async function caAccountCheck(account: { caAccountId: string }): Promise<CaAccountCheckResult> {
  return accounts.checkConnection.executeWithOptions({ summary: 'Check the connection' }, [account])
}
