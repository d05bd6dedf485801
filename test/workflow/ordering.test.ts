import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isNotPossibleNow } from './support/order-under-test.ts'
import { away, NAME, refusing } from './support/scripted-activities.ts'
import { withSkippedTime } from './support/skipped-time.ts'

const time = withSkippedTime()
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const PROBLEM = { path: '/csr', code: 'key-reused', caCode: 1032 }

describe('ordering at the CA', () => {
  test('an order that the CA takes waits for the proof', async () => {
    const order = await time.begin()
    assert.deepEqual(await order.configure(), { state: 'done' })
    const view = order.view()
    assert.equal(view.state, 'verifying')
    assert.deepEqual(
      [view.activity?.kind, view.activity?.step, view.activity?.waitsFor],
      ['ordering', 'verifying', 'client'],
    )
    assert.deepEqual(view.names, [NAME])
    assert.deepEqual(view.verification, { method: 'DNS_TXT_PREFIX', verified: 0, of: 1 })
    assert.deepEqual(
      view.caOrders.map(({ id, status }) => [id, status]),
      [[order.caOrderId, 'AWAITING']],
    )
    await assert.rejects(order.send('accept', {}), isNotPossibleNow)
  })

  test('readers see that it is being ordered before the CA is asked', async () => {
    const order = await time.begin()
    await order.configure()
    const before = order.script.progress.find(({ view }) => view.activity?.step === 'ordering')
    assert.equal(before?.view.state, 'awaiting-configuration')
    assert.deepEqual(before.view.caOrders, [])
  })

  test('a configuration that the CA refuses is mended and ordered under the same id', async () => {
    const order = await time.begin({}, (script) => script.next('placeCaOrder', refusing(PROBLEM)))
    assert.deepEqual(await order.configure(), { state: 'refused', code: 'ca-refused', problems: [PROBLEM] })
    const view = order.view()
    assert.equal(view.state, 'awaiting-configuration')
    assert.equal(view.activity, null)
    assert.deepEqual(await order.send('configure', { configurationId: 'configuration-2' }), { state: 'done' })
    assert.deepEqual(
      order.script
        .callsOf('placeCaOrder')
        .map(({ input }) => [input.caOrderId, input.n, input.configurationId]),
      [
        [order.caOrderId, 1, 'configuration-1'],
        [order.caOrderId, 1, 'configuration-2'],
      ],
    )
    assert.deepEqual(order.mails(), ['configuration-needed/first'])
  })

  test('a CA that is away is asked again after a minute, then less and less often, up to an hour', async () => {
    const order = await time.begin({}, (script) => script.always('placeCaOrder', away()))
    assert.deepEqual(await order.configure(), { state: 'accepted' })
    const view = order.view()
    assert.equal(view.state, 'awaiting-configuration')
    assert.deepEqual([view.activity?.waitsFor, view.activity?.problem], ['ca', 'unreachable'])
    await time.skip(5 * HOUR_MS)
    const calls = order.script.callsOf('placeCaOrder')
    const pauses = calls.slice(1).map(({ atMs }, index) => (atMs - (calls[index]?.atMs ?? 0)) / MINUTE_MS)
    assert.deepEqual(pauses.map(Math.round), [1, 2, 4, 8, 16, 32, 60, 60, 60])
    assert.equal(order.events().filter((name) => name === 'ca.unavailable').length, 1)
  })

  test('an order goes on by itself once the CA is back, and is placed once', async () => {
    const order = await time.begin({}, (script) =>
      script.next('placeCaOrder', away('busy'), away('timeout', 'unknown'), away('busy')),
    )
    await order.configure()
    await time.skip(10 * MINUTE_MS)
    const view = order.view()
    assert.equal(view.state, 'verifying')
    assert.equal(view.activity?.problem, null)
    assert.deepEqual(
      new Set(order.script.callsOf('placeCaOrder').map(({ input }) => input.caOrderId)),
      new Set([order.caOrderId]),
    )
    assert.equal(order.script.callsOf('placeCaOrder').length, 4)
    assert.equal(order.outcomes().filter(({ outcome }) => outcome.state === 'done').length, 2)
  })

  test('a fault of ours counts as an absence of the CA, under one code', async () => {
    const order = await time.begin({}, (script) =>
      script.always('placeCaOrder', () => {
        throw new TypeError('x is not a function')
      }),
    )
    const configured = order.configure()
    await time.skip(10_000)
    assert.deepEqual(await configured, { state: 'accepted' })
    assert.equal(order.view().activity?.problem, 'internal')
  })

  test('payment and cancelling are answered at once while the CA is away', async () => {
    const order = await time.begin({}, (script) => script.always('placeCaOrder', away()))
    const configured = 'configure-command'
    await order.send('configure', { configurationId: 'configuration-1' }, configured)
    const sinceMs = await time.nowMs()
    const payment = { status: 'paid', paidUntil: null } as const
    assert.deepEqual(await order.send('paymentReceived', payment), { state: 'done' })
    assert.deepEqual(await order.send('cancel', {}), { state: 'done' })
    assert.ok((await time.nowMs()) - sinceMs < 10_000)
    await time.untilOver(order)
    assert.deepEqual(order.script.callsOf('cancelCaOrder'), [])
    assert.deepEqual(order.outcomes().find(({ id }) => id === configured)?.outcome, {
      state: 'refused',
      code: 'not-possible-now',
      problems: [],
      blockedBy: { kind: 'overtaken' },
    })
  })
})

