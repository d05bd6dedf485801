import { obstacleTo } from '../../domain/action-rules.ts'
import { type Action, obstacleFor } from '../../domain/actions.ts'
import { type CommandOutcome, notPossible } from '../../domain/command.ts'
import { CertloomError } from '../../domain/errors.ts'
import type { Obstacle } from '../../domain/obstacle.ts'
import { isFinal } from '../../domain/order-state.ts'
import { newId } from '../../platform/ids.ts'
import { acceptCommand, type CommandRow, commandById, finishCommand } from '../../store/queries/commands.ts'
import type { OrderRecord } from '../../store/queries/order-record.ts'
import { COMMAND_NAMES, COMMANDS, type CommandArguments, type CommandName } from '../../workflows/contract.ts'
import type { OrderJson } from '../schemas/order.ts'
import { canonicalJson } from './canonical-json.ts'
import type { Caller, ServiceDeps } from './deps.ts'
import { notPossibleNow, refusalOf } from './not-possible.ts'
import { factsOf, orderJson } from './order-json.ts'
import { visibleOrder } from './visible-order.ts'

/** `command` is there where it is kept and goes on by itself (202). */
export interface Submitted {
  status: 200 | 202
  order: OrderJson
  command?: { id: string; state: 'accepted' }
}

export interface CommandOptions {
  /** The same id for the same request, so that a repeat waits for the same command instead of asking twice. */
  commandId?: string | undefined
}

/** A command about to be kept. `body` is all that was sent and stays in PostgreSQL; `args` travel, without people. */
export interface Submission<Name extends CommandName> extends CommandOptions {
  name: Name
  body: unknown
  args: CommandArguments[Name]
  /** Written when the command is about to be kept, never for one that is refused at the door. */
  before?: ((commandId: string) => Promise<void>) | undefined
  /** Refused at the door by what the order's workflow said last, so that `before` writes nothing in vain. */
  isJudgedAtDoor?: boolean
}

type Refusal = Extract<CommandOutcome, { state: 'refused' }>

/** The workflow decides what is possible, unless it is over: then nothing changes any more and PostgreSQL answers. */
function refuseAtTheDoor(
  order: OrderRecord,
  caller: Caller,
  { name, isJudgedAtDoor = false }: Pick<Submission<CommandName>, 'name' | 'isJudgedAtDoor'>,
): void {
  const blockedBy = obstacleFor(factsOf(order), COMMANDS[name].action, caller.role)
  if (blockedBy === null) return
  if (blockedBy.kind === 'role' || isFinal(order.view.state) || isJudgedAtDoor)
    throw refusalOf(order, blockedBy)
}

async function kept<Name extends CommandName>(
  deps: ServiceDeps,
  caller: Caller,
  order: OrderRecord,
  asked: Submission<Name>,
): Promise<CommandRow> {
  const id = asked.commandId ?? newId()
  await asked.before?.(id)
  const row = await acceptCommand(deps.db, {
    id,
    billingSystemId: order.billingSystemId,
    orderId: order.id,
    name: asked.name,
    actor: caller.actor,
    body: asked.body,
    arguments: asked.args,
  })
  const isSame = row.orderId === order.id && row.name === asked.name
  if (!isSame || canonicalJson(row.body) !== canonicalJson(asked.body ?? null)) {
    throw new CertloomError('idempotency-key-reused')
  }
  return row
}

async function outcomeOf<Name extends CommandName>(
  deps: ServiceDeps,
  caller: Caller,
  row: CommandRow,
  asked: Submission<Name>,
): Promise<CommandOutcome> {
  if (row.state !== 'accepted' && row.answer !== null) return row.answer
  const message = { commandId: row.id, actor: caller.actor, arguments: asked.args }
  const answer = await deps.temporal.sendUpdate(row.orderId, asked.name, message, deps.settings.commandWaitMs)
  switch (answer.kind) {
    case 'outcome':
      return answer.outcome
    case 'rejected':
      return refusedUnlessTaken(deps, row, answer.blockedBy ?? (await obstacleNow(deps, caller, row)))
    case 'gone':
      return outcomeOfGone(deps, caller, row)
    case 'pending':
      return { state: 'accepted' }
  }
}

/** A repeat of a command whose first attempt was carried out meanwhile is answered by what that came to. */
async function refusedUnlessTaken(
  deps: ServiceDeps,
  row: CommandRow,
  blockedBy: Obstacle,
): Promise<CommandOutcome> {
  const refused = notPossible(blockedBy)
  await finishCommand(deps.db, row.id, refused)
  const now = await commandById(deps.db, { billingSystemId: null }, row.orderId, row.id)
  return now?.answer ?? refused
}

/** What stands in the way of a command by what the order's workflow said last. */
async function obstacleNow(deps: ServiceDeps, caller: Caller, row: CommandRow): Promise<Obstacle> {
  const order = await visibleOrder(deps, caller, row.orderId)
  const name = COMMAND_NAMES.find((known) => known === row.name)
  const blockedBy = name === undefined ? null : obstacleTo(factsOf(order), COMMANDS[name].action)
  return blockedBy ?? { kind: 'overtaken' }
}

/** No run is open: either the order is over, or its start is still on the way and the relay will follow with this. */
async function outcomeOfGone(deps: ServiceDeps, caller: Caller, row: CommandRow): Promise<CommandOutcome> {
  const order = await visibleOrder(deps, caller, row.orderId)
  if (!isFinal(order.view.state)) return { state: 'accepted' }
  return refusedUnlessTaken(deps, row, await obstacleNow(deps, caller, row))
}

/**
 * Keeps a command, sends it to the order's workflow, and waits for what it comes to: 200 once done, 202 where it goes on
 * by itself.
 * @throws {CertloomError} `not-found`, `forbidden`, `not-possible-now` with what stands in the way, `ca-refused` with problems
 */
export async function submitCommand<Name extends CommandName>(
  deps: ServiceDeps,
  caller: Caller,
  orderId: string,
  asked: Submission<Name>,
): Promise<Submitted> {
  const order = await visibleOrder(deps, caller, orderId)
  const earlier =
    asked.commandId === undefined ? null : await commandById(deps.db, caller.tenant, orderId, asked.commandId)
  if (earlier === null) refuseAtTheDoor(order, caller, asked)
  const row = await kept(deps, caller, order, asked)
  const outcome = await outcomeOf(deps, caller, row, asked)
  const after = await visibleOrder(deps, caller, orderId)
  if (outcome.state === 'refused') throw refusal(outcome, after, COMMANDS[asked.name].action)
  const shown = orderJson(after, caller, deps.settings)
  return outcome.state === 'done'
    ? { status: 200, order: shown }
    : { status: 202, order: shown, command: { id: row.id, state: 'accepted' } }
}

/**
 * What was overtaken is told by what stands in the way by now, where something does. Answers of an earlier release do not
 * say what it was.
 */
function refusal({ code, problems, blockedBy }: Refusal, order: OrderRecord, action: Action): CertloomError {
  if (code === 'ca-refused') return new CertloomError('ca-refused', { problems })
  const isTold = blockedBy !== undefined && blockedBy.kind !== 'overtaken'
  const obstacle = isTold ? blockedBy : (obstacleTo(factsOf(order), action) ?? { kind: 'overtaken' as const })
  return notPossibleNow(order, obstacle, problems)
}
