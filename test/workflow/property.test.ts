import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isFinal } from '../../domain/order-state.ts'
import { type AnyLife, anyLife, scriptLife } from './support/any-life.ts'
import { happen, sendOrNull } from './support/happen.ts'
import type { OrderUnderTest } from './support/order-under-test.ts'
import { withSkippedTime } from './support/skipped-time.ts'

/** Nothing is kept awake, so that every step is taken after a replay of all before it. */
const time = withSkippedTime({ maxCachedWorkflows: 0 })
const RUNS = 40
const LONGEST_MS = 25_000
/** A wedged order answers nothing: that must not count as an interruption. */
const LONGEST_RUN_MS = 10_000
const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

function wait(minutes: number): Promise<void> {
  return minutes > 0 ? time.skip(minutes * MINUTE_MS) : Promise.resolve()
}

/**
 * Lives it, one thing after the other: this engine loses messages that race. Then the CA has time to be friendly. Gives
 * the commands that were taken in.
 */
async function liveIt(order: OrderUnderTest, { happenings }: AnyLife): Promise<Set<string>> {
  const taken = new Set<string>()
  for (const it of happenings) {
    const id = await happen(order, it, wait)
    if (id !== null) taken.add(id)
    await time.settle()
  }
  for (let day = 0; day < 2; day += 1) await time.skip(DAY_MS)
  return taken
}

/** The order still listens, unless it is over. */
async function isAlive(order: OrderUnderTest): Promise<boolean> {
  if (isFinal(order.view().state)) return (await order.handle.describe()).status.name !== 'RUNNING'
  return (await sendOrNull(order, 'paymentReceived', 'last-payment', 'update')) !== null
}

/** An operator may ask for another CA order too, by the bare name of the command. */
function operatorRepeats({ happenings }: AnyLife): number {
  return happenings.filter((it) => it.what === 'bare' && it.name === 'repeat').length
}

test('whatever happens in whatever order, an order lives on, buys once and answers every command once', async () => {
  const property = fc.asyncProperty(anyLife, async (life) => {
    const { setup, isConfigured } = life
    const configurationId = isConfigured ? 'configuration-0' : null
    const order = await time.begin({ setup, configurationId }, (script) => scriptLife(script, life))
    const taken = await liveIt(order, life)
    assert.ok(await isAlive(order), 'it is dead')
    const bought = new Set(order.script.callsOf('placeCaOrder').map(({ input }) => input.caOrderId))
    // A repair gives one up for another; only who asks for another one beside it gets it.
    const givenUp = new Set(order.script.callsOf('cancelCaOrder').map(({ input }) => input.caOrderId))
    const held = [...bought].filter((id) => !givenUp.has(id))
    const askedAgain =
      [...taken].filter((id) => /^(repeat|renew|reissue)-/.test(id)).length + operatorRepeats(life)
    assert.ok(held.length <= 1 + askedAgain, held.join())
    const ended = order.outcomes().filter(({ outcome }) => outcome.state !== 'accepted')
    for (const id of taken) {
      assert.equal(ended.filter((told) => told.id === id).length, 1, `final outcomes of ${id}`)
    }
    await time.finish()
  })
  await fc.assert(property, {
    numRuns: RUNS,
    timeout: LONGEST_RUN_MS,
    interruptAfterTimeLimit: LONGEST_MS,
    markInterruptAsFailure: false,
  })
})
