import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isNotPossibleNow, type OrderUnderTest } from './support/order-under-test.ts'
import { away, change, held, refusing, type Script } from './support/scripted-activities.ts'
import { withSkippedTime } from './support/skipped-time.ts'

const time = withSkippedTime()
const MINUTE_MS = 60_000

async function verifying(prepare?: (script: Script) => void): Promise<OrderUnderTest> {
  const order = await time.begin({}, prepare)
  await order.configure()
  return order
}

describe('while control is proven', () => {
  test('a check asks the CA and shows what it says', async () => {
    const order = await verifying((script) =>
      script.next('checkControl', ({ caOrderId }) =>
        change({ caOrderId, status: 'VERIFICATION', control: { verified: 1, of: 1 } }),
      ),
    )
    assert.deepEqual(await order.send('checkVerification', {}), { state: 'done' })
    const view = order.view()
    assert.equal(view.verification?.verified, 1)
    assert.deepEqual([view.activity?.step, view.activity?.waitsFor], ['issuing', 'ca'])
    await assert.rejects(order.send('checkVerification', {}), isNotPossibleNow)
  })

  test('commands that ask for the same work are served by the same call', async () => {
    const order = await verifying((script) => script.next('checkControl', away()))
    assert.deepEqual(await order.send('checkVerification', {}, 'first'), { state: 'accepted' })
    assert.deepEqual(await order.send('checkVerification', {}, 'second'), { state: 'done' })
    assert.equal(order.script.callsOf('checkControl').length, 2)
    assert.deepEqual(
      order
        .outcomes()
        .filter(({ id, outcome }) => id !== order.start.commandId && outcome.state === 'done')
        .slice(-2),
      [
        { id: 'first', outcome: { state: 'done' } },
        { id: 'second', outcome: { state: 'done' } },
      ],
    )
  })

  test('another method is asked for by the command that wants it', async () => {
    const order = await verifying()
    assert.deepEqual(await order.send('changeVerification', {}, 'change-command'), { state: 'done' })
    assert.equal(order.script.callsOf('changeControl')[0]?.input.commandId, 'change-command')
    assert.equal(order.view().verification?.method, 'DNS_TXT')
    assert.ok(order.events().includes('order.verification-changed'))
  })

  test('a refusal of the CA is the answer, and nothing is tried again', async () => {
    const problem = { path: '/method', code: 'file-not-for-wildcards', caCode: 2186 }
    const order = await verifying((script) => script.next('changeControl', refusing(problem)))
    assert.deepEqual(await order.send('changeVerification', {}), {
      state: 'refused',
      code: 'ca-refused',
      problems: [problem],
    })
    await time.skip(120 * MINUTE_MS)
    assert.equal(order.script.callsOf('changeControl').length, 1)
    assert.equal(order.view().state, 'verifying')
  })

  test('what held a step up is no longer shown once it is done', async () => {
    const order = await verifying((script) => script.next('checkControl', away('busy')))
    await order.send('checkVerification', {})
    assert.equal(order.view().activity?.problem, 'busy')
    await time.skip(2 * MINUTE_MS)
    assert.equal(order.script.callsOf('checkControl').length, 2)
    assert.equal(order.view().activity?.problem, null)
  })

  test('synchronizing reads the CA and takes over what it says', async () => {
    const order = await verifying((script) =>
      script.next('readCaOrder', ({ caOrderId }) => change({ caOrderId, control: { verified: 1, of: 2 } })),
    )
    assert.deepEqual(await order.send('synchronize', {}), { state: 'done' })
    assert.deepEqual(order.view().verification, { method: 'DNS_TXT_PREFIX', verified: 1, of: 2 })
  })
})

