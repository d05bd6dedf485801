import { type Client, WorkflowNotFoundError } from '@temporalio/client'
import type { OrderSignals } from '../../activities/ca/deps.ts'
import { caChanged, orderWorkflowId, recordVisible } from '../../workflows/contract.ts'

/** Tells orders by signals. An order whose workflow is over hears nothing any more, which is no fault. */
export function createOrderSignals(client: Client): OrderSignals {
  const unlessOver = async (tell: Promise<void>): Promise<boolean> => {
    try {
      await tell
      return true
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return false
      throw error
    }
  }
  const handle = (orderId: string) => client.workflow.getHandle(orderWorkflowId(orderId))
  return {
    caChanged: (orderId, change) => unlessOver(handle(orderId).signal(caChanged, change)),
    recordVisible: (orderId, caOrderId) => unlessOver(handle(orderId).signal(recordVisible, { caOrderId })),
  }
}
