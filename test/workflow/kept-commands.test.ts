import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { newId } from '../../platform/ids.ts'
import { caOrderIdOf } from '../../workflows/contract.ts'
import type { OrderUnderTest } from './support/order-under-test.ts'
import { SCENES } from './support/scenes.ts'
import { away, change, NAME, PLAN, refusing } from './support/scripted-activities.ts'
import { withSkippedTime } from './support/skipped-time.ts'

const time = withSkippedTime()
const RENEW = { serialNumber: null, configurationId: null, product: null }
const LOST = { serialNumber: '0A1B2C', reason: 'keyCompromise', compromisedOn: null } as const

function scene(where: string): Promise<OrderUnderTest> {
  const found = SCENES[where]
  if (found === undefined) throw new Error(`no scene ${where}`)
  return found(time)
}

/** A reissue that a CA is asked for which is away; `taken`: it is back, and takes it. */
async function reissuing(): Promise<{ order: OrderUnderTest; taken: () => Promise<void> }> {
  const order = await scene('is issued')
  order.script.always('readCaOrder', ({ caOrderId }) => change({ caOrderId }))
  order.script.always('reissueAtCa', away())
  const reissue = { serialNumber: null, configurationId: 'configuration-4', addNames: [] }
  assert.deepEqual(await order.send('reissue', reissue), { state: 'accepted' })
  return {
    order,
    taken: async () => {
      order.script.always('reissueAtCa', () => ({
        status: 'AWAITING',
        method: 'DNS_TXT_PREFIX',
        names: [NAME],
      }))
      await time.skip(120_000)
      await order.until(({ activity }) => activity?.step === 'verifying')
    },
  }
}

describe('what comes while a certificate is on its way to the CA is for the one after it', () => {
  test('a CSR', async () => {
    const { order, taken } = await reissuing()
    await order.send('provideRenewalCsr', { configurationId: 'configuration-9' })
    await taken()
    assert.equal(order.view().renewal?.csrStored, true)
    await order.caChanged({ status: 'ENROLLED', certificates: [{ serialNumber: 'NEW', status: 'VALID' }] })
    await order.until(({ activity }) => activity === null)
    await order.untilRun(3)
    void order.send('renew', RENEW).catch(() => undefined)
    await order.until(() => order.script.callsOf('renewAtCa').length > 0)
    assert.equal(order.script.callsOf('renewAtCa').at(-1)?.input.configurationId, 'configuration-9')
  })

  test('properties', async () => {
    const { order, taken } = await reissuing()
    await order.send('editProperties', { configurationId: 'configuration-8' })
    await taken()
    await order.caChanged({ status: 'ENROLLED', certificates: [{ serialNumber: 'NEW', status: 'VALID' }] })
    await order.until(({ activity }) => activity === null)
    await order.untilRun(3)
    void order.send('renew', RENEW).catch(() => undefined)
    await order.until(() => order.script.callsOf('renewAtCa').length > 0)
    assert.equal(order.script.callsOf('renewAtCa').at(-1)?.input.configurationId, 'configuration-8')
  })
})

describe('what is kept acts later', () => {
  test('a CSR and properties that nothing waits for make the next certificate', async () => {
    const order = await scene('is issued')
    await order.send('provideRenewalCsr', { configurationId: 'configuration-2' })
    await order.send('editProperties', { configurationId: 'configuration-3' })
    void order.send('renew', RENEW).catch(() => undefined)
    await order.until(() => order.script.callsOf('renewAtCa').length > 0)
    assert.equal(order.script.callsOf('renewAtCa').at(-1)?.input.configurationId, 'configuration-3')
  })

  test('a policy that is changed before there is anything to renew holds once there is', async () => {
    const order = await scene('waits for its configuration')
    order.script.always('planSettings', () => ({ ...PLAN, policy: 'auto', daysBefore: 20 }))
    await order.send('changeRenewal', { policy: 'auto', daysBefore: 20 })
    await order.issue()
    const view = await order.until(({ renewal }) => renewal != null)
    assert.equal(view.renewal?.daysBefore, 20)
  })

  test('a record that is seen while the order is suspended is told to the CA once it is resumed', async () => {
    const order = await scene('waits for proof, suspended')
    await order.recordVisible()
    await time.settle()
    assert.equal(order.script.callsOf('checkControl').length, 0)
    await order.send('resume', {})
    await order.until(() => order.script.callsOf('checkControl').length === 1)
  })

  test('a configuration that came along with a suspended order is ordered once that is paid and resumed', async () => {
    const order = await time.begin({ setup: 'on-payment', configurationId: 'configuration-1' })
    await order.send('suspend', {})
    await order.send('paymentReceived', { status: 'paid', paidUntil: null })
    await time.settle()
    assert.equal(order.script.callsOf('placeCaOrder').length, 0)
    await order.send('resume', {})
    await order.until(({ state }) => state === 'verifying')
    assert.equal(order.script.callsOf('placeCaOrder').length, 1)
  })

  test('a suspended order without a configuration is asked for one when it is resumed, not before', async () => {
    const order = await time.begin({ setup: 'on-payment' })
    await order.send('suspend', {})
    await order.send('paymentReceived', { status: 'paid', paidUntil: null })
    assert.deepEqual(order.mails(), [])
    await order.send('resume', {})
    assert.deepEqual(order.mails(), ['configuration-needed/first'])
  })
})

