import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NO_BRAND } from '../../domain/billing-system.ts'
import type { EventName } from '../../domain/events.ts'
import { addBillingSystem } from '../../store/queries/billing-systems.ts'
import { deliveryFailed, dueDeliveries, redeliver } from '../../store/queries/webhook-deliveries.ts'
import { enqueueWebhook, enqueueWebhooks, type NewWebhookEvent } from '../../store/queries/webhook-queue.ts'
import {
  deleteWebhook,
  deliveriesOf,
  listWebhooks,
  putWebhook,
  webhookById,
} from '../../store/queries/webhooks.ts'
import { rows, sql } from '../../store/sql.ts'
import { withInstallation } from './installation.ts'
import { keptOrder, tell, viewOf } from './order-factory.ts'

const here = withInstallation()

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
const DAY_MS = 86_400_000

function hook(options: { events?: string[]; tenant?: string | null } = {}) {
  const { events = [], tenant = here.billingSystemId } = options
  const tenantOf = { billingSystemId: tenant }
  return putWebhook(here.db, here.keyRing, tenantOf, {
    url: 'https://billing.test/hook',
    events,
    secret: SECRET,
  })
}

function event(name: EventName, at = new Date().toISOString()) {
  return { name, at, actor: { role: 'system', id: null }, details: {} } as const
}

async function told(webhookId: string): Promise<string[]> {
  const { items } = await deliveriesOf(here.db, webhookId, {})
  return items.map(({ type }) => type).toReversed()
}

async function otherSystem(name: string): Promise<string> {
  const fields = {
    name,
    invoicing: 'certloom',
    brand: NO_BRAND,
    mails: {},
    timeZone: null,
    secret: SECRET,
  } as const
  const system = await addBillingSystem(here.db, here.keyRing, fields)
  return system?.id ?? assert.fail('not added')
}

test('an event of an order is queued once for a webhook, however often its step is told', async () => {
  const webhook = await hook()
  const order = await keptOrder(here)
  const step = {
    orderId: order.id,
    view: viewOf({ state: 'verifying' }),
    events: [event('order.verification-needed')],
  }
  await tell(here, step)
  await tell(here, step)
  assert.deepEqual(await told(webhook.id), ['order.created', 'order.verification-needed'])
  await deleteWebhook(here.db, { billingSystemId: here.billingSystemId }, webhook.id)
})

test('what is no webhook type, or not asked for, is not queued', async () => {
  const webhook = await hook({ events: ['order.issued'] })
  const order = await keptOrder(here)
  const events = [event('command.refused'), event('order.revoked'), event('order.issued')]
  await tell(here, { orderId: order.id, events })
  assert.deepEqual(await told(webhook.id), ['order.issued'])
  await deleteWebhook(here.db, { billingSystemId: here.billingSystemId }, webhook.id)
})

test('a webhook hears nothing of another billing system, nor can that one see it', async () => {
  const other = await otherSystem('stranger')
  const foreign = await hook({ tenant: other })
  const whole = await hook({ tenant: null })
  await keptOrder(here)
  assert.deepEqual(await told(foreign.id), [])
  assert.deepEqual(await told(whole.id), ['order.created'])
  const tenant = { billingSystemId: here.billingSystemId }
  assert.equal(await webhookById(here.db, tenant, foreign.id), null)
  assert.equal(await deleteWebhook(here.db, tenant, foreign.id), false)
  assert.deepEqual(await listWebhooks(here.db, tenant, null), [])
  await deleteWebhook(here.db, { billingSystemId: null }, whole.id)
})

test('an order with a callback URL tells it of itself alone', async () => {
  const order = await keptOrder(here, { callbackUrl: 'https://billing.test/one' })
  await keptOrder(here)
  const tenant = { billingSystemId: here.billingSystemId }
  const [callback] = await listWebhooks(here.db, tenant, order.id)
  assert.equal(callback?.url, 'https://billing.test/one')
  assert.deepEqual(await told(callback.id), ['order.created'])
})

