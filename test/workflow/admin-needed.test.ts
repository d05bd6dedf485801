import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ApplicationFailure } from '@temporalio/activity'
import { CA_UNAVAILABLE } from '../../domain/ca-failure.ts'
import { activityTime, away, certificateFrom, change, DAY_MS } from './support/scripted-activities.ts'
import { withSkippedTime } from './support/skipped-time.ts'

const time = withSkippedTime()
const CODE = 'unexpected-elements'
const ENROLLED = { status: 'ENROLLED', control: { verified: 1, of: 1 } } as const

/** What no time mends, as an activity says it. */
const broken = (): never => {
  const detail = { code: CODE, outcome: 'none', needsAdmin: true }
  throw ApplicationFailure.nonRetryable(CODE, CA_UNAVAILABLE, detail)
}

describe('what only an admin can mend', () => {
  test('is said to be theirs, is tried once a day for a week, and then waits to be asked for', async () => {
    const order = await time.begin({}, (script) => script.always('placeCaOrder', broken))
    assert.deepEqual(await order.configure(), { state: 'accepted' })
    const { activity, adminNeeded } = order.view()
    assert.deepEqual([activity?.waitsFor, activity?.problem], ['admin', CODE])
    assert.deepEqual(
      adminNeeded?.map(({ step, code }) => [step, code]),
      [['place', CODE]],
    )
    assert.equal(order.events().filter((name) => name === 'order.admin-needed').length, 1)
    for (let day = 0; day < 20; day += 1) await time.skip(DAY_MS + 60_000)
    await time.settle()
    assert.equal(order.script.callsOf('placeCaOrder').length, 8)
    assert.equal(order.events().filter((name) => name === 'order.admin-needed').length, 1)

    order.script.always('placeCaOrder', () => ({ status: 'AWAITING', method: 'DNS_TXT', names: ['a.test'] }))
    assert.deepEqual(await order.send('synchronize', {}), { state: 'done' })
    const view = await order.until(({ state }) => state === 'verifying')
    assert.deepEqual([view.activity?.waitsFor, view.activity?.problem], ['client', null])
    assert.equal(view.adminNeeded, undefined)
  })

  test('gives way to a CA that is away, and is the client’s or the CA’s again once it is over', async () => {
    const order = await time.begin()
    await order.configure()
    order.script.next('checkControl', broken)
    assert.deepEqual(await order.send('checkVerification', {}), { state: 'accepted' })
    assert.equal(order.view().activity?.waitsFor, 'admin')
    await time.skip(DAY_MS + 60_000)
    const view = await order.until(({ adminNeeded }) => adminNeeded === undefined)
    assert.deepEqual([view.activity?.waitsFor, view.activity?.problem], ['client', null])
  })

  test('of a certificate on another key is theirs, until the right one is there', async () => {
    const order = await time.begin({}, (script) => script.next('fetchCertificates', broken))
    await order.configure()
    await order.caChanged(ENROLLED)
    await order.until(({ activity }) => activity?.waitsFor === 'admin')
    await time.skip(DAY_MS + 60_000)
    const view = await order.until(({ state }) => state === 'issued')
    assert.equal(view.activity, null)
  })

  test('stays theirs while other steps get on, and is told once however often it is asked for', async () => {
    const order = await time.begin()
    await order.issue()
    order.script.always('reissueAtCa', broken)
    const asked = { serialNumber: null, configurationId: 'configuration-4', addNames: [] }
    assert.deepEqual(await order.send('reissue', asked), { state: 'accepted' })
    const calls = order.script.callsOf('readCaOrder').length
    for (let n = 0; n < 2; n += 1) assert.deepEqual(await order.send('synchronize', {}), { state: 'done' })
    assert.ok(order.script.callsOf('readCaOrder').length >= calls + 2)
    const { activity, adminNeeded } = order.view()
    assert.deepEqual([activity?.waitsFor, activity?.problem], ['admin', CODE])
    assert.equal(adminNeeded?.length, 1)
    assert.equal(order.events().filter((name) => name === 'order.admin-needed').length, 1)
  })

  test('of what is asked for again is told once, and gives way to whoever it waited for before', async () => {
    const order = await time.begin()
    await order.configure()
    for (let n = 0; n < 2; n += 1) {
      order.script.next('readCaOrder', broken)
      assert.deepEqual(await order.send('synchronize', {}), { state: 'accepted' })
    }
    assert.equal(order.view().activity?.waitsFor, 'admin')
    assert.equal(order.events().filter((name) => name === 'order.admin-needed').length, 1)
    order.script.next('readCaOrder', away())
    assert.deepEqual(await order.send('synchronize', {}), { state: 'accepted' })
    const { activity, adminNeeded } = order.view()
    assert.deepEqual([activity?.waitsFor, activity?.problem], ['client', 'unreachable'])
    assert.equal(adminNeeded, undefined)
  })

  test('is not tried more often because the CA says again what it said', async () => {
    const order = await time.begin({}, (script) => script.always('fetchCertificates', broken))
    await order.configure()
    await order.caChanged(ENROLLED)
    await order.until(({ activity }) => activity?.waitsFor === 'admin')
    for (let n = 0; n < 3; n += 1) await order.caChanged(ENROLLED)
    await time.settle()
    assert.equal(order.script.callsOf('fetchCertificates').length, 1)
    assert.equal(order.view().adminNeeded?.length, 1)
  })

  test('beside a running undertaking is told without touching what is shown', async () => {
    const order = await time.begin()
    await order.issue()
    order.script.next('revokeAtCa', broken)
    const revocation = { serialNumber: '0A1B2C', reason: 'superseded', compromisedOn: null } as const
    assert.deepEqual(await order.send('revoke', revocation), { state: 'accepted' })
    const view = order.view()
    assert.equal(view.activity?.waitsFor ?? null, null)
    assert.equal(view.adminNeeded?.[0]?.step, 'revoke')
  })
})

