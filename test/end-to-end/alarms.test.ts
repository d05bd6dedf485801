import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { ADMIN_EMAIL } from '../../bin/stack/ready-info.ts'
import { REMINDER_DAYS } from '../../domain/alarms.ts'
import { AlarmWatch } from './support/alarms.ts'
import { keepAway } from './support/keep-away.ts'
import { Client, type SoldProduct } from './support/kinds.ts'
import { makeCsr } from './support/openssl.ts'
import {
  configuration,
  fresh,
  newOrder,
  orderOf,
  PLANTED,
  publishProof,
  startOrder,
  untilState,
} from './support/order-steps.ts'
import { type Rest, restOf, uploadOf } from './support/rest.ts'
import { type SandboxDoor, sandboxOf } from './support/sandbox-door.ts'
import { type LiveStack, startStack } from './support/stack.ts'
import { until } from './support/until.ts'

/** A look every half second, from the start on; as it ships it is every 30 seconds. */
const QUICK = { CERTLOOM_ALARMS_EVERY_MS: '500', CERTLOOM_ALARMS_SETTLE_MS: '0' }

describe('alarms and reminders, by REST, everything real', () => {
  let stack: LiveStack
  let rest: Rest
  let sandbox: SandboxDoor
  let watch: AlarmWatch

  before(async () => {
    stack = await startStack({ environment: QUICK })
    rest = restOf(stack)
    sandbox = sandboxOf(stack)
    watch = await AlarmWatch.of(stack, rest, sandbox)
  })
  after(async () => {
    await watch.close()
    await stack.stop()
  })

  /** An order of a customer whose mailbox is nobody else's. */
  async function orderOfNewCustomer(more: Record<string, unknown> = {}) {
    const { reference, domain } = fresh()
    const email = `${reference}@customer-of-alarms.com`
    const { customer } = newOrder(reference, {}, 'en')
    const order = await startOrder(rest, reference, { ...more, customer: { ...customer, email } })
    return { id: order.id, email, domain }
  }

  type NewOrder = Awaited<ReturnType<typeof orderOfNewCustomer>>

  async function configure({ id, email, domain }: NewOrder): Promise<void> {
    const entered = configuration(domain)
    const body = { ...entered, contact: { ...entered.contact, email } }
    const { status } = await rest('POST', `/orders/${id}/configuration`, body)
    assert.equal(status, 200)
    await untilState(rest, id, 'verifying')
  }

  /**
   * Lets the days of all reminders pass. The client gets one mail for each, and the admins hear of it at the last alone.
   */
  async function remindedThroughout(
    kind: string,
    { id, email, subject }: { id: string; email: string; subject: string },
    letPass: (days: number) => Promise<void>,
  ): Promise<void> {
    for (const [index, days] of REMINDER_DAYS.entries()) {
      assert.deepEqual(await watch.mailsTo(ADMIN_EMAIL, id), [])
      await letPass(days)
      await watch.untilRaised(kind, id, `/${days}`)
      assert.equal((await watch.untilMails(email, subject, index + 1)).length, index + 1)
    }
    assert.equal((await watch.untilMails(ADMIN_EMAIL, id, 1)).length, 1)
  }

  test('X2: a worker that is away is told of while it is away, and it is over when it is back', async () => {
    await keepAway(stack, 'worker', async () => {
      await watch.ageHeartbeat(5)
      const alarm = await watch.untilRaised('worker-away')
      assert.match(alarm.message, /worker/)
      assert.equal((await watch.untilMails(ADMIN_EMAIL, 'The worker has not been seen', 1)).length, 1)
    })
    await watch.untilCleared('worker-away')
    assert.equal((await watch.mailsTo(ADMIN_EMAIL, 'The worker has not been seen')).length, 1)
  })

  test('X2: a reissue that the CA refuses for good is an alarm, until it is done after all', async () => {
    await sandbox.call('PUT', '/clock', { offsetDays: -195 })
    const { reference, domain } = fresh()
    const order = await startOrder(rest, reference, {
      term: { period: 'P1Y', recurring: false },
      renewal: { policy: 'none' },
      configuration: configuration(domain),
    })
    await untilState(rest, order.id, 'verifying')
    await publishProof(rest, sandbox, order.id)
    await untilState(rest, order.id, 'issued')
    await sandbox.call('PUT', '/clock', { offsetDays: 0 })
    await sandbox.fault('reissueCertificate', 'error', 5, 1138)
    await rest('PATCH', `/orders/${order.id}/renewal`, { policy: 'auto' })
    await watch.untilRaised('renewal-failed', order.id)
    assert.ok((await watch.untilMails(ADMIN_EMAIL, order.id, 1)).length > 0)
    await sandbox.fault('reissueCertificate', 'error', 0)
    await rest('POST', `/orders/${order.id}/reissue`, { csr: makeCsr(domain).csr })
    await watch.untilCleared('renewal-failed', order.id)
    assert.equal((await orderOf(rest, order.id)).certificates.length, 2)
  })

  test('M18: what is not configured is brought up, then an admin’s task, then cancelled by the setting', async () => {
    const order = await orderOfNewCustomer()
    const subject = 'still waits for its details'
    const letPass = (days: number) => watch.askedDaysAgo(order.id, days)
    await remindedThroughout('configuration-unfinished', { ...order, subject }, letPass)
    const other = await orderOfNewCustomer()
    await rest('PATCH', '/settings', { cancelUnfinishedAfterDays: 60 })
    await letPass(61)
    await untilState(rest, order.id, 'cancelled')
    assert.equal((await orderOf(rest, other.id)).state, 'awaiting-configuration')
    await watch.untilCleared('configuration-unfinished', order.id)
  })

  test('M18: the same for control of names that is not proven; the CA has it cancelled, too', async () => {
    const order = await orderOfNewCustomer()
    await configure(order)
    const subject = 'Control of your names is not proven yet'
    const letPass = (days: number) => watch.waitingForDays(order.id, days)
    await remindedThroughout('verification-unfinished', { ...order, subject }, letPass)
    await rest('PATCH', '/settings', { cancelUnfinishedAfterDays: 60 })
    await letPass(61)
    await untilState(rest, order.id, 'cancelled')
    const atCa = (await sandbox.books()).caOrders.find(({ customer }) => customer === order.id)
    assert.equal(atCa?.status, 'REJECTED')
  })

  test('M18: the same for documents that the CA waits for', async () => {
    const { items } = (await rest<{ items: SoldProduct[] }>('GET', '/products')).body
    const product = items.find(
      ({ kind, requiredDocuments }) => kind === 'ssl' && requiredDocuments.length > 0,
    )
    assert.ok(product !== undefined)
    const client = new Client(rest, uploadOf(stack), sandbox)
    const placed = await client.order({ product, method: 'DNS_TXT_PREFIX' })
    await client.publish(placed)
    await until('documents are asked for', async () => {
      return (await orderOf(rest, placed.id)).activity?.step === 'awaiting-documents'
    })
    const letPass = (days: number) => watch.waitingForDays(placed.id, days)
    const subject = 'nadal czeka na dokumenty'
    const order = { id: placed.id, email: PLANTED.email, subject }
    await remindedThroughout('documents-unfinished', order, letPass)
  })

  test('X2: an order behind its plan is told of while its worker cannot catch up', async () => {
    const order = await orderOfNewCustomer()
    const { id } = order
    await configure(order)
    await publishProof(rest, sandbox, id)
    await untilState(rest, id, 'issued')
    await keepAway(stack, 'worker', async () => {
      await watch.plannedDaysAgo(id, 2)
      await watch.untilRaised('behind-plan', id)
      assert.equal((await watch.untilMails(ADMIN_EMAIL, id, 1)).length, 1)
    })
  })
})