describe('what takes the place of something else', () => {
  test('another way of proof: the one that the CA has not heard of is answered as overtaken', async () => {
    const order = await scene('waits for proof')
    order.script.always('changeControl', away())
    const first = newId()
    assert.deepEqual(await order.send('changeVerification', {}, first), { state: 'accepted' })
    void order.send('changeVerification', {}).catch(() => undefined)
    await order.until(() =>
      order.outcomes().some(({ id, outcome }) => id === first && outcome.state === 'refused'),
    )
    const told = order.outcomes().findLast(({ id }) => id === first)?.outcome
    assert.deepEqual(told?.state === 'refused' ? told.blockedBy : null, { kind: 'overtaken' })
  })

  test('a look at the CA, and at the proof, that the certificate itself comes before are done', async () => {
    const order = await scene('waits for proof')
    order.script.always('readCaOrder', away())
    order.script.always('checkControl', away())
    const [read, look] = [newId(), newId()]
    await order.send('synchronize', {}, read)
    await order.send('checkVerification', {}, look)
    await order.caChanged({ status: 'ENROLLED', control: { verified: 1, of: 1 } })
    await order.until(({ state }) => state === 'issued')
    for (const id of [read, look])
      assert.deepEqual(order.outcomes().findLast((told) => told.id === id)?.outcome, { state: 'done' })
  })

  test('a repeat whose key had to be asked for is a purchase of its own, on that key', async () => {
    const order = await scene('is issued')
    await order.send('revoke', LOST)
    await order.caChanged({
      status: 'ENROLLED',
      certificates: [{ serialNumber: '0A1B2C', status: 'REVOKED' }],
    })
    await order.until(({ state }) => state === 'revoked')
    void order.send('repeat', {}).catch(() => undefined)
    await order.until(({ activity }) => activity?.step === 'awaiting-csr')
    await order.send('provideRenewalCsr', { configurationId: 'configuration-7' })
    await order.until(() => order.script.callsOf('placeCaOrder').length === 2)
    const { caOrderId, configurationId } = order.script.callsOf('placeCaOrder')[1]?.input ?? {}
    assert.deepEqual([caOrderId, configurationId], [caOrderIdOf(order.start.orderId, 2), 'configuration-7'])
  })
})

describe('an end that is wanted now', () => {
  test('of a rejected order cancels it', async () => {
    const order = await scene('is rejected')
    assert.deepEqual(await order.send('requestCancellation', { when: 'now', revoke: false }), {
      state: 'done',
    })
    await order.until(({ state }) => state === 'cancelled')
  })

  test('of an order that is being repeated, unanswered, is the CA’s to hear, too', async () => {
    const order = await scene('is rejected')
    order.script.always('placeCaOrder', away('timeout', 'unknown'))
    await order.send('repeat', {})
    assert.deepEqual(await order.send('terminateService', { revoke: false }), { state: 'done' })
    await order.until(({ state }) => state === 'cancelled')
    const [cancelled] = order.script.callsOf('cancelCaOrder')
    assert.equal(cancelled?.input.caOrderId, caOrderIdOf(order.start.orderId, 2))
  })

  test('lets go what waits for a key: one that comes later begins nothing', async () => {
    const order = await scene('is issued')
    order.script.always('planSettings', () => ({ ...PLAN, policy: 'auto', recurring: true }))
    order.script.always('reissueAtCa', refusing({ path: '/csr', code: 'key-already-used' }))
    await order.signal('renewalChanged')
    const { renewal } = await order.until((view) => view.renewal?.startsAt != null)
    await time.skip(Date.parse(renewal?.startsAt ?? '') - (await time.nowMs()) + 86_400_000)
    await order.until(({ activity }) => activity?.step === 'awaiting-csr')
    await order.send('requestCancellation', { when: 'now', revoke: false })
    assert.equal(order.view().activity, null)
    const asked = order.script.callsOf('reissueAtCa').length
    await order.send('provideRenewalCsr', { configurationId: 'configuration-6' })
    await time.settle()
    assert.equal(order.script.callsOf('reissueAtCa').length, asked)
  })
})
