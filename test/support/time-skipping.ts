import { TestWorkflowEnvironment } from '@temporalio/testing'
import { timeSkippingExecutable } from './time-skipping-server.ts'

/** An engine of the caller's own whose time is skipped while nothing happens. Call `teardown` when done. */
export async function createTimeSkippingEnvironment(): Promise<TestWorkflowEnvironment> {
  return TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: await timeSkippingExecutable() },
  })
}
