import type { EventName } from '../../domain/events.ts'
import type { OrderStateName } from '../../domain/order-state.ts'
import { currentCaOrder } from '../../store/queries/ca-orders.ts'
import type { CommandRow } from '../../store/queries/commands.ts'
import { configurationById, draftOf } from '../../store/queries/configurations.ts'
import { lastEventAt } from '../../store/queries/events.ts'
import { lastPossibleCommand } from '../../store/queries/last-command.ts'
import type { OrderRecord } from '../../store/queries/order-record.ts'
import type { Caller, ServiceDeps } from './deps.ts'
import { type ToldProblem, toldProblem } from './field-texts.ts'

export type Entered = Record<string, unknown>

/** What was sent last, what was typed since, and the CA's no while it stands. */
export interface EnteredConfiguration {
  configuration: Entered | null
  draft: Entered | null
  refusal: { at: string; problems: ToldProblem[] } | null
}

function isEntered(value: unknown): value is Entered {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** By the command's arguments, which our own code wrote. */
function configurationIdOf(command: CommandRow | null): string | null {
  const id = isEntered(command?.arguments) ? command.arguments.configurationId : null
  return typeof id === 'string' ? id : null
}

/** Where a configuration may be sent, and what is noted when the CA refuses it there. */
const REFUSALS: Partial<Record<OrderStateName, EventName>> = {
  'awaiting-configuration': 'order.configuration-refused',
  verifying: 'order.repair-refused',
}

/** The CA said no to the last configuration, and nothing has come after it. */
async function refusalOf(
  deps: ServiceDeps,
  order: OrderRecord,
  command: CommandRow | null,
  caller: Caller,
): Promise<EnteredConfiguration['refusal']> {
  const event = REFUSALS[order.view.state]
  if (event === undefined || command?.answer?.state !== 'refused') return null
  const at = await lastEventAt(deps.db, order.id, event)
  const problems = command.answer.problems.map((problem) => toldProblem(problem, caller.language))
  return { at: at ?? command.createdAt.toISOString(), problems }
}

/**
 * What the CA has, else what was sent for it last. What was only checked, or came when nothing was waiting for it, was
 * never entered.
 */
export async function enteredConfiguration(
  deps: ServiceDeps,
  order: OrderRecord,
  caller: Caller,
): Promise<EnteredConfiguration> {
  const [command, caOrder] = await Promise.all([
    lastPossibleCommand(deps.db, order.id, 'configure'),
    currentCaOrder(deps.db, order.id),
  ])
  const refusal = await refusalOf(deps, order, command, caller)
  const atCa = refusal === null ? (caOrder?.configurationId ?? null) : null
  const id = atCa ?? configurationIdOf(command)
  const [sent, draft] = await Promise.all([
    id === null ? null : configurationById(deps.db, id),
    draftOf(deps.db, order.id, command?.createdAt ?? null),
  ])
  return { configuration: sent?.body ?? null, draft: isEntered(draft) ? draft : null, refusal }
}
