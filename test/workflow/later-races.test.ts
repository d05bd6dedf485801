import assert from 'node:assert/strict'
import { test } from 'node:test'
import { WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client'
import { newId } from '../../platform/ids.ts'
import type { CommandArguments, CommandName } from '../../workflows/contract.ts'
import { messageOf, type OrderUnderTest } from './support/order-under-test.ts'
import { withRealEngine } from './support/real-engine.ts'
import { YearsCa } from './support/years-ca.ts'

/** So low that a run is over after a handful of messages. */
const SUGGEST_AFTER = 40
const BURSTS = 6
const LONGEST_PAUSE_MS = 60
const engine = withRealEngine({ suggestAfter: SUGGEST_AFTER })

/** What an issued order is told by clients, billing systems and admins; none of it ends the order. */
const COMMANDS: { [Name in CommandName]?: CommandArguments[Name] } = {
  provideRenewalCsr: { configurationId: 'configuration-2' },
  editProperties: { configurationId: 'configuration-3' },
  reissue: { serialNumber: null, configurationId: 'configuration-4', addNames: [] },
  renew: { serialNumber: null, configurationId: null, product: null },
  changeRenewal: { policy: 'none', daysBefore: 5 },
  suspend: {},
  resume: {},
  requestCancellation: { when: 'end-of-term', revoke: false },
  withdrawCancellation: {},
  paymentReceived: { status: 'paid', paidUntil: '2031-04-02T00:00:00.000Z' },
  synchronize: {},
  send: {},
}

const pause = () => new Promise((resolve) => setTimeout(resolve, Math.random() * LONGEST_PAUSE_MS))

/** By Update, by Signal as the relay does, or by both under one id. @returns whether the Update was turned away */
async function tell(
  order: OrderUnderTest,
  name: CommandName,
  id: string,
): Promise<'taken' | 'refused' | 'sent'> {
  const args = COMMANDS[name] ?? {}
  await pause()
  const way = Math.random()
  if (way < 0.4) await order.signal(name, messageOf<CommandName>(args, id))
  if (way < 0.2) return 'sent'
  return updated(order, name, args, id)
}

/** The engine turns an Update away in the moment in which one run takes the place of another: the caller tries again. */
async function updated(
  order: OrderUnderTest,
  name: CommandName,
  args: CommandArguments[CommandName],
  id: string,
): Promise<'taken' | 'refused'> {
  try {
    const { state } = await order.send<CommandName>(name, args, id)
    return state === 'refused' ? 'refused' : 'taken'
  } catch (error) {
    if (error instanceof WorkflowUpdateFailedError) return 'refused'
    const isBetweenRuns =
      error instanceof WorkflowNotFoundError ||
      (error instanceof Error && /completed|not found/i.test(error.message))
    if (!isBetweenRuns) throw error
    return updated(order, name, args, id)
  }
}

async function runsOf({ handle }: OrderUnderTest): Promise<number> {
  const runs = new Set<string>()
  for await (const { runId } of engine.client.workflow.list({ query: `WorkflowId = "${handle.workflowId}"` }))
    runs.add(runId)
  return runs.size
}

async function eventually(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 40_000
  while (!(await isSo())) {
    assert.ok(Date.now() < deadline, `it did not come about: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

test('in the years after, no command is lost, answered twice or carried out twice while runs follow one another', async (t) => {
  const order = await engine.begin({ recurring: true }, (script) => new YearsCa(script, { policy: 'none' }))
  await order.configure()
  await order.signal('synchronize')
  await order.until(({ state }) => state === 'issued')
  await order.untilRun(2)
  const told = new Map<string, { name: CommandName; state: string }>()
  for (let burst = 0; burst < BURSTS; burst += 1) {
    const names = Object.keys(COMMANDS) as CommandName[]
    const asked = names.map((name) => ({ name, id: newId() }))
    const states = await Promise.all(asked.map(({ name, id }) => tell(order, name, id)))
    for (const [index, { name, id }] of asked.entries()) told.set(id, { name, state: states[index] ?? '' })
    await order.signal('renewalChanged')
    // Where it was suspended or at work, the next burst begins from a rest.
    await updated(order, 'resume', {}, newId())
  }
  const outcomes = () => order.outcomes().filter(({ id }) => told.has(id))
  const owed = [...told].filter(([, { state }]) => state !== 'refused')
  await eventually('every command has its end', () => {
    const ended = new Set(outcomes().map(({ id }) => id))
    return owed.every(([id]) => ended.has(id))
  })
  await order.until(({ activity }) => activity === null)
  const ids = outcomes().map(({ id }) => id)
  assert.equal(new Set(ids).size, ids.length, 'one was answered twice')
  const doneOf = (name: CommandName): number =>
    outcomes().filter(({ id, outcome }) => told.get(id)?.name === name && outcome.state === 'done').length
  const occasionsOf = (name: 'reissueAtCa' | 'renewAtCa'): string[] =>
    order.script.callsOf(name).map(({ input }) => input.occasion)
  for (const [call, name] of [
    ['reissueAtCa', 'reissue'],
    ['renewAtCa', 'renew'],
  ] as const) {
    const occasions = occasionsOf(call)
    assert.equal(new Set(occasions).size, occasions.length, `${call} twice for one command`)
    assert.equal(occasions.length, doneOf(name), `${call} for each ${name}`)
  }
  const { certificates, state, suspended } = order.view()
  assert.deepEqual([state, suspended], ['issued', false])
  assert.ok(certificates.length >= 1)
  const runs = await runsOf(order)
  assert.ok(runs > BURSTS / 2, `${runs} runs`)
  t.diagnostic(`${runs} runs, ${told.size} commands, ${owed.length} taken, lost 0, answered twice 0`)
})
