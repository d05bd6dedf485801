import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { maxCertificateDays } from '../../domain/validity-calendar.ts'
import { issuedIn } from './support/issued-order.ts'
import type { OrderUnderTest } from './support/order-under-test.ts'
import { away, change, DAY_MS, PLAN, refusing } from './support/scripted-activities.ts'
import { withSkippedTime } from './support/skipped-time.ts'
import { YearsCa } from './support/years-ca.ts'

const time = withSkippedTime()
const issued = issuedIn(time)
const HOUR_MS = 3_600_000
const YEAR_MS = 365 * DAY_MS

/** So many days past the moment at which the plan begins by itself. */
async function passStart(order: OrderUnderTest, days: number): Promise<void> {
  const startsAt = Date.parse(order.view().renewal?.startsAt ?? '')
  await time.skip(startsAt - (await time.nowMs()) + days * DAY_MS)
}

/** In steps, so that whatever falls due on the way is done before more time passes. */
async function pass(ms: number, stepMs = 5 * DAY_MS): Promise<void> {
  for (let passed = 0; passed < ms; passed += stepMs) await time.skip(Math.min(stepMs, ms - passed))
  await time.settle()
}

async function inYears(years: number): Promise<string> {
  return new Date((await time.nowMs()) + years * YEAR_MS + DAY_MS).toISOString()
}

function lives(ca: YearsCa): number[] {
  return ca.certificates.map(({ notBefore, notAfter }) =>
    Math.round((Date.parse(notAfter) + 1_000 - Date.parse(notBefore)) / DAY_MS),
  )
}

/** At every moment from the first certificate to the last there is one. */
function assertCovered(ca: YearsCa): void {
  for (const [index, certificate] of ca.certificates.entries()) {
    const before = ca.certificates[index - 1]
    if (before !== undefined)
      assert.ok(before.notAfter > certificate.notBefore, `gap before ${certificate.serialNumber}`)
    const rule = maxCertificateDays('ssl', new Date(certificate.notBefore)) * DAY_MS
    assert.ok(Date.parse(certificate.notAfter) - Date.parse(certificate.notBefore) <= rule)
  }
}

describe('five years that are paid', () => {
  test('five products at the CA, certificates as long as the rules of the day, no gap and no invoice', async () => {
    const { order, ca } = await issued({}, { paidUntil: await inYears(5) })
    await pass(5 * YEAR_MS)
    assert.equal(ca.products.size, 5)
    assertCovered(ca)
    assert.ok(lives(ca).includes(199) && lives(ca).includes(99) && lives(ca).includes(46))
    assert.equal(order.script.callsOf('askForInvoice').length, 0)
    assert.equal(order.script.callsOf('renewAtCa').length, 4)
    const occasions = order.script.callsOf('reissueAtCa').map(({ input }) => input.occasion)
    assert.equal(new Set(occasions).size, occasions.length)
  })
})

