import assert from 'node:assert/strict'
import { afterEach, describe, test } from 'node:test'
import { END_DAYS, isForAdmins, REMINDER_DAYS } from '../../domain/alarms.ts'
import type { EventName } from '../../domain/events.ts'
import { saveCertificates } from '../../store/queries/certificates.ts'
import { sql } from '../../store/sql.ts'
import { withInstallation } from '../store/installation.ts'
import { keptOrder, tell, viewOf } from '../store/order-factory.ts'
import { alarmWatch, at } from './alarm-watch.ts'

const here = withInstallation()
const { change, look, raised, stands, stepsOver } = alarmWatch(here)

/** A certificate of so many days, of which so many are left, in an order of its own. */
async function certificateEndingIn(daysLeft: number, lifeDays: number, status = 'VALID') {
  const { id: orderId } = await keptOrder(here)
  const serialNumber = orderId.slice(0, 16).toUpperCase()
  const certificate = {
    serialNumber,
    caOrderId: `${orderId}-1`,
    pem: '',
    chain: [],
    notBefore: at(daysLeft - lifeDays),
    notAfter: at(daysLeft),
    names: ['example.com'],
    issuer: 'Test CA',
  }
  await saveCertificates(here.db, orderId, [{ ...certificate, status: status as 'VALID' }])
  const view = viewOf({ state: 'issued', expiresAt: at(daysLeft).toISOString() })
  await tell(here, { orderId, view })
  return { orderId, serialNumber, view }
}

describe('a CA account', () => {
  const account = () => here.caAccountId
  afterEach(() =>
    change(sql`update ca_accounts set last_problem = null, balance = null, minimal_balance = null`),
  )

  test('that has not answered for 15 minutes is told of once, and again when it is away again', async () => {
    const answered = (when: Date, problem: string | null) =>
      change(sql`update ca_accounts set last_ok_at = ${when}::timestamptz, last_problem = ${problem}`)
    const minutes = (count: number) => at(count / 1440)
    await answered(minutes(0), 'ca-timeout')
    await look(minutes(14))
    assert.equal(await stands('ca-unreachable', account()), false)
    await look(minutes(16))
    await look(minutes(17))
    assert.equal(await stands('ca-unreachable', account()), true)
    assert.equal((await raised('ca-unreachable', account())).length, 1)
    await answered(minutes(18), null)
    await look(minutes(19))
    assert.equal(await stands('ca-unreachable', account()), false)
    await answered(minutes(18), 'ca-timeout')
    await look(minutes(34))
    assert.equal((await raised('ca-unreachable', account())).length, 2)
  })

  test('that is quiet and has no trouble, or is switched off, is none', async () => {
    await change(sql`update ca_accounts set last_ok_at = ${at(-9)}::timestamptz`)
    await look(at(0))
    assert.equal(await stands('ca-unreachable', account()), false)
    await change(sql`update ca_accounts set last_problem = 'ca-timeout', enabled = false`)
    await look(at(0))
    assert.equal(await stands('ca-unreachable', account()), false)
    await change(sql`update ca_accounts set enabled = true`)
  })

  test('whose balance is below its minimum is told of once a day until it is not', async () => {
    const hold = (amount: number) =>
      change(sql`update ca_accounts set balance = jsonb_build_object('amount', ${amount}::bigint, 'currency', 'PLN'),
        minimal_balance = '{"amount": 10000, "currency": "PLN"}'`)
    await hold(10_000)
    await look(at(10))
    assert.deepEqual(await raised('balance-low', account()), [])
    await hold(9_999)
    await look(at(10))
    await look(at(10.1))
    await look(at(11))
    assert.deepEqual(await raised('balance-low', account()), ['2031-06-11', '2031-06-12'])
    await hold(50_000)
    await look(at(11.1))
    assert.equal(await stands('balance-low', account()), false)
  })
})

