import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { caOrderIdOf } from '../../workflows/contract.ts'
import { isNotPossibleNow, type OrderUnderTest } from './support/order-under-test.ts'
import { away, change, refusing, type Script } from './support/scripted-activities.ts'
import { withSkippedTime } from './support/skipped-time.ts'

const time = withSkippedTime()
const MINUTE_MS = 60_000
const OTHER = { configurationId: 'configuration-2' }

async function verifying(prepare?: (script: Script) => void): Promise<OrderUnderTest> {
  const order = await time.begin({}, prepare)
  await order.configure()
  return order
}

describe('repairing an order before it is issued', () => {
  test('cancels it at the CA and orders anew under the next id, in one command', async () => {
    const order = await verifying()
    assert.deepEqual(await order.send('configure', OTHER), { state: 'done' })
    assert.deepEqual(
      order.script.calls.map(({ name }) => name),
      ['placeCaOrder', 'checkConfiguration', 'cancelCaOrder', 'placeCaOrder'],
    )
    const [, second] = order.script.callsOf('placeCaOrder')
    assert.equal(second?.input.caOrderId, caOrderIdOf(order.start.orderId, 2))
    assert.equal(second?.input.configurationId, OTHER.configurationId)
    const { state, caOrders } = order.view()
    assert.deepEqual([state, caOrders.map(({ status }) => status)], ['verifying', ['REJECTED', 'AWAITING']])
  })

  test('hands the documents of the old order in again, and asks what the CA makes of them', async () => {
    const product = {
      code: '631',
      name: 'Trusted SSL',
      kind: 'ssl',
      validation: 'OV',
      validityDays: 365,
    } as const
    const order = await time.begin({ product })
    await order.configure()
    assert.deepEqual(await order.send('configure', OTHER), { state: 'done' })
    await order.until(() => order.script.callsOf('sendDocuments').length === 1)
    const [sent] = order.script.callsOf('sendDocuments')
    assert.equal(sent?.input.caOrderId, caOrderIdOf(order.start.orderId, 2))
  })

  test('asks the CA first: what it would refuse costs nothing', async () => {
    const problem = { path: '/csr', code: 'key-blocked', caCode: 1063 }
    const order = await verifying((script) =>
      script.next('checkConfiguration', () => ({ problems: [problem] })),
    )
    const outcome = await order.send('configure', OTHER)
    assert.deepEqual(outcome, { state: 'refused', code: 'ca-refused', problems: [problem] })
    assert.deepEqual(order.script.callsOf('cancelCaOrder'), [])
    await order.until(({ activity }) => activity?.step === 'verifying')
    assert.ok(order.events().includes('order.repair-refused'))
  })

  test('an order that the CA will not give up goes on, and is issued', async () => {
    const order = await verifying((script) => {
      script.next('cancelCaOrder', refusing({ path: '', code: 'certificate-exists', caCode: 1136 }))
      script.next('readCaOrder', ({ caOrderId }) => change({ caOrderId, status: 'ENROLLED' }))
    })
    const outcome = await order.send('configure', OTHER)
    assert.equal(outcome.state, 'refused')
    await order.until(({ state }) => state === 'issued')
    assert.equal(order.script.callsOf('placeCaOrder').length, 1)
  })

  test('with the CA away it is kept, done once it is back, and never twice', async () => {
    const order = await verifying((script) => script.next('cancelCaOrder', away('timeout', 'unknown')))
    assert.deepEqual(await order.send('configure', OTHER, 'repair'), { state: 'accepted' })
    await assert.rejects(order.send('configure', OTHER), isNotPossibleNow)
    await time.skip(2 * MINUTE_MS)
    await order.until(({ caOrders }) => caOrders.length === 2)
    assert.ok(order.outcomes().some(({ id, outcome }) => id === 'repair' && outcome.state === 'done'))
    assert.equal(order.script.callsOf('placeCaOrder').length, 2)
  })

  test('the CA telling of our own cancelling meanwhile ends nothing', async () => {
    const order = await verifying((script) => script.next('cancelCaOrder', away('timeout', 'unknown')))
    await order.send('configure', OTHER)
    await order.caChanged({ status: 'REJECTED' })
    await time.skip(2 * MINUTE_MS)
    const { state } = await order.until(({ caOrders }) => caOrders.length === 2)
    assert.equal(state, 'verifying')
    assert.ok(!order.events().includes('order.rejected'))
  })

  test('an order that is given up and refused anew waits for another configuration', async () => {
    const problem = { path: '/names/0', code: 'name-invalid', caCode: 1008 }
    const order = await verifying()
    order.script.next('placeCaOrder', refusing(problem))
    const outcome = await order.send('configure', OTHER)
    assert.deepEqual(outcome, { state: 'refused', code: 'ca-refused', problems: [problem] })
    const { state, activity, caOrderPlaced } = order.view()
    assert.deepEqual([state, activity, caOrderPlaced], ['awaiting-configuration', null, false])
    assert.deepEqual(await order.send('configure', { configurationId: 'configuration-3' }), { state: 'done' })
  })

  test('it can be cancelled while it is under way', async () => {
    const order = await verifying((script) => script.next('checkConfiguration', away()))
    await order.send('configure', OTHER, 'repair')
    assert.deepEqual(await order.send('cancel', {}), { state: 'done' })
    assert.equal(order.view().state, 'cancelled')
    assert.equal(order.script.callsOf('placeCaOrder').length, 1)
    const repair = order.outcomes().find(({ id }) => id === 'repair')
    assert.equal(repair?.outcome.state, 'refused')
  })
})

