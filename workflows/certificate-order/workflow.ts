import {
  allHandlersFinished,
  CancellationScope,
  condition,
  makeContinueAsNewFunc,
  patched,
  workflowInfo,
} from '@temporalio/workflow'
import { isFinal } from '../../domain/order-state.ts'
import type { OrderStart } from '../contract.ts'
import { Alarm } from './alarm.ts'
import { takeCommand } from './commands.ts'
import { deadlineOf, passDeadline } from './deadlines.ts'
import { spendEarly } from './early-payments.ts'
import { openForConfiguration } from './gates.ts'
import { type Life, noChanges, note, now, SYSTEM } from './life.ts'
import { listen } from './listen.ts'
import { refreshSettings } from './plan-settings.ts'
import { carryOutMove } from './planning.ts'
import { record, showOperators } from './record.ts'
import { runStep } from './run-step.ts'
import { type InboxItem, openState } from './state.ts'
import { dueStep, openSteps } from './steps.ts'
import { type CarriedState, upgradeState } from './upgrade-state.ts'
import { applyCaChange, proofSeen } from './verifying.ts'

/**
 * The life of one certificate order, from the moment it is accepted until its term is over. `carried` is what an
 * earlier run of the same order left behind.
 */
export async function certificateOrder(start: OrderStart, carried?: CarriedState): Promise<void> {
  const life = openLife(start, carried)
  listen(life)
  if (carried === undefined) begin(life)
  await CancellationScope.nonCancellable(() => live(life))
}

async function live(life: Life): Promise<void> {
  if (mustPlan(life)) await refreshSettings(life)
  await record(life)
  showOperators(life)
  const alarm = new Alarm()
  while (!isFinal(life.state.state)) {
    await alarm.wait(() => hasWork(life), nextInstant(life), 'Next try or deadline')
    await workOff(life)
    if (life.phaseEnded || workflowInfo().continueAsNewSuggested) await continueInNewRun(life)
  }
  await refuseTheRest(life)
}

function openLife(start: OrderStart, carried: CarriedState | undefined): Life {
  return {
    start,
    state: carried === undefined ? openState(start, now()) : upgradeState(carried),
    changes: noChanges(),
    outcomes: new Map(),
    inHand: [],
    isClosed: false,
    phaseEnded: false,
  }
}

/** The first moments: the client is asked to configure, or what the billing system sent along is taken as theirs. */
function begin(life: Life): void {
  const { start, state } = life
  note(life, 'order.started', SYSTEM, { setup: start.setup, product: start.product.code })
  life.changes.commands.push({
    id: start.commandId,
    outcome: { state: 'done' },
    acknowledgedOnly: false,
    answersUpdate: false,
  })
  if (state.state === 'awaiting-configuration') openForConfiguration(life)
}

function hasWork(life: Life): boolean {
  return life.state.inbox.length > 0 || dueStep(life.state, Date.now()) !== null
}

/** The earliest instant at which something is due without anybody saying a word. */
function nextInstant(life: Life): string | null {
  const deadline = deadlineOf(life.state, life.start)
  const instants = [
    ...openSteps(life.state).map((step) => step.nextAttemptAt),
    ...(deadline === null ? [] : [deadline.at]),
  ]
  return instants.sort()[0] ?? null
}

/** Messages first, then work that is due, then the calendar; and everything is written down before the next wait. */
async function workOff(life: Life): Promise<void> {
  await emptyInbox(life)
  const step = isFinal(life.state.state) ? null : dueStep(life.state, Date.now())
  if (step !== null) await runStep(life, step)
  const deadline = deadlineOf(life.state, life.start)
  if (deadline !== null && Date.parse(deadline.at) <= Date.now()) {
    if (deadline.what === 'plan') await carryOutMove(life)
    else passDeadline(life, deadline.what)
  }
  if (mustPlan(life)) await refreshSettings(life)
  spendEarly(life)
  await record(life)
}

/** Whether what the plan depends on is not known any more. Runs of the first release had no plan. */
function mustPlan({ state: { settingsAreStale, certificates, state } }: Life): boolean {
  return settingsAreStale && certificates.length > 0 && !isFinal(state) && patched('plan-ahead')
}

async function emptyInbox(life: Life): Promise<void> {
  for (let item = life.state.inbox.shift(); item !== undefined; item = life.state.inbox.shift())
    await take(life, item)
}

async function take(life: Life, item: InboxItem): Promise<void> {
  switch (item.kind) {
    case 'command':
      life.inHand = [item.message.commandId]
      await takeCommand(life, item.name, item.message)
      life.inHand = []
      return
    case 'ca-changed':
      return applyCaChange(life, item.change)
    case 'record-visible':
      return proofSeen(life, item.caOrderId)
    case 'renewal-changed':
      life.state.settingsAreStale = true
      return
    case 'ignored':
      return note(life, 'command.ignored', { role: 'operator', id: null }, { command: item.name })
  }
}

/** What came in too late is answered before the workflow returns. */
async function refuseTheRest(life: Life): Promise<void> {
  await untilQuiet(life, async () => {
    await emptyInbox(life)
    await record(life)
    life.isClosed = life.state.inbox.length === 0
  })
}

/**
 * Leaves this run's history behind. Updates in flight are answered first, because they end with the run, and so the
 * steps that they wait for are tried; signals that arrive last travel in the state.
 */
async function continueInNewRun(life: Life): Promise<void> {
  await untilQuiet(life, () => workOff(life))
  if (isFinal(life.state.state)) return
  await makeContinueAsNewFunc<typeof certificateOrder>({ memo: workflowInfo().memo ?? {} })(
    life.start,
    life.state,
  )
}

async function untilQuiet(life: Life, work: () => Promise<void>): Promise<void> {
  do {
    await work()
    await condition(() => hasWork(life) || allHandlersFinished())
  } while (life.state.inbox.length > 0 || !allHandlersFinished())
}
