import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isNotPossibleNow } from './support/order-under-test.ts'
import { DAY_MS } from './support/scripted-activities.ts'
import { withSkippedTime } from './support/skipped-time.ts'

const time = withSkippedTime()
const PAID = { status: 'paid', paidUntil: null } as const

describe('the gates before configuration', () => {
  test('an order that is set up now asks for its configuration at once', async () => {
    const order = await time.begin()
    const view = await order.until(() => order.script.progress.length > 0)
    assert.equal(view.state, 'awaiting-configuration')
    assert.equal(view.activity, null)
    assert.deepEqual(order.mails(), ['configuration-needed/first'])
    assert.deepEqual(order.outcomes(), [{ id: order.start.commandId, outcome: { state: 'done' } }])
    assert.deepEqual(order.events(), ['order.started', 'order.configuration-needed'])
  })

  test('an order that waits for payment is opened by the payment', async () => {
    const order = await time.begin({ setup: 'on-payment' })
    assert.equal((await order.until(() => order.script.progress.length > 0)).state, 'awaiting-payment')
    assert.deepEqual(order.mails(), [])
    assert.deepEqual(
      await order.send('paymentReceived', { ...PAID, paidUntil: '2031-04-02T00:00:00.000Z' }),
      {
        state: 'done',
      },
    )
    const view = order.view()
    assert.equal(view.state, 'awaiting-configuration')
    assert.equal(view.paidUntil, '2031-04-02T00:00:00.000Z')
    assert.deepEqual(order.mails(), ['configuration-needed/first'])
  })

  test('a refund or a cancelled invoice opens nothing', async () => {
    const order = await time.begin({ setup: 'on-payment' })
    await order.send('paymentReceived', { status: 'refunded', paidUntil: null })
    await order.send('paymentReceived', { status: 'cancelled', paidUntil: '2031-04-02T00:00:00.000Z' })
    const view = order.view()
    assert.equal(view.state, 'awaiting-payment')
    assert.equal(view.paidUntil, null)
    assert.deepEqual(order.events().slice(1), ['payment.refunded', 'payment.cancelled'])
  })

  for (const setup of ['on-acceptance', 'manual'] as const) {
    test(`an order set up ${setup} is opened by acceptance alone`, async () => {
      const order = await time.begin({ setup })
      await order.send('paymentReceived', PAID)
      assert.equal(order.view().state, 'awaiting-acceptance')
      assert.deepEqual(await order.send('accept', {}), { state: 'done' })
      assert.equal(order.view().state, 'awaiting-configuration')
      await assert.rejects(order.send('accept', {}), isNotPossibleNow)
    })
  }

  test('a configuration that came along is ordered as soon as the gate is passed', async () => {
    const order = await time.begin({ setup: 'on-payment', configurationId: 'configuration-1' })
    await time.skip(DAY_MS)
    assert.deepEqual(order.script.calls, [])
    await order.send('paymentReceived', PAID)
    await order.until(({ state }) => state === 'verifying')
    assert.deepEqual(
      order.script.callsOf('placeCaOrder').map(({ input }) => input.configurationId),
      ['configuration-1'],
    )
    assert.deepEqual(order.mails(), [])
  })

  test('a configuration that came along with an order set up now is ordered at once', async () => {
    const order = await time.begin({ configurationId: 'configuration-1' })
    await order.until(({ state }) => state === 'verifying')
    assert.equal(order.script.callsOf('placeCaOrder').length, 1)
    assert.deepEqual(order.mails(), [])
  })

  for (const setup of ['now', 'on-payment', 'on-acceptance', 'manual'] as const) {
    test(`an order set up ${setup} can be cancelled before anything else`, async () => {
      const order = await time.begin({ setup })
      assert.deepEqual(await order.send('cancel', {}), { state: 'done' })
      await time.untilOver(order)
      assert.deepEqual(order.script.calls, [])
      assert.equal(order.script.progress.at(-1)?.view.state, 'cancelled')
    })
  }
})