test('an event asked for twice by one occasion is one event', async () => {
  const webhook = await hook({ events: ['invoice.needed'] })
  const order = await keptOrder(here)
  const asked = {
    orderId: order.id,
    billingSystemId: null,
    type: 'invoice.needed',
    data: { invoice: { id: 'ledger-1' } },
    occasion: `invoice:${order.id}:2027-04-02`,
  } as const
  const ask = () => here.db.em().transactional((em) => enqueueWebhook(em, asked))
  await Promise.all([ask(), ask(), ask()])
  assert.deepEqual(await told(webhook.id), ['invoice.needed'])
  await deleteWebhook(here.db, { billingSystemId: here.billingSystemId }, webhook.id)
})

test('events of one order are due one after the other; one that is given up lets the next one pass', async () => {
  const webhook = await hook()
  const order = await keptOrder(here)
  await tell(here, { orderId: order.id, events: [event('order.issued'), event('order.revoked')] })
  const dueOf = async (at: Date) => {
    const due = await dueDeliveries(here.db, at, 50)
    return due.filter(({ orderId }) => orderId === order.id)
  }
  const now = new Date()
  const [first, ...rest] = await dueOf(now)
  assert.equal(first?.type, 'order.created')
  assert.deepEqual(rest, [])
  assert.deepEqual(await dueOf(now), [], 'taken, it is nobody else’s')
  const why = { status: 500, problem: 'http-500' }
  assert.equal(await deliveryFailed(here.db, first.id, now, why), false)
  assert.deepEqual(await dueOf(now), [])
  const muchLater = new Date(now.getTime() + 4 * DAY_MS)
  assert.equal((await dueOf(muchLater))[0]?.id, first.id)
  assert.equal(await deliveryFailed(here.db, first.id, muchLater, why), true)
  assert.equal((await dueOf(muchLater))[0]?.type, 'order.issued')
  const shown = (await deliveriesOf(here.db, webhook.id, {})).items.at(-1)
  assert.deepEqual([shown?.state, shown?.lastStatus, shown?.attempts], ['given-up', 500, 2])
  assert.equal(await redeliver(here.db, webhook.id, first.id), true)
  assert.equal((await deliveriesOf(here.db, webhook.id, {})).items.at(-1)?.state, 'pending')
})

test('many events at once: each webhook gets its own in their order, a repeated one never, whoever waits for whom', async () => {
  const hearsAll = await hook()
  const foreign = await hook({ tenant: await otherSystem('bystander') })
  const callbackUrl = 'https://billing.test/callback'
  const orders = [await keptOrder(here, { callbackUrl }), await keptOrder(here, { callbackUrl })]
  const types = ['alarm.raised', 'alarm.cleared'] as const
  const events = orders.flatMap(({ id }) =>
    types.map((type) => ({ orderId: id, billingSystemId: null, type, data: {}, occasion: `${type}:${id}` })),
  )
  const ofInstallation = { orderId: null, billingSystemId: null, type: 'ca.unreachable', data: {} } as const
  const keep = (some: readonly NewWebhookEvent[]) =>
    here.db.em().transactional((em) => enqueueWebhooks(em, some))
  await keep([...events, ofInstallation])
  await Promise.all([keep(events), keep(events.toReversed()), keep(events), keep(events.toReversed())])
  const alarms = async (id: string) => (await told(id)).filter((type) => type.startsWith('alarm.'))
  assert.deepEqual(await alarms(hearsAll.id), [...types, ...types])
  assert.deepEqual(await alarms(foreign.id), [])
  for (const order of orders) {
    const [callback] = await rows<{ id: string }>(
      here.db.em(),
      sql`select id from webhooks where order_id = ${order.id}`,
    )
    assert.deepEqual(await told(callback?.id ?? ''), ['order.created', ...types])
  }
  await deleteWebhook(here.db, { billingSystemId: here.billingSystemId }, hearsAll.id)
})
