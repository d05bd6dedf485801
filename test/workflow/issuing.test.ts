import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isNotPossibleNow } from './support/order-under-test.ts'
import { activityTime, away, certificateFrom, DAY_MS, held, refusing } from './support/scripted-activities.ts'
import { withSkippedTime } from './support/skipped-time.ts'

const time = withSkippedTime()
const ENROLLED = { status: 'ENROLLED', control: { verified: 1, of: 1 } } as const
const REVOKED = { ...ENROLLED, certificates: [{ serialNumber: '0A1B2C', status: 'REVOKED' as const }] }

describe('issuing', () => {
  test('a certificate that the CA issued is fetched and shown', async () => {
    const order = await time.begin()
    await order.issue()
    const view = order.view()
    assert.equal(view.activity, null)
    assert.deepEqual(
      view.certificates.map(({ serialNumber, status }) => [serialNumber, status]),
      [['0A1B2C', 'VALID']],
    )
    assert.equal(view.expiresAt, view.certificates[0]?.notAfter)
    assert.ok(view.productValidUntil !== null)
    assert.deepEqual(
      view.caOrders.map(({ status }) => status),
      ['ENROLLED'],
    )
    await assert.rejects(order.send('cancel', {}), isNotPossibleNow)
  })

  test('what an admin entered is taken, though the certificate was found before their word arrived', async () => {
    const order = await time.begin({ isManualCa: true })
    await order.issue()
    const paidUntil = '2031-04-02T00:00:00.000Z'
    const entered = await order.send('addCertificate', { serialNumber: '0A1B2C', paidUntil })
    assert.deepEqual(entered, { state: 'done' })
    const view = await order.until((shown) => shown.paidUntil === paidUntil)
    assert.equal(view.state, 'issued')
    assert.ok(order.events().includes('certificate.entered'))
    await assert.rejects(
      order.send('addCertificate', { serialNumber: 'FF', paidUntil: null }),
      isNotPossibleNow,
    )
  })

  test('a certificate that is not there yet is asked for again within seconds', async () => {
    const order = await time.begin({}, (script) =>
      script.next('fetchCertificates', ...[1, 2, 3].map(() => away('certificate-not-there-yet'))),
    )
    await order.configure()
    await order.caChanged(ENROLLED)
    await order.until(() => order.script.callsOf('fetchCertificates').length === 1)
    await time.skip(60_000)
    await order.until(({ state }) => state === 'issued')
    const calls = order.script.callsOf('fetchCertificates')
    const pauses = calls
      .slice(1)
      .map(({ atMs }, index) => Math.round((atMs - (calls[index]?.atMs ?? 0)) / 1000))
    assert.deepEqual(pauses, [5, 10, 20])
  })

  test('a certificate that may not be handed out is asked for again, and says why it is not there', async () => {
    const order = await time.begin({}, (script) =>
      script.next('fetchCertificates', refusing({ path: '', code: 'order-unknown' })),
    )
    await order.configure()
    await order.caChanged(ENROLLED)
    await order.until(() => order.events().includes('ca.refused'))
    await time.skip(10_000)
    await order.until(({ state }) => state === 'issued')
  })

  test('cancelling comes too late once the CA issued, and the order goes on', async () => {
    const order = await time.begin({}, (script) => {
      script.next('cancelCaOrder', refusing({ path: '', code: 'already-issued' }))
      script.next('readCaOrder', ({ caOrderId }) => ({ ...ENROLLED, caOrderId, certificates: [] }))
    })
    await order.configure()
    assert.equal((await order.send('cancel', {})).state, 'refused')
    const view = await order.until(({ state }) => state === 'issued')
    assert.equal(view.activity, null)
  })

  test('cancelling that still waits for the CA ends where the certificate arrives first', async () => {
    const order = await time.begin({}, (script) => {
      script.next('fetchCertificates', away('certificate-not-there-yet'))
      script.next('cancelCaOrder', away())
      script.always('cancelCaOrder', refusing({ path: '', code: 'already-issued' }))
    })
    await order.configure()
    await order.caChanged(ENROLLED)
    await order.until(() => order.script.callsOf('fetchCertificates').length === 1)
    assert.deepEqual(await order.send('cancel', {}, 'cancel-command'), { state: 'accepted' })
    await time.skip(10_000)
    await order.until(({ state }) => state === 'issued')
    await time.skip(DAY_MS)
    const view = order.view()
    assert.equal(view.activity, null)
    assert.equal(
      order.outcomes().find(({ id, outcome }) => id === 'cancel-command' && outcome.state !== 'accepted')
        ?.outcome.state,
      'refused',
    )
  })

  test('a certificate that was revoked before it was fetched leaves nothing valid', async () => {
    const order = await time.begin({}, (script) =>
      script.next('fetchCertificates', ({ caOrderId }) => ({
        certificates: [certificateFrom(activityTime(), caOrderId, { status: 'REVOKED' })],
        productValidUntil: new Date(activityTime() + 365 * DAY_MS).toISOString(),
      })),
    )
    await order.configure()
    await order.caChanged(ENROLLED)
    await order.until(({ state }) => state === 'revoked')
  })

  test('messages that arrive while the certificate is fetched are answered by the run that took them', async () => {
    const fetch = held<'fetchCertificates'>(({ caOrderId }) => ({
      certificates: [certificateFrom(activityTime(), caOrderId)],
      productValidUntil: new Date(activityTime() + 365 * DAY_MS).toISOString(),
    }))
    const order = await time.begin({}, (script) => script.next('fetchCertificates', fetch.answer))
    await order.configure()
    await order.caChanged(ENROLLED)
    await fetch.asked
    const sent = [
      order.send('synchronize', {}),
      order.send('paymentReceived', { status: 'paid', paidUntil: '2031-04-02T00:00:00.000Z' }),
      order.send('cancel', {}),
    ]
    await new Promise((resolve) => setTimeout(resolve, 300))
    fetch.release()
    assert.deepEqual(
      (await Promise.all(sent)).map(({ state }) => state),
      ['done', 'done', 'refused'],
    )
    const view = await order.until(({ state }) => state === 'issued')
    assert.equal(view.paidUntil, '2031-04-02T00:00:00.000Z')
    assert.equal(order.script.callsOf('readCaOrder').length, 1)
  })
})

