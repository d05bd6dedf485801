import assert from 'node:assert/strict'
import { test } from 'node:test'
import { askForInvoice, moveDueDate } from '../../activities/billing/billing.ts'
import { createGenericPort } from '../../activities/billing/generic/generic-port.ts'
import type { BillingPort } from '../../activities/billing/port.ts'
import { editBillingSystem } from '../../store/queries/billing-systems.ts'
import { orderById } from '../../store/queries/orders.ts'
import { deliveriesOf, putWebhook } from '../../store/queries/webhooks.ts'
import { rows, sql } from '../../store/sql.ts'
import { withInstallation } from '../store/installation.ts'
import { keptOrder } from '../store/order-factory.ts'

const here = withInstallation()
const DUE = { occasion: '2027-04-02', dueOn: '2027-04-02' }

class Killed extends Error {}

/** The generic adapter, killed after its call as often as told: what it did is done, and nobody noted it. */
function killedAfter(kills: number): BillingPort {
  const real = createGenericPort(here.db)
  let left = kills
  const die = (): void => {
    left -= 1
    if (left >= 0) throw new Killed()
  }
  return {
    askForInvoice: async (request) => {
      const answer = await real.askForInvoice(request)
      die()
      return answer
    },
    setDueDate: async (change) => {
      await real.setDueDate(change)
      die()
    },
  }
}

async function untilDone(work: () => Promise<void>): Promise<number> {
  for (let tries = 1; ; tries += 1) {
    const error = await work().then(
      () => null,
      (reason: unknown) => reason,
    )
    if (error === null) return tries
    assert.ok(error instanceof Killed, String(error))
  }
}

async function scene(invoicing: 'billing-system' | 'certloom') {
  await editBillingSystem(here.db, here.keyRing, here.billingSystemId, () => ({ invoicing }))
  const tenant = { billingSystemId: here.billingSystemId }
  const events = ['invoice.needed', 'order.due-date-changed']
  const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
  const url = 'https://billing.test/hook'
  const webhook = await putWebhook(here.db, here.keyRing, tenant, { url, events, secret })
  const order = await keptOrder(here)
  const told = async () => {
    const { items } = await deliveriesOf(here.db, webhook.id, {})
    const ofOrder = items.filter((item) => item.order === order.id)
    const data = await rows<{ id: string; data: unknown }>(
      here.db.em(),
      sql`select id, data from webhook_events`,
    )
    return ofOrder
      .toReversed()
      .map(({ type, event }) => ({ type, data: data.find(({ id }) => id === event)?.data }))
  }
  return { orderId: order.id, told }
}

test('an invoice is asked for once for each term, though the asking is killed twice before it is noted', async () => {
  const { orderId, told } = await scene('certloom')
  const deps = { db: here.db, billing: killedAfter(2) }
  assert.equal(await untilDone(() => askForInvoice(deps, { orderId, ...DUE })), 3)
  await askForInvoice(deps, { orderId, ...DUE })
  const facts = { amount: null, product: '601', period: 'P1Y', names: [] }
  const invoice = { id: `${orderId}:invoice:2027-04-02`, ...DUE, ...facts }
  assert.deepEqual(await told(), [{ type: 'invoice.needed', data: { previous: null, invoice } }])
  await askForInvoice(deps, { orderId, occasion: '2028-04-02', dueOn: '2028-04-02' })
  assert.equal((await told()).length, 2)
})

test('a billing system that makes invoices by itself is told when one is due, and is not asked for it', async () => {
  const { orderId, told } = await scene('billing-system')
  await askForInvoice({ db: here.db, billing: killedAfter(0) }, { orderId, ...DUE })
  const previous = { billing: { nextDueDate: null } }
  assert.deepEqual(await told(), [{ type: 'order.due-date-changed', data: { previous } }])
})

test('a due date moves once, is kept with the order, and is not told to the one who said it', async () => {
  const { orderId, told } = await scene('certloom')
  const deps = { db: here.db, billing: killedAfter(2) }
  assert.equal(await untilDone(() => moveDueDate(deps, { orderId, ...DUE })), 3)
  const order = await orderById(here.db, { billingSystemId: here.billingSystemId }, orderId)
  assert.equal(order?.billing.nextDueDate, '2027-04-02')
  await moveDueDate(deps, { orderId, occasion: 'told again', dueOn: '2027-04-02' })
  assert.equal((await told()).length, 1)
})

test('where the product leaves due dates to the billing system it hears of none, by an invoice neither', async () => {
  const { orderId, told } = await scene('billing-system')
  const set = (follows: boolean) =>
    rows(
      here.db.em(),
      sql`update products set settings = settings || jsonb_build_object('dueDateFollowsPaid', ${follows}::boolean)
          where code = (select product ->> 'code' from orders where id = ${orderId})`,
    )
  const deps = { db: here.db, billing: createGenericPort(here.db) }
  await set(false)
  await moveDueDate(deps, { orderId, ...DUE })
  await askForInvoice(deps, { orderId, ...DUE })
  assert.deepEqual(await told(), [])
  const kept = await orderById(here.db, { billingSystemId: here.billingSystemId }, orderId)
  assert.equal(kept?.billing.nextDueDate, null)
  await set(true)
  await moveDueDate(deps, { orderId, ...DUE })
  assert.deepEqual(
    (await told()).map(({ type }) => type),
    ['order.due-date-changed'],
  )
})
