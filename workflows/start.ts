import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client'
import { firstState } from '../domain/order-state.ts'
import {
  ORDER_WORKFLOW,
  type OrderStart,
  orderWorkflowId,
  SEARCH_ATTRIBUTES,
  TASK_QUEUE,
} from './contract.ts'

/**
 * Starts an order's workflow; one that was started before, running or not, is left alone. For clients: no part of the
 * workflow bundle.
 * @returns whether this call started it
 * @throws where the engine cannot be reached
 */
export async function startOrderWorkflow(client: Client, start: OrderStart): Promise<boolean> {
  const { code, name } = start.product
  try {
    await client.workflow.start(ORDER_WORKFLOW, {
      workflowId: orderWorkflowId(start.orderId),
      taskQueue: TASK_QUEUE,
      args: [start],
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      workflowIdConflictPolicy: 'FAIL',
      typedSearchAttributes: [
        { key: SEARCH_ATTRIBUTES.state, value: firstState(start.setup) },
        { key: SEARCH_ATTRIBUTES.product, value: code },
      ],
      // No reference: a billing system may have put a person's name or address into it.
      staticSummary: `${code} ${name}`,
    })
    return true
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return false
    throw error
  }
}
