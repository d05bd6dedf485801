import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { PaymentStatus } from '../../domain/order-terms.ts'
import type { PlanSettings } from '../../domain/plan-settings.ts'
import { issuedIn } from './support/issued-order.ts'
import type { OrderUnderTest } from './support/order-under-test.ts'
import { away, DAY_MS } from './support/scripted-activities.ts'
import { withSkippedTime } from './support/skipped-time.ts'

const time = withSkippedTime()
const issued = issuedIn(time)
const TAKEN_BACK = 'payment.refunded-after-issue'
const RECURRING: Partial<PlanSettings> = { recurring: true }

/** Tells of an invoice by a command of its own, and gives the outcome's state, or why it was refused. */
async function tell(
  order: OrderUnderTest,
  invoice: string,
  status: PaymentStatus = 'paid',
  paidUntil: string | null = null,
): Promise<string> {
  const outcome = await order.send('paymentReceived', { status, paidUntil, invoice })
  return outcome.state === 'refused' ? (outcome.problems[0]?.code ?? outcome.code) : outcome.state
}

const daysAfter = (instant: string | null, days: number): string =>
  new Date(Date.parse(instant ?? '') + days * DAY_MS).toISOString()
const year = (order: OrderUnderTest): number => new Date(order.view().paidUntil ?? '').getUTCFullYear()
const until = (of: number): string => `${of}-04-02`

/** In steps, so that whatever falls due on the way is done before more time passes. */
async function pass(days: number): Promise<void> {
  for (let passed = 0; passed < days; passed += 5) await time.skip(5 * DAY_MS)
  await time.settle()
}

/** Two months before the end of the first year. */
async function nearTheEnd(
  settings: Partial<PlanSettings> = {},
): Promise<{ order: OrderUnderTest; end: string }> {
  const { order } = await issued({ ...RECURRING, policy: 'none', ...settings }, { setup: 'on-payment' })
  const end = order.view().productValidUntil ?? ''
  await pass(300)
  return { order, end }
}

describe('an invoice counts once', () => {
  test('told twice, late, or out of turn, with commands of their own: the term never shrinks', async () => {
    const { order } = await issued(RECURRING)
    const first = new Date(await time.nowMs()).getUTCFullYear() + 1
    await tell(order, 'I-1', 'paid', until(first))
    await tell(order, 'I-2', 'paid', until(first + 1))
    assert.equal(await tell(order, 'I-1', 'paid', until(first)), 'done')
    assert.equal(await tell(order, 'I-2', 'paid', until(first + 5)), 'done')
    assert.equal(await tell(order, 'I-0', 'paid', until(first - 1)), 'done')
    assert.equal(order.view().paidUntil, until(first + 1))
    assert.equal(order.events().filter((name) => name === 'payment.repeated').length, 2)
  })

  test('also when it is issued, or told as issued once it is paid', async () => {
    const order = await time.begin({ setup: 'on-payment' })
    assert.equal(await tell(order, 'I-1', 'issued'), 'done')
    assert.equal(order.view().state, 'awaiting-payment')
    await tell(order, 'I-1')
    assert.equal(order.view().state, 'awaiting-configuration')
    assert.equal(await tell(order, 'I-1', 'issued'), 'done')
    assert.deepEqual(
      order.events().filter((name) => name.startsWith('payment.')),
      ['payment.issued', 'payment.paid', 'payment.repeated'],
    )
  })

  test('the first one never pays the second term as well, before the certificate or soon after it', async () => {
    for (const setup of ['now', 'on-acceptance'] as const) {
      const order = await time.begin({ setup, recurring: true }, (script) => {
        script.always('planSettings', () => ({
          policy: 'none',
          daysBefore: 10,
          invoiceDaysBefore: 7,
          recurring: true,
          periodMonths: 12,
          renewalCode: '606',
        }))
      })
      await tell(order, 'I-1')
      if (setup === 'on-acceptance') await order.send('accept', {})
      await order.issue()
      await tell(order, 'I-1')
      await time.settle()
      assert.equal(order.view().paidUntil, null)
    }
    const { order } = await issued(RECURRING)
    await tell(order, 'I-1')
    assert.equal(order.view().paidUntil, null)
    await tell(order, 'I-2')
    assert.equal(
      order.view().paidUntil?.slice(0, 4),
      String(Number(order.view().productValidUntil?.slice(0, 4)) + 1),
    )
  })

  test('what PostgreSQL remembers counts no more', async () => {
    const { order } = await nearTheEnd()
    const args = { status: 'paid', paidUntil: null, invoice: 'I-OLD', knownAs: 'paid' } as const
    assert.deepEqual(await order.send('paymentReceived', args), { state: 'done' })
    assert.equal(order.view().paidUntil, null)
  })
})