describe('a year that is paid again', () => {
  test('the invoice is asked for once, seven days before the end; paid, it is renewed without a gap', async () => {
    const { order, ca } = await issued({ recurring: true })
    const productEnd = ca.products.values().next().value?.end ?? 0
    await time.skip(358 * DAY_MS + 60_000)
    await order.until(({ activity }) => activity?.step === 'awaiting-payment')
    const [invoice, ...more] = order.script.callsOf('askForInvoice')
    assert.equal(more.length, 0)
    assert.equal(invoice?.input.dueOn, new Date(productEnd).toISOString().slice(0, 10))
    assert.deepEqual(await order.send('paymentReceived', { status: 'paid', paidUntil: null }), {
      state: 'done',
    })
    // A short last certificate is replaced a third of its life before its end, which may be days later.
    await pass(7 * DAY_MS, DAY_MS)
    await order.until(() => order.events().includes('order.renewed'))
    assert.equal(order.script.callsOf('renewAtCa').length, 1)
    assertCovered(ca)
    assert.equal(order.view().paidUntil?.slice(0, 4), String(new Date(productEnd).getUTCFullYear() + 1))
    assert.deepEqual(order.events().filter((name) => name === 'order.renewed').length, 1)
  })

  test('not paid: it expires and the CA is not asked; paid late: it is renewed', async () => {
    const { order } = await issued({ recurring: true })
    await pass(366 * DAY_MS)
    await order.until(({ state }) => state === 'expired')
    assert.equal(order.script.callsOf('renewAtCa').length, 0)
    await order.send('paymentReceived', { status: 'paid', paidUntil: null })
    await order.until(({ state }) => state === 'issued')
    assert.equal(order.script.callsOf('askForInvoice').length, 1)
  })

  test('paid after the CA would renew it: ordered anew, without a second invoice', async () => {
    const { order } = await issued({ recurring: true })
    await pass(366 * DAY_MS)
    order.script.next('renewAtCa', refusing({ path: '', code: 'certificate-expired' }))
    await order.send('paymentReceived', { status: 'paid', paidUntil: null })
    await order.until(({ state }) => state === 'issued')
    assert.deepEqual(
      order.view().caOrders.map(({ purpose }) => purpose),
      ['issue', 'renew'],
    )
    assert.equal(order.script.callsOf('placeCaOrder').length, 2)
    assert.equal(order.script.callsOf('askForInvoice').length, 1)
  })
})

describe('what comes in the way', () => {
  test('a key that the CA does not take again: the client is asked, and it goes on the moment one arrives', async () => {
    const { order } = await issued({})
    order.script.next('reissueAtCa', refusing({ path: '/csr', code: 'key-already-used' }))
    await passStart(order, 1)
    await order.until(({ activity }) => activity?.step === 'awaiting-csr')
    assert.ok(order.events().includes('order.csr-needed'))
    await time.skip(3 * DAY_MS)
    assert.equal(order.script.callsOf('reissueAtCa').length, 1)
    await order.send('provideRenewalCsr', { configurationId: 'configuration-2' })
    await order.until(({ activity }) => activity === null)
    assert.deepEqual(
      order.script.callsOf('reissueAtCa').map(({ input }) => input.configurationId),
      ['configuration-1', 'configuration-2'],
    )
  })

  test('a CA that is away for a week across the window: done once it is back', async () => {
    const { order, ca } = await issued({})
    order.script.always('reissueAtCa', away())
    await passStart(order, 0)
    await pass(7 * DAY_MS, 6 * HOUR_MS)
    ca.serveReissues(order.script)
    await time.skip(2 * 3_600_000)
    await order.until(({ activity }) => activity === null)
    assertCovered(ca)
    assert.ok(ca.certificates.length >= 2)
  })

  test('a refusal is an alarm and tried again a day later, not an endless loop', async () => {
    const { order } = await issued({})
    order.script.always('reissueAtCa', refusing({ path: '', code: 'anything' }))
    await passStart(order, 3)
    await order.until(({ activity }) => activity === null)
    const tries = order.script.callsOf('reissueAtCa').length
    assert.ok(tries >= 3 && tries <= 6, `${tries} tries`)
    assert.ok(order.events().includes('order.renewal-failed'))
    assert.equal(order.view().activity, null)
  })

  test('a suspended order does nothing by itself, and catches up when it is resumed', async () => {
    const { order } = await issued({})
    const startsAt = Date.parse(order.view().renewal?.startsAt ?? '')
    await order.send('suspend', {})
    await time.skip(startsAt - (await time.nowMs()) + 2 * DAY_MS)
    assert.equal(order.script.callsOf('reissueAtCa').length, 0)
    await order.send('resume', {})
    await order.until(() => order.script.callsOf('reissueAtCa').length === 1)
  })

  test('policy notify: the client is told once, and nothing is asked of the CA', async () => {
    const { order } = await issued({ policy: 'notify' })
    await passStart(order, 3)
    assert.equal(order.mails().filter((mail) => mail.startsWith('renewal-due/')).length, 1)
    assert.equal(order.script.callsOf('reissueAtCa').length, 0)
  })

  test('a policy that changes while it waits takes effect', async () => {
    const { order } = await issued({ policy: 'none' })
    assert.equal(order.view().renewal?.startsAt, null)
    order.script.always('planSettings', () => ({ ...PLAN, policy: 'auto', daysBefore: 30 }))
    await order.signal('renewalChanged')
    const view = await order.until(({ renewal }) => renewal?.policy === 'auto')
    const life = Date.parse(view.expiresAt ?? '') - Date.parse(view.certificates[0]?.notBefore ?? '')
    assert.equal(view.renewal?.effectiveDaysBefore, Math.min(30, Math.floor(life / DAY_MS / 3)))
    assert.ok(view.renewal?.startsAt !== null)
  })
})

