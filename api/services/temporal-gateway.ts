import { type Client, WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client'
import { ApplicationFailure } from '@temporalio/common'
import type { CommandOutcome } from '../../domain/command.ts'
import { isObstacle, type Obstacle } from '../../domain/obstacle.ts'
import {
  type CaAccountCheckResult,
  type CatalogueImportResult,
  type CommandMessage,
  type CommandName,
  type ConfigurationCheckResult,
  commandUpdate,
  type OrderStart,
  orderWorkflowId,
} from '../../workflows/contract.ts'
import { startOrderWorkflow } from '../../workflows/start.ts'
import {
  type AskedConfiguration,
  runAccountCheck,
  runConfigurationCheck,
  runImport,
} from './short-workflows.ts'

/** What sending a command came to: `pending` where engine or worker are away or slow; `gone` where no run is open. */
export type UpdateAnswer =
  | { kind: 'outcome'; outcome: CommandOutcome }
  | { kind: 'rejected'; blockedBy?: Obstacle | null }
  | { kind: 'pending' }
  | { kind: 'gone' }

/** All that API and pages want of Temporal. Nothing here throws because the engine is away. */
export interface TemporalGateway {
  /** Starts an order's workflow; one that was started before is left alone. False while the engine is away. */
  startOrder(start: OrderStart): Promise<boolean>
  /** Sends a command as an Update whose id is the command's, and waits at most `waitMs` for its outcome. */
  sendUpdate(
    orderId: string,
    name: CommandName,
    message: CommandMessage,
    waitMs: number,
  ): Promise<UpdateAnswer>
  /** The CA's opinion of a configuration; null where it could not be had in time. */
  checkConfiguration(asked: AskedConfiguration, waitMs: number): Promise<ConfigurationCheckResult | null>
  /** Whether an account can be reached and used; null where nobody could try in time. */
  checkCaAccount(caAccountId: string, waitMs: number): Promise<CaAccountCheckResult | null>
  /** Imports an account's products; null where it goes on by itself. */
  importProducts(caAccountId: string, waitMs: number): Promise<CatalogueImportResult | null>
  isUp(timeoutMs: number): Promise<boolean>
}

const START_TIMEOUT_MS = 3_000

/** One client, made at first use; a failed attempt is made again at the next. */
function lazyClient(connect: () => Promise<Client>): () => Promise<Client> {
  let client: Promise<Client> | null = null
  return () => {
    client ??= connect().catch((error: unknown) => {
      client = null
      throw error
    })
    return client
  }
}

function within<Result>(client: Client, waitMs: number, work: () => Promise<Result>): Promise<Result> {
  return client.withDeadline(Date.now() + waitMs, work)
}

/** What the workflow says stands in the way; runs of an earlier release do not say it. */
function obstacleIn({ details }: ApplicationFailure): Obstacle | null {
  const detail: unknown = details?.[0]
  const told: unknown =
    typeof detail === 'object' && detail !== null ? Reflect.get(detail, 'blockedBy') : null
  return isObstacle(told) ? told : null
}

function answerOfFailure(error: unknown): UpdateAnswer {
  if (error instanceof WorkflowUpdateFailedError) {
    // A run that ended under an accepted Update fails it too; then the command is still the relay's to deliver.
    const isRefusal = error.cause instanceof ApplicationFailure && error.cause.type === 'not-possible-now'
    return isRefusal ? { kind: 'rejected', blockedBy: obstacleIn(error.cause) } : { kind: 'pending' }
  }
  if (error instanceof WorkflowNotFoundError) return { kind: 'gone' }
  return { kind: 'pending' }
}

/** The only code of API and pages that speaks to Temporal. */
export function createTemporalGateway(connect: () => Promise<Client>): TemporalGateway {
  const getClient = lazyClient(connect)

  /** What a short workflow came to; null where it did not end in time, or could not be begun. */
  async function outcomeOf<Result>(
    waitMs: number,
    run: (client: Client) => Promise<Result>,
  ): Promise<Result | null> {
    try {
      const client = await getClient()
      return await within(client, waitMs, () => run(client))
    } catch {
      return null
    }
  }

  return {
    async startOrder(start) {
      try {
        const client = await getClient()
        await within(client, START_TIMEOUT_MS, () => startOrderWorkflow(client, start))
        return true
      } catch {
        return false
      }
    },
    async sendUpdate(orderId, name, message, waitMs) {
      try {
        const client = await getClient()
        const handle = client.workflow.getHandle(orderWorkflowId(orderId))
        const outcome = await within(client, waitMs, () =>
          handle.executeUpdate(commandUpdate(name), {
            updateId: message.commandId,
            args: [message],
          }),
        )
        return { kind: 'outcome', outcome }
      } catch (error) {
        return answerOfFailure(error)
      }
    },
    checkConfiguration: (asked, waitMs) =>
      outcomeOf(waitMs, (client) => runConfigurationCheck(client, asked)),
    checkCaAccount: (caAccountId, waitMs) =>
      outcomeOf(waitMs, (client) => runAccountCheck(client, caAccountId)),
    importProducts: (caAccountId, waitMs) => outcomeOf(waitMs, (client) => runImport(client, caAccountId)),
    async isUp(timeoutMs) {
      try {
        const client = await getClient()
        await within(client, timeoutMs, () => client.workflowService.getSystemInfo({}))
        return true
      } catch {
        return false
      }
    },
  }
}