describe('an order whose answer was lost', () => {
  const lost = away('timeout', 'unknown')

  test('is cancelled at the CA before it counts as cancelled', async () => {
    const order = await time.begin({}, (script) => script.next('placeCaOrder', lost))
    await order.configure()
    assert.deepEqual(await order.send('cancel', {}), { state: 'done' })
    await time.untilOver(order)
    const [call] = order.script.callsOf('cancelCaOrder')
    assert.equal(call?.input.isPlaced, false)
    assert.equal(call?.input.caOrderId, order.caOrderId)
    assert.ok(call?.input.lastTryAt)
    assert.equal(order.script.callsOf('placeCaOrder').length, 1)
  })

  test('waits with cancelling until the lost call can no longer land', async () => {
    const order = await time.begin({}, (script) => {
      script.next('placeCaOrder', lost)
      script.next('cancelCaOrder', away('ca-order-may-still-land'))
    })
    await order.configure()
    assert.deepEqual(await order.send('cancel', {}, 'cancel-command'), { state: 'accepted' })
    const view = order.view()
    assert.equal(view.state, 'awaiting-configuration')
    assert.deepEqual([view.activity?.kind, view.activity?.problem], ['cancelling', 'ca-order-may-still-land'])
    await assert.rejects(order.send('cancel', {}), isNotPossibleNow)
    await time.untilOver(order)
    assert.deepEqual(order.outcomes().at(-1), { id: 'cancel-command', outcome: { state: 'done' } })
    assert.equal(order.script.callsOf('cancelCaOrder').length, 2)
  })

  test('is taken over where it turns out to be issued already', async () => {
    const order = await time.begin({}, (script) => {
      script.next('placeCaOrder', lost)
      script.next('cancelCaOrder', refusing({ path: '', code: 'already-issued' }))
      script.always('placeCaOrder', () => ({ status: 'ENROLLED', method: 'ADMIN', names: [NAME] }))
      script.always('readCaOrder', ({ caOrderId }) => ({
        caOrderId,
        status: 'ENROLLED',
        control: { verified: 1, of: 1 },
        certificates: [{ serialNumber: '0A1B2C', status: 'VALID' }],
      }))
    })
    await order.configure()
    assert.equal((await order.send('cancel', {})).state, 'refused')
    const view = await order.until(({ state }) => state === 'issued')
    assert.equal(view.certificates.length, 1)
  })

  test('is refused by us where the CA rejected it meanwhile', async () => {
    const order = await time.begin({}, (script) => {
      script.next('placeCaOrder', () => ({ status: 'REJECTED', method: 'DNS_TXT', names: [NAME] }))
      script.always('readCaOrder', ({ caOrderId }) => ({
        caOrderId,
        status: 'REJECTED',
        control: null,
        certificates: [],
      }))
    })
    await order.configure()
    const view = await order.until(({ state }) => state === 'rejected')
    assert.equal(view.activity, null)
  })
})
