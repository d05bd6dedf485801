import { after, afterEach, before } from 'node:test'
import { Client, Connection } from '@temporalio/client'
import { NativeConnection } from '@temporalio/worker'
import type { OrderStart } from '../../../workflows/contract.ts'
import { startOrderWorkflow } from '../../../workflows/start.ts'
import { startTestTemporal } from '../../support/temporal-dev-server.ts'
import { checkHistory, checkRecords, endIfRunning } from './invariants.ts'
import { OrderUnderTest, startOf } from './order-under-test.ts'
import { Script } from './scripted-activities.ts'
import { startScriptedWorkers } from './workers.ts'

interface RealEngine {
  readonly client: Client
  /** Starts an order as the API does; it is checked and ended after the test. */
  begin(start?: Partial<OrderStart>, prepare?: (script: Script) => void): Promise<OrderUnderTest>
  /** Checks and ends the orders that were begun, as it is done after each test. */
  finish(): Promise<void>
}

/**
 * A dev server of this file's own, whose time passes as it does, and workers with scripted activities. `suggestAfter`:
 * after so many events it suggests to continue as new.
 */
export function withRealEngine(options: { suggestAfter: number }): RealEngine {
  const scripts = new Map<string, Script>()
  const orders: OrderUnderTest[] = []
  const parts: { client?: Client; stop?: () => Promise<void> } = {}
  const client = (): Client => {
    if (parts.client === undefined) throw new Error('the engine is there only inside tests')
    return parts.client
  }
  before(async () => {
    const address = await startTestTemporal([
      `limit.historyCount.suggestContinueAsNew=${options.suggestAfter}`,
    ])
    const [connection, native] = await Promise.all([
      Connection.connect({ address }),
      NativeConnection.connect({ address }),
    ])
    parts.client = new Client({ connection })
    const workers = await startScriptedWorkers(native, scripts)
    parts.stop = async () => {
      await workers.stop()
      await Promise.all([connection.close(), native.close()])
    }
  })
  const finish = async (): Promise<void> => {
    for (const order of orders.splice(0)) {
      await endIfRunning(order)
      checkRecords(order)
      await checkHistory(order)
    }
  }
  afterEach(finish)
  after(() => parts.stop?.())
  return {
    get client() {
      return client()
    },
    finish,
    begin: async (overrides, prepare) => {
      const start = startOf(overrides)
      const script = new Script()
      prepare?.(script)
      scripts.set(start.orderId, script)
      const order = new OrderUnderTest(client(), start, script)
      await startOrderWorkflow(client(), start)
      await order.untilRun(1)
      orders.push(order)
      return order
    },
  }
}