describe('what is seen in the world', () => {
  test('a record that is seen makes the CA look, once for any number of sightings', async () => {
    const check = held<'checkControl'>(({ caOrderId }) => change({ caOrderId }))
    const order = await verifying((script) => script.next('checkControl', check.answer))
    await order.recordVisible()
    await check.asked
    await order.recordVisible()
    await order.recordVisible()
    check.release()
    await order.until(() => order.script.callsOf('checkControl').length === 2)
    assert.deepEqual(await order.send('synchronize', {}), { state: 'done' })
    assert.equal(order.script.callsOf('checkControl').length, 2)
  })

  test('a sighting does not hurry a check that waits for an absent CA', async () => {
    const order = await verifying((script) => script.next('checkControl', away()))
    await order.send('checkVerification', {})
    await order.recordVisible()
    await order.send('synchronize', {})
    assert.equal(order.script.callsOf('checkControl').length, 1)
  })

  test('a record for another order of the CA means nothing', async () => {
    const order = await verifying()
    await order.signal('recordVisible', { caOrderId: 'somebody-else-1' })
    await order.send('synchronize', {})
    assert.deepEqual(order.script.callsOf('checkControl'), [])
  })

  test('a record seen after the proof was accepted asks nothing of the CA', async () => {
    const order = await verifying()
    await order.caChanged({ status: 'VERIFICATION', control: { verified: 1, of: 1 } })
    await order.recordVisible()
    await order.send('synchronize', {})
    assert.deepEqual(order.script.callsOf('checkControl'), [])
  })

  test('a record seen while the order is cancelled asks nothing of the CA', async () => {
    const order = await verifying((script) => script.always('cancelCaOrder', away()))
    await order.send('cancel', {})
    await order.recordVisible()
    await order.send('synchronize', {})
    assert.deepEqual(order.script.callsOf('checkControl'), [])
  })
})

describe('what the CA says', () => {
  test('the same word twice changes nothing', async () => {
    const order = await verifying()
    await order.caChanged({ status: 'VERIFICATION', control: { verified: 0, of: 1 } })
    await order.until((view) => view.caOrders[0]?.status === 'VERIFICATION')
    const before = order.script.progress.length
    await order.caChanged({ status: 'VERIFICATION', control: { verified: 0, of: 1 } })
    await order.send('paymentReceived', { status: 'paid', paidUntil: null })
    assert.deepEqual(
      order.script.progress.slice(before).map(({ events }) => events.map(({ name }) => name)),
      [['payment.paid']],
    )
  })

  test('a word about another of its orders changes nothing', async () => {
    const order = await verifying()
    await order.caChanged({ caOrderId: 'somebody-else-1', status: 'REJECTED' })
    await order.send('paymentReceived', { status: 'paid', paidUntil: null })
    assert.equal(order.view().state, 'verifying')
  })

  test('a word before the CA has taken the order is not believed', async () => {
    const order = await time.begin()
    await order.caChanged({ status: 'ENROLLED' })
    await order.send('paymentReceived', { status: 'paid', paidUntil: null })
    assert.equal(order.view().state, 'awaiting-configuration')
    assert.deepEqual(order.script.calls, [])
  })

  test('partial proof goes on waiting, the whole leads to issuing', async () => {
    const order = await verifying()
    await order.caChanged({ status: 'VERIFICATION', control: { verified: 1, of: 2 } })
    await order.until((view) => view.verification?.verified === 1)
    assert.equal(order.view().activity?.step, 'verifying')
    await order.caChanged({ status: 'VERIFICATION', control: { verified: 2, of: 2 } })
    const view = await order.until(({ activity }) => activity?.step === 'issuing')
    assert.equal(view.state, 'verifying')
  })

  test('a rejection ends verification and everything that waits for it', async () => {
    const order = await verifying((script) => script.always('checkControl', away()))
    await order.send('checkVerification', {}, 'check-command')
    await order.caChanged({ status: 'REJECTED' })
    const view = await order.until(({ state }) => state === 'rejected')
    assert.equal(view.activity, null)
    assert.deepEqual(order.outcomes().at(-1), {
      id: 'check-command',
      outcome: { state: 'refused', code: 'not-possible-now', problems: [], blockedBy: { kind: 'overtaken' } },
    })
    await time.skip(120 * MINUTE_MS)
    assert.equal(order.script.callsOf('checkControl').length, 1)
    await assert.rejects(order.send('cancel', {}), isNotPossibleNow)
  })

  test('the issue is heard although a check still waits for the CA', async () => {
    const order = await verifying((script) => script.always('checkControl', away()))
    await order.send('checkVerification', {})
    await order.caChanged({ status: 'ENROLLED', control: { verified: 1, of: 1 } })
    await order.until(({ state }) => state === 'issued')
    await time.skip(120 * MINUTE_MS)
    assert.equal(order.script.callsOf('checkControl').length, 1)
  })
})