describe('a certificate', () => {
  test('that the CA has been revoking for more than a day is told of once, and over when it is revoked', async () => {
    const { orderId, serialNumber, view } = await certificateEndingIn(100, 200, 'REVOKING')
    const actor = { role: 'system', id: null } as const
    const event = {
      name: 'order.revoking' as const,
      actor,
      at: at(20).toISOString(),
      details: { serialNumber },
    }
    await tell(here, { orderId, sequence: 2, view, events: [event] })
    const told = await stepsOver('revoking-long', orderId, [20.5, 20.9, 21.1, 22, 25])
    assert.deepEqual(told, [`21.1: ${serialNumber}`])
    await change(sql`update certificates set status = 'REVOKED' where order_id = ${orderId}`)
    await look(at(26))
    assert.equal(await stands('revoking-long', orderId), false)
  })

  test('of 200 days is brought up 30, 14, 7, 3 and 1 days before its end, and when it has ended', async () => {
    const { orderId } = await certificateEndingIn(31, 200)
    const days = [0, 0.9, 1.1, 2, 17.1, 20, 24.1, 28.1, 29, 30.1, 31.1, 33]
    const told = await stepsOver('certificate-ends', orderId, days)
    assert.deepEqual(told, ['1.1: 30', '17.1: 14', '24.1: 7', '28.1: 3', '30.1: 1', '31.1: after'])
    await look(at(39))
    assert.equal(await stands('certificate-ends', orderId), false)
  })

  test('of 10 days is brought up only where as much time again lies behind: 3 days and 1 day', async () => {
    const { orderId } = await certificateEndingIn(10, 10)
    const told = await stepsOver('certificate-ends', orderId, [0, 1, 3.1, 7.1, 8, 9.1, 10.1])
    assert.deepEqual(told, ['7.1: 3', '9.1: 1', '10.1: after'])
  })

  test('that has a successor is over, and of one whose turn has not come nothing is said', async () => {
    const { orderId, view } = await certificateEndingIn(5, 200)
    await look(at(0))
    assert.equal(await stands('certificate-ends', orderId), true)
    await tell(here, { orderId, sequence: 2, view: { ...view, expiresAt: at(205).toISOString() } })
    await look(at(0.1))
    assert.equal(await stands('certificate-ends', orderId), false)
    const planned = await certificateEndingIn(20, 200)
    const renewal = {
      policy: 'auto',
      daysBefore: 10,
      effectiveDaysBefore: 10,
      startsAt: at(10).toISOString(),
      csrStored: true,
    } as const
    await tell(here, { orderId: planned.orderId, sequence: 2, view: { ...planned.view, renewal } })
    await look(at(9.9))
    assert.equal(await stands('certificate-ends', planned.orderId), false)
  })
})

describe('a payment that was taken back after it had counted', () => {
  test('is told of once a refund, until another payment comes, thirty days long', async () => {
    const { orderId, view } = await certificateEndingIn(300, 390)
    const actor = { role: 'billing', id: null } as const
    const happen = (sequence: number, name: EventName, day: number) =>
      tell(here, {
        orderId,
        sequence,
        view,
        events: [{ name, actor, at: at(day).toISOString(), details: { invoice: `FV ${sequence}` } }],
      })
    await happen(2, 'payment.refunded', 0)
    await look(at(0.1))
    assert.equal(await stands('payment-refunded', orderId), false)
    await happen(3, 'payment.refunded-after-issue', 0)
    await look(at(0.2))
    await look(at(1))
    assert.equal((await raised('payment-refunded', orderId)).length, 1)
    await happen(4, 'payment.paid', 2)
    await look(at(2.1))
    assert.equal(await stands('payment-refunded', orderId), false)
    await happen(5, 'payment.refunded-after-issue', 3)
    await look(at(3.1))
    assert.equal((await raised('payment-refunded', orderId)).length, 2)
    await look(at(34))
    assert.equal(await stands('payment-refunded', orderId), false)
  })
})

describe('an order nobody has configured', () => {
  test('is brought up by its age, each step once; only the last is the admins’', async () => {
    const { id } = await keptOrder(here)
    await change(sql`update orders set created_at = ${at(0)}::timestamptz where id = ${id}`)
    await tell(here, { orderId: id })
    const days = [0.5, 1.1, 2.9, 3.1, 7.1, 14.1, 29.9, 30.1, 50]
    const told = await stepsOver('configuration-unfinished', id, days)
    assert.deepEqual(told, ['1.1: 1', '3.1: 3', '7.1: 7', '14.1: 14', '30.1: 30'])
    const steps = await raised('configuration-unfinished', id)
    const forAdmins = steps.filter((step) => isForAdmins({ kind: 'configuration-unfinished', step }))
    assert.deepEqual(forAdmins, steps.slice(-1))
  })
})

test('the admins hear of a missing key at every step, of an end from seven days on', () => {
  const toldOf = (kind: 'csr-missing' | 'certificate-ends', days: readonly (number | string)[]) =>
    days.filter((day) => isForAdmins({ kind, step: `2031-06-01/${day}` }))
  assert.deepEqual(toldOf('csr-missing', REMINDER_DAYS), [...REMINDER_DAYS])
  assert.deepEqual(toldOf('certificate-ends', [...END_DAYS, 'after']), [7, 3, 1, 'after'])
})
