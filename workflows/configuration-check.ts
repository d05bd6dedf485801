import { proxyActivities } from '@temporalio/workflow'
import type { Activities } from '../activities/create-activities.ts'
import { CA_TASK_QUEUE, type ConfigurationCheckResult } from './contract.ts'

/** Changes nothing at the CA, so it may be tried again; whoever asked waits seconds, not minutes. */
const ca = proxyActivities<Activities['ca']>({
  taskQueue: CA_TASK_QUEUE,
  startToCloseTimeout: '25s',
  scheduleToCloseTimeout: '60s',
  retry: { maximumAttempts: 2 },
})

/** Asks the CA what it would say to a configuration, without ordering (row C4). */
export async function configurationCheck(asked: {
  orderId: string
  configurationId: string
  /** The CA's order whose place it would take. */
  replaces?: string
}): Promise<ConfigurationCheckResult> {
  return ca.checkConfiguration.executeWithOptions({ summary: 'Ask the CA to check the parameters' }, [asked])
}
