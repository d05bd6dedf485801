import { Context } from '@temporalio/activity'
import { asFailure } from './as-failure.ts'
import { aboutOrder } from './order-context.ts'

/** Well inside the heartbeat time-out, so that a killed worker is noticed within seconds and a slow CA is not. */
const HEARTBEAT_MS = 2_000

/**
 * Wraps what speaks to a CA: it heartbeats while it waits, what it says is logged with the order of its input, and its
 * failures become those a workflow understands.
 */
export function caActivity<Input, Output>(
  run: (input: Input) => Promise<Output>,
): (input: Input) => Promise<Output> {
  return async (input) => {
    const context = Context.current()
    const beat = setInterval(() => context.heartbeat(), HEARTBEAT_MS)
    try {
      return await aboutOrder(orderIdOf(input), () => run(input), context.cancellationSignal)
    } catch (error) {
      throw asFailure(error)
    } finally {
      clearInterval(beat)
    }
  }
}

function orderIdOf(input: unknown): string | null {
  if (typeof input !== 'object' || input === null || !('orderId' in input)) return null
  return typeof input.orderId === 'string' ? input.orderId : null
}
