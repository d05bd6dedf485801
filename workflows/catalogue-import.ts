import { proxyActivities } from '@temporalio/workflow'
import type { Activities } from '../activities/create-activities.ts'
import { CA_TASK_QUEUE, type CatalogueImportResult } from './contract.ts'

/** A CA that is away is asked again, ever less often. */
const accounts = proxyActivities<Activities['accounts']>({
  taskQueue: CA_TASK_QUEUE,
  startToCloseTimeout: '90s',
  heartbeatTimeout: '10s',
  scheduleToCloseTimeout: '1 day',
  retry: { initialInterval: '2s', maximumInterval: '5m' },
})

/** Brings the catalogue up to what a CA account may sell (row O1). */
export async function catalogueImport(account: { caAccountId: string }): Promise<CatalogueImportResult> {
  return accounts.importProducts.executeWithOptions({ summary: 'Import the CA’s products' }, [account])
}
