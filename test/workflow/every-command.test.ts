import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { WorkflowUpdateFailedError } from '@temporalio/client'
import { ApplicationFailure } from '@temporalio/common'
import type { OrderFacts } from '../../domain/actions.ts'
import { answerTo, type CommandAnswer } from '../../domain/command-answer.ts'
import type { Obstacle } from '../../domain/obstacle.ts'
import { requiredDocuments } from '../../domain/product-needs.ts'
import { newId } from '../../platform/ids.ts'
import { COMMAND_NAMES, COMMANDS, type CommandName } from '../../workflows/contract.ts'
import { ARGUMENTS } from './support/happen.ts'
import type { OrderUnderTest } from './support/order-under-test.ts'
import { SCENES, type Scene } from './support/scenes.ts'
import { withSkippedTime } from './support/skipped-time.ts'

const time = withSkippedTime()

/** What the API would say of the order, by what its workflow wrote down last. */
function factsOf(order: OrderUnderTest): OrderFacts {
  const { product, recurring } = order.start
  const view = order.view()
  const asked = view.cancellation ? 'asked' : 'not-asked'
  return {
    ...{ state: view.state, activity: view.activity, caOrderPlaced: view.caOrderPlaced },
    productKind: product.kind,
    takesDocuments:
      view.activity?.step === 'awaiting-documents' ||
      requiredDocuments({ kind: product.kind, validation: product.validation ?? null }).length > 0,
    cancellation: recurring === true ? asked : 'no-recurring',
    suspended: view.suspended,
    isManualCa: view.isManualCa ?? false,
    isEnding: view.isEnding ?? false,
  }
}

/** All that shows from outside that something was done or kept: not its event, which says only that it was heard. */
function traceOf(order: OrderUnderTest): string {
  const { calls } = order.script
  return JSON.stringify([order.view(), calls.map(({ name }) => name), order.mails()])
}

function obstacleIn(error: unknown): Obstacle | null {
  if (!(error instanceof WorkflowUpdateFailedError)) throw error
  const { cause } = error
  assert.ok(cause instanceof ApplicationFailure)
  assert.equal(cause.type, 'not-possible-now')
  const [detail] = cause.details ?? []
  return (detail as { blockedBy: Obstacle }).blockedBy
}

async function sendTo(order: OrderUnderTest, name: CommandName, id = newId()): Promise<void> {
  await order.send<CommandName>(name, ARGUMENTS[name] ?? {}, id)
}

function answers(order: OrderUnderTest): [CommandName, CommandAnswer][] {
  const facts = factsOf(order)
  return COMMAND_NAMES.map((name) => [name, answerTo(facts, COMMANDS[name].action)])
}

async function assertRefused(order: OrderUnderTest, name: CommandName, expected: Obstacle): Promise<void> {
  const before = traceOf(order)
  const blockedBy = await sendTo(order, name).then(() => null, obstacleIn)
  assert.deepEqual(blockedBy, expected, name)
  assert.equal(traceOf(order), before, name)
}

/**
 * Payments have a table of their own. What is kept without anybody seeing it from outside yet is proven where it acts:
 * `kept-commands.test.ts`.
 */
function isProvenElsewhere(name: CommandName, { kind }: CommandAnswer): boolean {
  const isUnseen = name === 'changeRenewal' || name === 'editProperties'
  return name === 'paymentReceived' || (kind === 'kept' && isUnseen)
}

async function broughtTo(scene: Scene): Promise<OrderUnderTest> {
  const order = await scene(time)
  await order.until(() => true)
  return order
}

async function assertTaken(scene: Scene, name: CommandName): Promise<void> {
  const order = await broughtTo(scene)
  const before = traceOf(order)
  const id = newId()
  // What a CA that is away is asked for is answered by "kept"; what waits for a key, when one has come.
  void sendTo(order, name, id).catch(() => undefined)
  const told = () => order.outcomes().find((each) => each.id === id)?.outcome
  await order
    .until(() => traceOf(order) !== before || told()?.state === 'refused', PATIENCE_MS)
    .catch(() => assert.fail(`${name} was taken and dropped`))
  // Which certificate is meant is not a matter of the order's state: one that is being revoked is refused for itself.
  const outcome = told()
  if (outcome?.state === 'refused')
    assert.deepEqual([name, outcome.blockedBy], ['revoke', { kind: 'no-certificate' }])
}

/** A machine that does much else at once is slow. */
const PATIENCE_MS = 30_000
/** Scenes in which time passes, which it does for all orders at once. */
const IN_TIME: readonly string[] = ['waits for the payment of its renewal', 'has expired']

describe('every command in every state: done, kept, or refused with the reason', () => {
  for (const [where, scene] of Object.entries(SCENES)) {
    test(`an order that ${where}`, async () => {
      const order = await broughtTo(scene)
      const all = answers(order)
      for (const [name, answer] of all)
        if (answer.kind === 'refused') await assertRefused(order, name, answer.blockedBy)
      await time.finish()
      const taken = all.filter(
        ([name, answer]) => answer.kind !== 'refused' && !isProvenElsewhere(name, answer),
      )
      if (!IN_TIME.includes(where)) await Promise.all(taken.map(([name]) => assertTaken(scene, name)))
      else for (const [name] of taken) await assertTaken(scene, name)
    })
  }
})