describe('after issue', () => {
  test('a revocation at the CA leaves a revoked order, whose term runs on', async () => {
    const order = await time.begin()
    await order.issue()
    await order.caChanged({ ...ENROLLED, certificates: [{ serialNumber: '0A1B2C', status: 'REVOKING' }] })
    await order.until(({ certificates }) => certificates[0]?.status === 'REVOKING')
    assert.equal(order.view().state, 'issued')
    await order.caChanged(REVOKED)
    const view = await order.until(({ state }) => state === 'revoked')
    assert.equal(view.certificates[0]?.status, 'REVOKED')
    assert.deepEqual(await order.send('paymentReceived', { status: 'paid', paidUntil: null }), {
      state: 'done',
    })
  })

  test('a late word does not undo what is final at the CA', async () => {
    const order = await time.begin()
    await order.issue()
    await order.caChanged(REVOKED)
    await order.until(({ state }) => state === 'revoked')
    await order.caChanged({
      status: 'VERIFICATION',
      control: { verified: 0, of: 1 },
      certificates: [{ serialNumber: '0A1B2C', status: 'VALID' }],
    })
    await order.send('synchronize', {})
    const view = order.view()
    assert.equal(view.certificates[0]?.status, 'REVOKED')
    assert.equal(view.caOrders[0]?.status, 'ENROLLED')
  })

  test('a certificate runs out at its very end, and the order ends 30 days after its product', async () => {
    const order = await time.begin()
    await order.issue()
    const { expiresAt, productValidUntil } = order.view()
    await time.skip(Date.parse(expiresAt ?? '') - (await time.nowMs()) - 60_000)
    assert.equal(order.view().state, 'issued')
    await time.skip(120_000)
    const expired = await order.until(({ state }) => state === 'expired')
    assert.equal(expired.certificates[0]?.status, 'EXPIRED')
    const endsAtMs = Date.parse(productValidUntil ?? '') + 30 * DAY_MS
    await time.skip(endsAtMs - (await time.nowMs()) - 60_000)
    assert.equal(order.view().state, 'expired')
    await time.untilOver(order)
    const last = order.script.progress.at(-1)
    assert.equal(last?.view.state, 'ended')
    assert.ok(Math.abs(Date.parse(last?.at ?? '') - endsAtMs) < 60_000)
  })

  test('an order that is paid for years ends 30 days after what is paid', async () => {
    const paidUntilMs = (await time.nowMs()) + 5 * 365 * DAY_MS
    const order = await time.begin({ paidUntil: new Date(paidUntilMs).toISOString() })
    await order.issue()
    await time.untilOver(order)
    const states = order.script.progress.map(({ view }) => view.state)
    assert.deepEqual([...new Set(states)].slice(-3), ['issued', 'expired', 'ended'])
    const endedAtMs = Date.parse(order.script.progress.at(-1)?.at ?? '')
    assert.ok(Math.abs(endedAtMs - (paidUntilMs + 30 * DAY_MS)) < 60_000)
  })

  test('a payment for more time moves the end', async () => {
    const order = await time.begin()
    await order.issue()
    const paidUntilMs = (await time.nowMs()) + 3 * 365 * DAY_MS
    await time.skip(300 * DAY_MS)
    await order.until(({ state }) => state === 'expired')
    await order.send('paymentReceived', { status: 'paid', paidUntil: new Date(paidUntilMs).toISOString() })
    await time.untilOver(order)
    assert.ok(Date.parse(order.script.progress.at(-1)?.at ?? '') >= paidUntilMs + 30 * DAY_MS)
  })

  test('a rejected order stays open for as long as its product would have run, then ends', async () => {
    const order = await time.begin()
    await order.configure()
    const placedAtMs = await time.nowMs()
    await order.caChanged({ status: 'REJECTED' })
    await time.untilOver(order)
    const ended = order.script.progress.at(-1)
    assert.equal(ended?.view.state, 'ended')
    const days = (Date.parse(ended?.at ?? '') - placedAtMs) / DAY_MS
    assert.equal(Math.round(days), 395)
  })

  test('a command that still waits for the CA when the term ends is refused then', async () => {
    const order = await time.begin({}, (script) => script.always('readCaOrder', away()))
    await order.issue()
    await order.caChanged({
      status: 'ENROLLED',
      certificates: [{ serialNumber: '0A1B2C', status: 'REVOKED' }],
    })
    await order.until(({ state }) => state === 'revoked')
    await time.skip(394 * DAY_MS)
    assert.deepEqual(await order.send('synchronize', {}, 'late-command'), { state: 'accepted' })
    await time.untilOver(order)
    assert.deepEqual(order.outcomes().at(-1), {
      id: 'late-command',
      outcome: { state: 'refused', code: 'not-possible-now', problems: [], blockedBy: { kind: 'overtaken' } },
    })
  })
})