describe('names that are billed as they are entered', () => {
  const THREE = { configurationId: 'configuration-1', billedNames: 3 }

  test('are paid before the CA is asked', async () => {
    const order = await time.begin()
    assert.deepEqual(await order.send('configure', THREE, 'entered'), { state: 'accepted' })
    const { state, activity } = order.view()
    assert.deepEqual(
      [state, activity?.step, activity?.waitsFor],
      ['awaiting-configuration', 'awaiting-payment', 'billing'],
    )
    assert.ok(order.events().includes('invoice.needed'))
    assert.deepEqual(order.script.calls, [])
    await order.send('paymentReceived', { status: 'paid', paidUntil: null })
    await order.until((view) => view.state === 'verifying')
    assert.ok(order.outcomes().some(({ id, outcome }) => id === 'entered' && outcome.state === 'done'))
  })

  test('a shorter list in their place costs nothing and goes on at once', async () => {
    const order = await time.begin()
    await order.send('configure', THREE, 'entered')
    assert.deepEqual(await order.send('configure', { configurationId: 'configuration-2' }), { state: 'done' })
    const entered = order.outcomes().find(({ id }) => id === 'entered')
    assert.equal(entered?.outcome.state, 'refused')
  })

  test('what was paid once is not billed again for a repair, a longer list is', async () => {
    const order = await time.begin()
    await order.send('configure', THREE)
    await order.send('paymentReceived', { status: 'paid', paidUntil: null })
    await order.until((view) => view.state === 'verifying')
    assert.deepEqual(await order.send('configure', { ...OTHER, billedNames: 3 }), { state: 'done' })
    assert.deepEqual(await order.send('configure', { ...OTHER, billedNames: 5 }), { state: 'accepted' })
    assert.equal(order.view().state, 'verifying')
    assert.equal(order.script.callsOf('placeCaOrder').length, 2)
    await order.send('paymentReceived', { status: 'paid', paidUntil: null })
    await order.until(() => order.script.callsOf('placeCaOrder').length === 3)
  })

  test('a refund or a cancelled invoice pays nothing', async () => {
    const order = await time.begin()
    await order.send('configure', THREE)
    await order.send('paymentReceived', { status: 'cancelled', paidUntil: null })
    assert.equal(order.view().activity?.step, 'awaiting-payment')
    assert.deepEqual(order.script.calls, [])
  })

  test('cancelling refuses what waited for its money, and what waited at a gate', async () => {
    const unpaid = await time.begin()
    await unpaid.send('configure', THREE, 'entered')
    await unpaid.send('cancel', {})
    assert.equal(unpaid.outcomes().find(({ id }) => id === 'entered')?.outcome.state, 'refused')
    const gated = await time.begin({ setup: 'on-payment', configurationId: 'configuration-1' })
    await gated.send('cancel', {})
    const waiting = gated.outcomes().find(({ id }) => id === `${gated.start.commandId}-configuration`)
    assert.equal(waiting?.outcome.state, 'refused')
  })
})
