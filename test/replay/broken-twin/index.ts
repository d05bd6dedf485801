import { upsertMemo } from '@temporalio/workflow'
import type { OrderState } from '../../../workflows/certificate-order/state.ts'
import { certificateOrder as faithful } from '../../../workflows/certificate-order/workflow.ts'
import type { OrderStart } from '../../../workflows/contract.ts'

/** The same workflow with one command more than its history has: what a careless change would do to running orders. */
export async function certificateOrder(start: OrderStart, carried?: OrderState): Promise<void> {
  upsertMemo({ careless: true })
  return faithful(start, carried)
}
