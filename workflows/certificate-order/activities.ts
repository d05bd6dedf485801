import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow'
import type { Activities } from '../../activities/create-activities.ts'
import { CA_TASK_QUEUE } from '../contract.ts'

/**
 * Calls of the CA that may change something there. Every one looks before it acts again, so three attempts within a
 * minute are safe; what is then undone becomes a step with `nextAttemptAt`. The heartbeat tells a killed worker within
 * seconds.
 */
export const ca = proxyActivities<Activities['ca']>({
  taskQueue: CA_TASK_QUEUE,
  startToCloseTimeout: '55s',
  scheduleToCloseTimeout: '60s',
  heartbeatTimeout: '8s',
  retry: { maximumAttempts: 3, initialInterval: '1s', backoffCoefficient: 2 },
})

/** The projection, in the workflow's own worker and outside its history: one try, then `records` below. */
export const quickRecords = proxyLocalActivities<Activities['records']>({
  startToCloseTimeout: '2s',
  retry: { maximumAttempts: 1 },
})

/** The projection when PostgreSQL was away, or a run is about to end: for as long as it takes. */
export const records = proxyActivities<Activities['records']>({
  startToCloseTimeout: '10s',
  retry: { initialInterval: '1s', maximumInterval: '10s' },
})

/** Two calls that must not go out twice: the one try may have reached the CA, and only a later look can tell. */
export const caOnce = proxyActivities<Pick<Activities['ca'], 'reissueAtCa' | 'renewAtCa'>>({
  taskQueue: CA_TASK_QUEUE,
  startToCloseTimeout: '55s',
  scheduleToCloseTimeout: '60s',
  heartbeatTimeout: '8s',
  retry: { maximumAttempts: 1 },
})

/** What the billing system is told. Every word is in the ledger first, so tries are free. */
export const billing = proxyActivities<Activities['billing']>({
  startToCloseTimeout: '20s',
  scheduleToCloseTimeout: '60s',
  retry: { maximumAttempts: 3, initialInterval: '1s', backoffCoefficient: 2 },
})