describe('a payment that comes before it was asked for', () => {
  test('pays the next term: no invoice is asked for, and it is renewed', async () => {
    const { order, end } = await nearTheEnd()
    await tell(order, 'I-2')
    await tell(order, 'I-2')
    await order.until(({ paidUntil }) => paidUntil !== null)
    assert.equal(year(order), new Date(end).getUTCFullYear() + 1)
    await pass(60)
    assert.equal(order.script.callsOf('askForInvoice').length, 0)
  })

  test('before there is a certificate it waits until the end of the first term is known', async () => {
    const order = await time.begin({ setup: 'on-payment', recurring: true })
    order.script.always('planSettings', () => ({
      policy: 'none',
      daysBefore: 10,
      invoiceDaysBefore: 7,
      recurring: true,
      periodMonths: 0,
      periodDays: 100,
      renewalCode: '606',
    }))
    await tell(order, 'I-1')
    await tell(order, 'I-2')
    assert.equal(order.view().paidUntil, null)
    await order.issue()
    await order.until(({ paidUntil }) => paidUntil !== null)
    assert.equal(order.view().paidUntil, daysAfter(order.view().productValidUntil, 100))
  })

  test('an order that is to end keeps it until that is withdrawn', async () => {
    const { order } = await nearTheEnd()
    await order.send('requestCancellation', { when: 'end-of-term', revoke: false })
    await tell(order, 'I-2')
    assert.equal(order.view().paidUntil, null)
    await order.send('withdrawCancellation', {})
    await order.until(({ paidUntil }) => paidUntil !== null)
  })

  test('a suspended order takes it, too', async () => {
    const { order } = await nearTheEnd()
    await order.send('suspend', {})
    await tell(order, 'I-2')
    assert.notEqual(order.view().paidUntil, null)
  })
})

