import { type Client, WorkflowNotFoundError } from '@temporalio/client'
import { notPossible } from '../domain/command.ts'
import { isFinal } from '../domain/order-state.ts'
import type { Logger } from '../platform/logger.ts'
import type { Database } from '../store/database.ts'
import { type CommandRow, createCommandOf, finishCommand } from '../store/queries/commands.ts'
import { orderById } from '../store/queries/orders.ts'
import { WHOLE_INSTALLATION } from '../store/tenant.ts'
import { COMMAND_NAMES, type OrderStart, orderWorkflowId } from '../workflows/contract.ts'
import { startOrderWorkflow } from '../workflows/start.ts'

interface Delivery {
  db: Database
  client: Client
  log: Logger
}

/** What a `create` command holds was written by our own code; this tells it from anything else. */
function isOrderStart(value: unknown): value is OrderStart {
  return typeof value === 'object' && value !== null && 'orderId' in value && 'product' in value
}

async function start(client: Client, command: CommandRow | null): Promise<void> {
  if (!isOrderStart(command?.arguments)) throw new Error('the order has nothing to start with')
  await startOrderWorkflow(client, command.arguments)
}

async function signal(client: Client, command: CommandRow): Promise<void> {
  if (!COMMAND_NAMES.some((name) => name === command.name)) {
    throw new Error(`this release knows no command ${command.name}`)
  }
  const message = { commandId: command.id, actor: command.actor, arguments: command.arguments }
  await client.workflow.getHandle(orderWorkflowId(command.orderId)).signal(command.name, message)
}

/**
 * No run is open. A finished order refuses; one that was never started is started now. An order that had a life and has
 * no run any more was taken out by an operator: it must not begin anew by itself, so the command waits for them.
 */
async function deliverToNobody({ db, client, log }: Delivery, command: CommandRow): Promise<void> {
  const order = await orderById(db, WHOLE_INSTALLATION, command.orderId)
  if (order === null || isFinal(order.view.state)) {
    return finishCommand(
      db,
      command.id,
      notPossible(order === null ? { kind: 'overtaken' } : { kind: 'state', state: order.view.state }),
    )
  }
  if (order.sequence > 0) {
    log.error({ orderId: order.id, state: order.view.state }, 'an unfinished order has no running workflow')
    throw new Error('the order has no running workflow')
  }
  await start(client, await createCommandOf(db, command.orderId))
  await signal(client, command)
}

/**
 * Hands a command to its order's workflow, as a Signal of its name; `create` starts the workflow. To do so twice is
 * harmless: a workflow starts once, and knows the commands it has seen.
 * @throws where the engine does not take it now
 */
export async function deliverCommand(delivery: Delivery, command: CommandRow): Promise<void> {
  if (command.name === 'create') return start(delivery.client, command)
  try {
    await signal(delivery.client, command)
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error
    await deliverToNobody(delivery, command)
  }
}
