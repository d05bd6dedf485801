import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import type { Behaviour } from '../../sandbox/core/behaviour.ts'
import type { Sandbox } from '../../sandbox/sandbox.ts'
import { issuedOrder } from './core-orders.ts'
import { door, type SoapCaller, sandboxFor, soapCaller, testClock } from './harness.ts'

/** Turns switches by the side door. */
export async function turn(sandbox: Sandbox, changes: Partial<Behaviour>): Promise<void> {
  const { status, json } = await door(sandbox, 'PUT', '/behaviour', changes)
  assert.equal(status, 200, JSON.stringify(json))
}

/** A sandbox whose clock stands still, with one DV order that was issued, and a caller. */
export async function withOrder(t: TestContext) {
  const clock = testClock()
  const sandbox = await sandboxFor(t, { clock: clock.now })
  const names = ['odd.test', 'www.odd.test']
  const order = await issuedOrder(sandbox.core, clock, { names })
  return { sandbox, clock, order, caller: await soapCaller(sandbox) }
}

/** The list of what changed around the test clock's day, as XML. */
export async function modifiedPage(caller: SoapCaller): Promise<string> {
  const window = { fromDate: '2026-05-31T00:00:00Z', toDate: '2026-06-02T00:00:00Z' }
  return (await caller.call('getModifiedOrders', window)).xml
}