describe('the end', () => {
  test('asked for at the end of the term: no invoice, reissues until then, and it is over', async () => {
    const { order } = await issued({ recurring: true })
    await order.send('requestCancellation', { when: 'end-of-term', revoke: false })
    await pass(366 * DAY_MS)
    await order.until(({ state }) => state === 'ended')
    assert.equal(order.script.callsOf('askForInvoice').length, 0)
    assert.ok(order.script.callsOf('reissueAtCa').length >= 1)
    assert.equal(order.script.callsOf('revokeAtCa').length, 0)
  })

  test('terminated with revocation: what is valid is revoked first', async () => {
    const { order } = await issued({})
    assert.deepEqual(await order.send('terminateService', { revoke: true }), { state: 'done' })
    await order.until(({ state }) => state === 'ended')
    assert.equal(order.script.callsOf('revokeAtCa').length, 1)
  })

  test('terminated while a renewal is open at the CA: that is cancelled there first', async () => {
    const { order } = await issued({})
    order.script.always('readCaOrder', ({ caOrderId }) => change({ caOrderId }))
    assert.deepEqual(
      await order.send('renew', { serialNumber: null, configurationId: null, product: null }),
      {
        state: 'done',
      },
    )
    assert.deepEqual(await order.send('terminateService', { revoke: false }), { state: 'done' })
    await order.until(({ state }) => state === 'ended')
    const [cancelled, ...more] = order.script.callsOf('cancelCaOrder')
    assert.equal(cancelled?.input.caOrderId, order.view().caOrders.at(-1)?.id)
    assert.deepEqual([cancelled?.input.isPlaced, more.length], [true, 0])
    assert.equal(order.script.callsOf('revokeAtCa').length, 0)
  })

  test('revoked by command: REVOKING until the CA says it is done, then the order has none', async () => {
    const { order } = await issued({})
    const revoke = { serialNumber: 'C1', reason: 'superseded', compromisedOn: null } as const
    assert.deepEqual(await order.send('revoke', revoke), { state: 'done' })
    assert.equal(order.view().certificates[0]?.status, 'REVOKING')
    assert.equal(order.view().activity?.kind, 'revoking')
    await order.caChanged({ status: 'ENROLLED', certificates: [{ serialNumber: 'C1', status: 'REVOKED' }] })
    await order.until(({ state }) => state === 'revoked')
    assert.equal(order.view().activity, null)
  })

  test('rejected by the CA: ordered again under the next id', async () => {
    const order = await time.begin({})
    await order.configure()
    await order.caChanged({ status: 'REJECTED' })
    await order.until(({ state }) => state === 'rejected')
    new YearsCa(order.script)
    assert.deepEqual(await order.send('repeat', {}), { state: 'done' })
    await order.until(({ state }) => state === 'issued')
    assert.equal(order.script.callsOf('placeCaOrder').at(-1)?.input.n, 2)
  })
})
