import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { defineQuery } from '@temporalio/workflow'
import fc from 'fast-check'
import { newId } from '../../platform/ids.ts'
import { SEARCH_ATTRIBUTES } from '../../workflows/contract.ts'
import { type AnyLife, anyLife, scriptLife } from './support/any-life.ts'
import { happen } from './support/happen.ts'
import { messageOf, type OrderUnderTest } from './support/order-under-test.ts'
import { withRealEngine } from './support/real-engine.ts'
import { away } from './support/scripted-activities.ts'

const SUGGEST_AFTER = 40
const PAUSE_MS = 20
const RACES = 30
const LONGEST_RACE_MS = 15_000
const LONGEST_MS = 25_000
const engine = withRealEngine({ suggestAfter: SUGGEST_AFTER })
const PAID = { status: 'paid', paidUntil: '2031-04-02T00:00:00.000Z' } as const
const metadata = defineQuery<{ currentDetails?: string }>('__temporal_workflow_metadata')

async function runsOf({ handle }: OrderUnderTest): Promise<string[]> {
  const runs: string[] = []
  const query = `WorkflowId = "${handle.workflowId}"`
  for await (const { runId } of engine.client.workflow.list({ query })) runs.push(runId)
  return runs
}

async function found(query: string): Promise<string[]> {
  const ids: string[] = []
  for await (const { workflowId } of engine.client.workflow.list({ query })) ids.push(workflowId)
  return ids
}

