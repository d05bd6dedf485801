import assert from 'node:assert/strict'
import type { Client, WorkflowHandle } from '@temporalio/client'
import type { CommandOutcome } from '../../../domain/command.ts'
import type { OrderView } from '../../../domain/order-view.ts'
import { newId } from '../../../platform/ids.ts'
import {
  type CaChange,
  type CommandArguments,
  type CommandMessage,
  type CommandName,
  caChanged,
  caOrderIdOf,
  commandUpdate,
  ORDER_WORKFLOW,
  type OrderStart,
  orderQuery,
  orderWorkflowId,
  recordVisible,
  TASK_QUEUE,
} from '../../../workflows/contract.ts'
import type { Script } from './scripted-activities.ts'

export const BILLING = { role: 'billing', id: 'token-1' } as const

export function startOf(overrides: Partial<OrderStart> = {}): OrderStart {
  return {
    orderId: newId(),
    commandId: newId(),
    actor: BILLING,
    caAccountId: 'account',
    caMode: 'sandbox',
    product: { code: '601', name: 'Commercial SSL', kind: 'ssl', validityDays: 365 },
    setup: 'now',
    paidUntil: null,
    configurationId: null,
    ...overrides,
  }
}

export function messageOf<Name extends CommandName>(
  args: CommandArguments[Name],
  commandId = newId(),
): CommandMessage<Name> {
  return { commandId, actor: BILLING, arguments: args }
}

/** One order's workflow, spoken to as the API, the relay, the watcher and operators do. */
export class OrderUnderTest {
  readonly start: OrderStart
  readonly script: Script
  readonly handle: WorkflowHandle
  readonly #client: Client
  readonly #runs = new Set<string>()

  constructor(client: Client, start: OrderStart, script: Script) {
    this.#client = client
    this.start = start
    this.script = script
    this.handle = client.workflow.getHandle(orderWorkflowId(start.orderId))
  }

  get caOrderId(): string {
    return caOrderIdOf(this.start.orderId, 1)
  }

  async begin(): Promise<void> {
    await this.#client.workflow.start(ORDER_WORKFLOW, {
      workflowId: this.handle.workflowId,
      taskQueue: TASK_QUEUE,
      args: [this.start],
    })
    await this.untilRun(1)
  }

  /** An Update with its answer. The id of the command may be used again. */
  send<Name extends CommandName>(
    name: Name,
    args: CommandArguments[Name],
    commandId = newId(),
  ): Promise<CommandOutcome> {
    const message: CommandMessage = messageOf<CommandName>(args, commandId)
    return this.handle.executeUpdate(commandUpdate<CommandName>(name), {
      updateId: commandId,
      args: [message],
    })
  }

  /** A Signal of any shape, as the relay sends a good one and an operator may send anything. */
  signal(name: string, ...args: unknown[]): Promise<void> {
    return this.handle.signal(name, ...args)
  }

  /** As the order tells it itself. Not while a run ends: this engine then forgets the question. */
  ask(): Promise<OrderView> {
    return this.handle.query(orderQuery)
  }

  /** As it was written down last. */
  view(): OrderView {
    const view = this.script.progress.at(-1)?.view
    if (view === undefined) throw new Error('nothing is written down yet')
    return view
  }

  configure(): Promise<CommandOutcome> {
    return this.send('configure', { configurationId: 'configuration-1' })
  }

  /** The watcher saw a difference at the CA. */
  caChanged(change: Partial<CaChange>): Promise<void> {
    const whole = {
      status: 'AWAITING',
      control: { verified: 0, of: 1 },
      certificates: [],
      ...change,
    } as const
    return this.handle.signal(caChanged, { caOrderId: this.caOrderId, ...whole })
  }

  recordVisible(): Promise<void> {
    return this.handle.signal(recordVisible, { caOrderId: this.caOrderId })
  }

  /** Ordered, proven and issued, all at once. */
  async issue(): Promise<void> {
    assert.deepEqual(await this.configure(), { state: 'done' })
    await this.caChanged({ status: 'ENROLLED', control: { verified: 1, of: 1 } })
    await this.until(({ state }) => state === 'issued')
    await this.untilRun(2)
  }

  /** Waits for the n-th run: while one takes the place of another, this engine turns messages away. */
  async untilRun(n: number): Promise<void> {
    while (this.#runs.size < n) this.#runs.add((await this.handle.describe()).runId)
  }

  /** Waits, in real time, until what was written down last looks so. */
  async until(isSo: (view: OrderView) => boolean, timeoutMs = 10_000): Promise<OrderView> {
    const deadline = Date.now() + timeoutMs
    for (;;) {
      const view = this.script.progress.at(-1)?.view
      if (view !== undefined && isSo(view)) return view
      if (Date.now() > deadline) assert.fail(`it did not come to that: ${JSON.stringify(view)}`)
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }

  /** Final outcomes as they were written down, oldest first; those that are only kept are left out. */
  outcomes(): { id: string; outcome: CommandOutcome }[] {
    return this.script.progress
      .flatMap(({ commands }) => commands)
      .filter(({ acknowledgedOnly }) => acknowledgedOnly !== true)
      .map(({ id, outcome }) => ({ id, outcome }))
  }

  events(): string[] {
    return this.script.progress.flatMap(({ events }) => events.map(({ name }) => name))
  }

  /** The distinct mails that were asked for. */
  mails(): string[] {
    return [
      ...new Set(
        this.script.progress.flatMap(({ mails }) => mails.map((mail) => `${mail.template}/${mail.occasion}`)),
      ),
    ]
  }
}

/** Turned away at the door: nothing of it is in the order's books. */
export function isNotPossibleNow(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : null
  return cause instanceof Error && 'type' in cause && cause.type === 'not-possible-now'
}