describe('money that goes back', () => {
  test('of an invoice that nobody has heard of is refused, in every state', async () => {
    const { order } = await issued(RECURRING)
    for (const status of ['refunded', 'cancelled'] as const)
      assert.equal(await tell(order, 'I-9', status), 'invoice-unknown')
    const waiting = await time.begin({ setup: 'on-payment' })
    assert.equal(await tell(waiting, 'I-9', 'refunded'), 'invoice-unknown')
    assert.equal(waiting.view().state, 'awaiting-payment')
  })

  test('an order that is not placed waits for payment again, for another invoice', async () => {
    const order = await time.begin({ setup: 'on-payment' })
    await tell(order, 'I-1')
    assert.equal(await tell(order, 'I-1', 'refunded'), 'done')
    assert.equal(order.view().state, 'awaiting-payment')
    assert.equal(await tell(order, 'I-1'), 'invoice-taken-back')
    assert.equal(order.view().state, 'awaiting-payment')
    await tell(order, 'I-2')
    assert.equal(order.view().state, 'awaiting-configuration')
    assert.ok(!order.events().includes(TAKEN_BACK))
  })

  test('what the client had entered waits with it, and is ordered once it is paid', async () => {
    const order = await time.begin({ setup: 'on-payment' }, (script) => script.always('placeCaOrder', away()))
    await tell(order, 'I-1')
    assert.deepEqual(await order.configure(), { state: 'accepted' })
    await tell(order, 'I-1', 'cancelled')
    assert.equal(order.view().state, 'awaiting-payment')
    assert.equal(order.view().activity, null)
    const tries = order.script.callsOf('placeCaOrder').length
    await time.skip(DAY_MS)
    assert.equal(order.script.callsOf('placeCaOrder').length, tries)
    order.script.always('placeCaOrder', () => ({
      status: 'AWAITING',
      method: 'DNS_TXT',
      names: ['example.test'],
    }))
    await tell(order, 'I-2')
    await order.until(({ state }) => state === 'verifying')
    const [first, ...later] = order.script.callsOf('placeCaOrder').map(({ input }) => input.configurationId)
    assert.ok(later.every((configurationId) => configurationId === first))
  })

  test('an order that the CA may have is an alarm', async () => {
    const order = await time.begin({ setup: 'on-payment' }, (script) =>
      script.always('placeCaOrder', away('ca-timeout', 'unknown')),
    )
    await tell(order, 'I-1')
    await order.configure()
    await tell(order, 'I-1', 'refunded')
    assert.equal(order.view().state, 'awaiting-configuration')
    assert.ok(order.events().includes(TAKEN_BACK))
  })

  for (const setup of ['on-payment', 'now'] as const) {
    test(`an issued order set up ${setup} is an alarm, and nothing is revoked`, async () => {
      const { order } = await issued(RECURRING, { setup })
      if (setup === 'now')
        await tell(order, 'FIRST', 'paid', new Date((await time.nowMs()) + 365 * DAY_MS).toISOString())
      assert.equal(await tell(order, 'FIRST', 'refunded'), 'done')
      assert.equal(await tell(order, 'FIRST', 'refunded'), 'done')
      assert.equal(order.events().filter((name) => name === TAKEN_BACK).length, 1)
      assert.equal(order.view().state, 'issued')
      assert.equal(order.script.callsOf('revokeAtCa').length, 0)
    })
  }

  test('a renewal that is not placed is not placed, and its payment is awaited again', async () => {
    const { order, end } = await nearTheEnd()
    await pass(60)
    await order.until(({ activity }) => activity?.step === 'awaiting-payment')
    order.script.always('renewAtCa', away())
    await tell(order, 'I-2')
    await order.until(() => order.script.callsOf('renewAtCa').length > 0)
    await time.settle()
    await tell(order, 'I-2', 'refunded')
    const tries = order.script.callsOf('renewAtCa').length
    await time.skip(2 * DAY_MS)
    await order.until(({ activity }) => activity?.step === 'awaiting-payment')
    assert.equal(order.view().paidUntil, null)
    assert.equal(order.script.callsOf('renewAtCa').length, tries)
    assert.equal(order.script.callsOf('askForInvoice').length, 2)
    assert.deepEqual(
      new Set(order.script.callsOf('askForInvoice').map(({ input }) => input.occasion)),
      new Set([end.slice(0, 10)]),
    )
    assert.ok(!order.events().includes(TAKEN_BACK))
  })

  test('an early payment that was used for nothing yet is taken back', async () => {
    const { order } = await nearTheEnd()
    await tell(order, 'I-2')
    await tell(order, 'I-2', 'refunded')
    assert.equal(order.view().paidUntil, null)
    assert.ok(!order.events().includes(TAKEN_BACK))
    await tell(order, 'I-3', 'paid', '2099-01-01')
    await tell(order, 'I-3', 'refunded')
    assert.equal(order.view().paidUntil, null)
  })

  test('a renewal that was placed is an alarm', async () => {
    const { order } = await nearTheEnd({ policy: 'auto' })
    await tell(order, 'I-2')
    await pass(70)
    await order.until(() => order.events().includes('order.renewed'))
    const { paidUntil } = order.view()
    await tell(order, 'I-2', 'refunded')
    assert.ok(order.events().includes(TAKEN_BACK))
    assert.equal(order.view().paidUntil, paidUntil)
  })

  for (const setup of ['on-payment', 'now'] as const) {
    test(`another payment in place of the first one of an order set up ${setup} pays no second term`, async () => {
      const { order } = await issued(RECURRING, { setup })
      if (setup === 'now') await tell(order, 'FIRST')
      await tell(order, 'FIRST', 'refunded')
      await tell(order, 'INSTEAD')
      assert.equal(order.view().paidUntil, null)
      await tell(order, 'NEXT')
      assert.notEqual(order.view().paidUntil, null)
    })
  }

  test('an invoice that was only made may be cancelled, and made and paid after all', async () => {
    const order = await time.begin({ setup: 'on-payment' })
    await tell(order, 'I-1', 'issued')
    assert.equal(await tell(order, 'I-1', 'cancelled'), 'done')
    assert.equal(await tell(order, 'I-1'), 'done')
    assert.equal(order.view().state, 'awaiting-configuration')
  })

  test('names that were paid have paid no term', async () => {
    const order = await time.begin({ recurring: true })
    await order.send('configure', { configurationId: 'configuration-1', billedNames: 3 })
    await tell(order, 'NAMES')
    await order.until((view) => view.state === 'verifying')
    await tell(order, 'FIRST')
    await tell(order, 'FIRST', 'refunded')
    assert.ok(order.events().includes(TAKEN_BACK))
  })

  test('names that are paid and not placed wait for their payment again', async () => {
    const order = await time.begin({}, (script) => script.always('placeCaOrder', away()))
    await order.send('configure', { configurationId: 'configuration-1', billedNames: 3 })
    await tell(order, 'I-1')
    await order.until(() => order.script.callsOf('placeCaOrder').length > 0)
    await time.settle()
    await tell(order, 'I-1', 'refunded')
    const { activity, state } = order.view()
    assert.deepEqual(
      [state, activity?.step, activity?.waitsFor],
      ['awaiting-configuration', 'awaiting-payment', 'billing'],
    )
    order.script.always('placeCaOrder', () => ({
      status: 'AWAITING',
      method: 'DNS_TXT',
      names: ['example.test'],
    }))
    await tell(order, 'I-2')
    await order.until((view) => view.state === 'verifying')
  })
})