/** Lists follow the orders within a second or two. */
async function eventually(isSo: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 40_000
  while (!(await isSo())) {
    assert.ok(Date.now() < deadline, 'it did not come about')
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

describe('what operators see', () => {
  test('an order is found by its state, product and names, and tells where it stands', async () => {
    const order = await engine.begin({ paidUntil: PAID.paidUntil })
    await order.configure()
    const { handle } = order
    const query = (state: string) =>
      `CertloomState="${state}" AND CertloomProduct="601" AND CertloomNames="example.test"`
    await eventually(async () => (await found(query('verifying'))).includes(handle.workflowId))
    const described = await handle.describe()
    const attributes = described.typedSearchAttributes
    assert.equal(attributes.get(SEARCH_ATTRIBUTES.paidUntil)?.toISOString(), PAID.paidUntil)
    assert.equal(attributes.get(SEARCH_ATTRIBUTES.expiresAt), undefined)
    assert.equal(await described.staticSummary(), '601 Commercial SSL')
    const { currentDetails = '' } = await handle.query(metadata)
    assert.match(currentDetails, /^\*\*verifying\*\* since .*\n\nProduct 601 Commercial SSL \(sandbox\)\./)
    assert.match(currentDetails, /Names: example\.test/)
    assert.match(currentDetails, /Control by DNS_TXT_PREFIX: 0 of 1 verified\./)
    assert.match(currentDetails, /waits for client since/)
  })

  test('all of it is still there in the run that waits for the certificate to end', async () => {
    const order = await engine.begin({ paidUntil: PAID.paidUntil })
    await order.issue()
    const described = await order.handle.describe()
    const attributes = described.typedSearchAttributes
    assert.equal(attributes.get(SEARCH_ATTRIBUTES.state), 'issued')
    assert.deepEqual(attributes.get(SEARCH_ATTRIBUTES.names), ['example.test'])
    assert.equal(attributes.get(SEARCH_ATTRIBUTES.product), '601')
    assert.equal(attributes.get(SEARCH_ATTRIBUTES.paidUntil)?.toISOString(), PAID.paidUntil)
    assert.equal(attributes.get(SEARCH_ATTRIBUTES.expiresAt)?.toISOString(), order.view().expiresAt)
    const { currentDetails = '' } = await order.handle.query(metadata)
    assert.match(currentDetails, /^\*\*issued\*\*/)
    // The summary of the start does not come along: this line stands for it.
    assert.match(currentDetails, /Product 601 Commercial SSL/)
    assert.match(currentDetails, /Expires 20/)
  })

  test('a hundred long names do not end an order; the first that fit are shown', async () => {
    const names = Array.from(
      { length: 100 },
      (_, index) => `${index}-${'a'.repeat(50)}.${'b'.repeat(60)}.example.test`,
    )
    const order = await engine.begin({}, (script) => {
      script.next('placeCaOrder', () => ({ status: 'AWAITING', method: 'DNS_TXT', names }))
    })
    await order.configure()
    assert.deepEqual(await order.send('synchronize', {}), { state: 'done' })
    assert.deepEqual(order.view().names, names)
    const shown = (await order.handle.describe()).typedSearchAttributes.get(SEARCH_ATTRIBUTES.names) ?? []
    assert.ok(shown.length > 5 && shown.length < 100, `${shown.length} names`)
    assert.deepEqual(shown, names.slice(0, shown.length))
  })

  test('every piece of work and every wait has a summary', async () => {
    const order = await engine.begin()
    await order.issue()
    await eventually(async () => (await runsOf(order)).length >= 2)
    const first = (await runsOf(order)).at(-1)
    const handle = engine.client.workflow.getHandle(order.handle.workflowId, first)
    const { events } = await handle.fetchHistory()
    const scheduled = (events ?? []).filter(
      ({ activityTaskScheduledEventAttributes: activity, timerStartedEventAttributes: timer }) =>
        activity ?? timer,
    )
    assert.ok(scheduled.length >= 2)
    for (const { userMetadata, eventId } of scheduled) assert.ok(userMetadata?.summary, `event ${eventId}`)
  })
})

/** Sends commands in six lanes at once, by Update or Signal or both, with words of the CA between them. */
async function fire(order: OrderUnderTest, ids: readonly string[]): Promise<string[]> {
  const lanes = [0, 1, 2, 3, 4, 5].map((lane) => ids.filter((_, index) => index % 6 === lane))
  const answers = lanes.map(async (lane, index) => {
    const states: string[] = []
    for (const id of lane) {
      if (index === 0) await order.signal('synchronize', messageOf<'synchronize'>({}, id))
      else if (index === 1) states.push((await again(() => order.send('synchronize', {}, id))).state)
      else states.push((await again(() => order.send('paymentReceived', PAID, id))).state)
      if (index === 2) await order.signal('paymentReceived', messageOf<'paymentReceived'>(PAID, id))
      if (index === 3) await order.caChanged({ control: { verified: 0, of: 1 } })
    }
    return states
  })
  return (await Promise.all(answers)).flat()
}

describe('runs that are cut short', () => {
  test('no message is lost or answered twice while runs follow one another', async () => {
    const order = await engine.begin()
    await order.configure()
    const ids: string[] = []
    for (const burst of [1, 2, 3]) {
      const sent = Array.from({ length: 48 }, () => newId())
      ids.push(...sent)
      assert.deepEqual(new Set(await fire(order, sent)), new Set(['done']))
      await eventually(async () => (await runsOf(order)).length > burst)
    }
    await eventually(async () => order.outcomes().length >= ids.length + 2)
    const ended = order.outcomes().map(({ id }) => id)
    for (const id of ids) assert.equal(ended.filter((other) => other === id).length, 1)
  })

  test('what waits for an absent CA is taken along into the next run', async () => {
    const order = await engine.begin({}, (script) => script.next('checkControl', away()))
    await order.configure()
    assert.deepEqual(await order.send('checkVerification', {}, 'check-command'), { state: 'accepted' })
    // How many messages fill a run depends on how the engine bundles them.
    await eventually(async () => {
      await again(() => order.send('paymentReceived', PAID))
      return (await runsOf(order)).length >= 2
    })
    assert.deepEqual(await again(() => order.send('checkVerification', {})), { state: 'done' })
    assert.deepEqual(order.outcomes().find(({ id }) => id === 'check-command')?.outcome, { state: 'done' })
  })
})

/** The engine turns an Update away in the moment in which one run takes the place of another: the caller tries again. */
async function again<Answer>(send: () => Promise<Answer>): Promise<Answer> {
  try {
    return await send()
  } catch (error) {
    if (!(error instanceof Error) || !/completed|not found/i.test(error.message)) throw error
    return again(send)
  }
}

/** Everything at once: messages race one another, the CA's answers and the ends of runs. */
async function race(order: OrderUnderTest, { happenings }: AnyLife): Promise<Set<string>> {
  const pause = () => new Promise<void>((resolve) => setTimeout(resolve, PAUSE_MS))
  const taken: Promise<string | null>[] = []
  for (const it of happenings) {
    taken.push(again(() => happen(order, it, pause)))
    if (it.what === 'wait') await pause()
  }
  return new Set((await Promise.all(taken)).filter((id) => id !== null))
}

test('messages that race are all heard, and no command ends twice', async () => {
  const property = fc.asyncProperty(anyLife, async (life) => {
    const configurationId = life.isConfigured ? 'configuration-0' : null
    const order = await engine.begin({ setup: life.setup, configurationId }, (script) =>
      scriptLife(script, life),
    )
    const taken = await race(order, life)
    const told = () => order.script.progress.flatMap(({ commands }) => commands.map(({ id }) => id))
    await eventually(async () => [...taken].every((id) => told().includes(id)))
    const bought = new Set(order.script.callsOf('placeCaOrder').map(({ input }) => input.caOrderId))
    assert.ok(bought.size <= 1, [...bought].join())
    await engine.finish()
  })
  await fc.assert(property, {
    numRuns: RACES,
    timeout: LONGEST_RACE_MS,
    interruptAfterTimeLimit: LONGEST_MS,
    markInterruptAsFailure: false,
  })
})
