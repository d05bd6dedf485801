import type { Client } from '@temporalio/client'
import { newId } from '../../platform/ids.ts'
import {
  CA_ACCOUNT_CHECK_WORKFLOW,
  CATALOGUE_IMPORT_WORKFLOW,
  type CaAccountCheckResult,
  type CatalogueImportResult,
  CONFIGURATION_CHECK_WORKFLOW,
  type ConfigurationCheckResult,
  importWorkflowId,
  TASK_QUEUE,
} from '../../workflows/contract.ts'

/** What the API asks of partners itself: it may not call them, so a workflow does, and ends with its answer. */

/** Nobody waits longer than this for a check, so it need not run longer either. */
const CHECK_RUN_TIMEOUT_MS = 90_000

/** A configuration to be asked about; with `replaces` in place of an order that the CA has. */
export interface AskedConfiguration {
  orderId: string
  configurationId: string
  replaces?: string
}

export function runConfigurationCheck(
  client: Client,
  asked: AskedConfiguration,
): Promise<ConfigurationCheckResult> {
  return client.workflow.execute<(asked: object) => Promise<ConfigurationCheckResult>>(
    CONFIGURATION_CHECK_WORKFLOW,
    {
      workflowId: `configuration-check-${newId()}`,
      taskQueue: TASK_QUEUE,
      args: [asked],
      workflowRunTimeout: CHECK_RUN_TIMEOUT_MS,
    },
  )
}

export function runAccountCheck(client: Client, caAccountId: string): Promise<CaAccountCheckResult> {
  return client.workflow.execute<(account: object) => Promise<CaAccountCheckResult>>(
    CA_ACCOUNT_CHECK_WORKFLOW,
    {
      workflowId: `ca-account-check-${newId()}`,
      taskQueue: TASK_QUEUE,
      args: [{ caAccountId }],
      workflowRunTimeout: CHECK_RUN_TIMEOUT_MS,
    },
  )
}

/** An import that still waits for an absent CA makes way: whoever asks again may have mended what kept it. */
export function runImport(client: Client, caAccountId: string): Promise<CatalogueImportResult> {
  return client.workflow.execute<(account: object) => Promise<CatalogueImportResult>>(
    CATALOGUE_IMPORT_WORKFLOW,
    {
      workflowId: importWorkflowId(caAccountId),
      workflowIdConflictPolicy: 'TERMINATE_EXISTING',
      taskQueue: TASK_QUEUE,
      args: [{ caAccountId }],
    },
  )
}