describe('a certificate that lacks a name', () => {
  const lacking = (order: { caOrderId: string }) => () => ({
    certificates: [certificateFrom(activityTime(), order.caOrderId, { missingNames: ['www.example.test'] })],
    productValidUntil: new Date(activityTime() + 365 * DAY_MS).toISOString(),
  })

  test('issues the order, and is not told as success; the next one that has them all is', async () => {
    const order = await time.begin()
    order.script.next('fetchCertificates', lacking(order))
    await order.issue()
    await time.settle()
    assert.ok(order.events().includes('order.names-missing'))
    assert.ok(!order.events().includes('order.issued'))
    assert.deepEqual(order.view().certificates[0]?.missingNames, ['www.example.test'])
    assert.equal(order.view().activity, null)

    const whole = () => certificateFrom(activityTime(), order.caOrderId, { serialNumber: 'FF00' })
    order.script.next('fetchCertificates', () => ({
      certificates: [whole()],
      productValidUntil: new Date(activityTime() + 365 * DAY_MS).toISOString(),
    }))
    const asked = { serialNumber: null, configurationId: 'configuration-4', addNames: [] }
    await order.send('reissue', asked)
    await order.caChanged({ ...ENROLLED, certificates: [{ serialNumber: 'FF00', status: 'VALID' }] })
    await order.until(() => order.events().includes('order.issued'))
    assert.ok(!order.events().includes('order.reissued'), 'nobody had been told that it was issued')
  })

  test('at a reissue is not told as one, and no mail says that it was renewed', async () => {
    const order = await time.begin()
    await order.issue()
    const asked = { serialNumber: null, configurationId: 'configuration-4', addNames: ['b.test'] }
    order.script.next('fetchCertificates', () => ({
      certificates: [
        certificateFrom(activityTime(), order.caOrderId, { serialNumber: 'FF01', missingNames: ['b.test'] }),
      ],
      productValidUntil: new Date(activityTime() + 365 * DAY_MS).toISOString(),
    }))
    await order.send('reissue', asked)
    await order.caChanged({ ...ENROLLED, certificates: [{ serialNumber: 'FF01', status: 'VALID' }] })
    await order.until(() => order.events().includes('order.names-missing'))
    assert.ok(!order.events().includes('order.reissued'))
    const mails = order.script.progress.flatMap(({ mails }) => mails.map(({ template }) => template))
    assert.ok(!mails.includes('certificate-renewed'))
  })

  test('with a name that nobody ordered is told beside the success', async () => {
    const order = await time.begin()
    order.script.next('fetchCertificates', () => ({
      certificates: [certificateFrom(activityTime(), order.caOrderId, { extraNames: ['other.test'] })],
      productValidUntil: new Date(activityTime() + 365 * DAY_MS).toISOString(),
    }))
    await order.issue()
    await time.settle()
    assert.ok(order.events().includes('order.names-extra') && order.events().includes('order.issued'))
  })
})

test('a reason for a revocation that the CA would not take is told as replaced', async () => {
  const order = await time.begin()
  await order.issue()
  order.script.next('revokeAtCa', () => ({ outcome: 'revoking', reason: 'unspecified' }))
  order.script.always('readCaOrder', ({ caOrderId }) => change({ caOrderId, ...ENROLLED }))
  const revocation = { serialNumber: '0A1B2C', reason: 'superseded', compromisedOn: null } as const
  assert.deepEqual(await order.send('revoke', revocation), { state: 'done' })
  assert.ok(order.events().includes('order.revocation-reason-replaced'))
})
