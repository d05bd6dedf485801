import assert from 'node:assert/strict'
import { WorkflowNotFoundError } from '@temporalio/client'
import { mayFollow, TRANSITIONS } from '../../../domain/order-state.ts'
import type { OrderUnderTest } from './order-under-test.ts'

/** What holds for every order whatever happened to it. */
export function checkRecords(order: OrderUnderTest): void {
  const { progress } = order.script
  const sequences = progress.map(({ sequence }) => sequence)
  assert.ok(
    sequences.every((sequence, index) => index === 0 || sequence > (sequences[index - 1] ?? 0)),
    `sequences grow: ${sequences.join()}`,
  )
  const states = progress.map(({ view }) => view.state)
  for (const [index, state] of states.entries()) {
    const before = states[index - 1]
    // Two moves may be written down at once: a certificate that was revoked before it was fetched.
    if (before === undefined || before === state) continue
    const isLegal =
      mayFollow(before, state) || TRANSITIONS[before].some((between) => mayFollow(between, state))
    assert.ok(isLegal, `${before} → ${state}`)
  }
  const ended = order.outcomes().map(({ id }) => id)
  assert.equal(new Set(ended).size, ended.length, `a command ended twice: ${ended.join()}`)
}

/** No task of the workflow failed: a fault in workflow code shows as one that is tried for ever. */
export async function checkHistory(order: OrderUnderTest): Promise<void> {
  const { events } = await order.handle.fetchHistory()
  const failed = (events ?? []).flatMap(({ workflowTaskFailedEventAttributes: failed }) => failed ?? [])
  // Without a message it was the engine that gave the task up: a message came in while the run was about to end.
  const faults = failed.flatMap(({ failure }) => failure?.message || [])
  assert.deepEqual(
    faults.filter((message) => message !== 'UnhandledCommand'),
    [],
  )
  const timedOut = (events ?? []).filter(({ workflowTaskTimedOutEventAttributes: late }) => late)
  assert.ok(order.script.takenAnew <= failed.length + timedOut.length, 'a step was written twice')
}

export async function endIfRunning(order: OrderUnderTest): Promise<void> {
  try {
    await order.handle.terminate('the test is over')
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error
  }
}
