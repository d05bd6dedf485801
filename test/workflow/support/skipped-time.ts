import { after, afterEach, before } from 'node:test'
import type { TestWorkflowEnvironment } from '@temporalio/testing'
import { type OrderStart, SEARCH_ATTRIBUTES } from '../../../workflows/contract.ts'
import { createTimeSkippingEnvironment } from '../../support/time-skipping.ts'
import { checkHistory, checkRecords, endIfRunning } from './invariants.ts'
import { OrderUnderTest, startOf } from './order-under-test.ts'
import { Script } from './scripted-activities.ts'
import { type RunningWorkers, startScriptedWorkers } from './workers.ts'

export interface SkippedTime {
  /** Starts an order; it is checked and ended after the test. `prepare` tells the CA what to do before it is asked. */
  begin(start?: Partial<OrderStart>, prepare?: (script: Script) => void): Promise<OrderUnderTest>
  /** Waits until the orders have done all that can be done now. */
  settle(): Promise<void>
  /** Lets so much time pass at once. */
  skip(ms: number): Promise<void>
  /** Lets so much time pass with no worker there, as when the machine is off, and starts the workers again. */
  whileOff(ms: number): Promise<void>
  /** Lets time pass until the order's workflow has returned. */
  untilOver(order: OrderUnderTest): Promise<void>
  /** Checks and ends the orders that were begun, as it is done after each test. */
  finish(): Promise<void>
  /** What the clock of the engine says. */
  nowMs(): Promise<number>
}

/** `temporal.api.enums.v1.IndexedValueType`, as the engine's API numbers it. */
const INDEXED_VALUE_TYPE = { KEYWORD: 2, DATETIME: 6, KEYWORD_LIST: 7 } as const

/** This engine takes definitions, but cannot list them. */
async function defineSearchAttributes({ connection }: TestWorkflowEnvironment): Promise<void> {
  const keys = Object.values(SEARCH_ATTRIBUTES)
  await connection.operatorService.addSearchAttributes({
    namespace: 'default',
    searchAttributes: Object.fromEntries(keys.map(({ name, type }) => [name, INDEXED_VALUE_TYPE[type]])),
  })
}

const JAMMED_AFTER_MS = 2_000
/** An engine that has died answers nothing for ever. */
const HOOK_TIMEOUT_MS = 30_000
/** Longer than a task waits for the very worker that has its workflow in memory. */
const STICKY_MS = 30_000

/**
 * This engine counts what keeps its time from being skipped, and once in a hundred orders it forgets to count down where
 * a message met a task at work. What waits for time that does not pass then helps it along.
 */
async function unlessJammed(environment: TestWorkflowEnvironment, skipping: Promise<unknown>): Promise<void> {
  const unlock = (): void => {
    environment.connection.testService?.unlockTimeSkipping({}).catch(() => undefined)
  }
  // What was given up while it waited must not keep the process alive when the engine is gone.
  const watch = setInterval(unlock, JAMMED_AFTER_MS).unref()
  await skipping.finally(() => clearInterval(watch))
}

/** `temporal.api.enums.v1.EventType` of what belongs to tasks of the workflow itself. */
const TASK_SCHEDULED = 5
const TASK_STARTED = 6
const TASK_EVENTS = [TASK_SCHEDULED, TASK_STARTED, 7, 8, 9]

/** Time that is skipped under a task at work makes it time out: everything that can be done now is done first. */
async function untilIdle({ handle }: OrderUnderTest): Promise<void> {
  for (;;) {
    const { raw } = await handle.describe()
    const isBusy = (raw.pendingActivities ?? []).some((activity) => (activity.attempt ?? 1) <= 1)
    const { events } = await handle.fetchHistory()
    const last = events?.findLast(({ eventType }) => TASK_EVENTS.includes(Number(eventType)))
    const isThinking = last?.eventType === TASK_SCHEDULED || last?.eventType === TASK_STARTED
    if (!isBusy && !isThinking) return
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

/** An engine whose time is skipped, and workers with scripted activities, for the tests of this file. */
export function withSkippedTime(options: { maxCachedWorkflows?: number } = {}): SkippedTime {
  const scripts = new Map<string, Script>()
  const orders: OrderUnderTest[] = []
  const parts: { environment?: TestWorkflowEnvironment; workers?: RunningWorkers } = {}
  const environment = (): TestWorkflowEnvironment => {
    if (parts.environment === undefined) throw new Error('the engine is there only inside tests')
    return parts.environment
  }
  before(async () => {
    parts.environment = await createTimeSkippingEnvironment()
    await defineSearchAttributes(parts.environment)
    await startWorkers()
  })
  const startWorkers = async (): Promise<void> => {
    parts.workers = await startScriptedWorkers(environment().nativeConnection, scripts, options)
  }
  const settle = async (): Promise<void> => {
    for (const order of orders) await untilIdle(order)
  }
  const finish = async (): Promise<void> => {
    for (const order of orders.splice(0)) {
      await untilIdle(order)
      await endIfRunning(order)
      checkRecords(order)
      await checkHistory(order)
    }
  }
  afterEach(finish, { timeout: HOOK_TIMEOUT_MS })
  after(async () => {
    await parts.workers?.stop()
    await parts.environment?.teardown()
  })
  return {
    begin: async (overrides, prepare) => {
      const start = startOf(overrides)
      const script = new Script()
      prepare?.(script)
      scripts.set(start.orderId, script)
      const order = new OrderUnderTest(environment().client, start, script)
      await order.begin()
      orders.push(order)
      return order
    },
    finish,
    settle,
    skip: async (ms) => {
      await settle()
      await unlessJammed(environment(), environment().sleep(ms))
    },
    whileOff: async (ms) => {
      await settle()
      await parts.workers?.stop()
      await unlessJammed(environment(), environment().sleep(ms))
      await startWorkers()
      // What was meant for the worker that is gone is given to another a moment later.
      await unlessJammed(environment(), environment().sleep(STICKY_MS))
      await settle()
      // A worker that stops with a task at work leaves it to the next one, perhaps in a run whose history is not read.
      for (const { script } of orders) script.takenAnew = 0
    },
    untilOver: async ({ handle }) => {
      await unlessJammed(environment(), handle.result())
    },
    nowMs: () => environment().currentTimeMs(),
  }
}
