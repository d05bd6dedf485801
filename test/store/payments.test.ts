import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { EventDetails, EventName } from '../../domain/events.ts'
import { newId } from '../../platform/ids.ts'
import { acceptCommand } from '../../store/queries/commands.ts'
import { orderById } from '../../store/queries/orders.ts'
import { paymentStatus } from '../../store/queries/payments.ts'
import { deliveriesOf, putWebhook } from '../../store/queries/webhooks.ts'
import { rows, sql } from '../../store/sql.ts'
import { WHOLE_INSTALLATION } from '../../store/tenant.ts'
import { withInstallation } from './installation.ts'
import { keptOrder, tell } from './order-factory.ts'

const here = withInstallation()
const actor = { role: 'billing', id: 'token-1' } as const

const event = (name: EventName, details: EventDetails, minute = 0) => ({
  name,
  actor,
  at: `2031-01-01T00:0${minute}:00.000Z`,
  details,
})

async function told(orderId: string, body: Record<string, unknown>): Promise<void> {
  const command = { id: newId(), billingSystemId: here.billingSystemId, orderId, actor }
  await acceptCommand(here.db, { ...command, name: 'paymentReceived', body, arguments: {} })
}

describe('what billing told of invoices', () => {
  test('is one row each, with the amount that was told, and the newest stands at the order', async () => {
    const { id: orderId } = await keptOrder(here)
    const amount = { amount: 12_300, currency: 'PLN' }
    await told(orderId, { invoice: 'FV 1', amount, paidUntil: '2032-01-01' })
    await told(orderId, { invoice: 'FV 1', status: 'refunded' })
    const paid = event('payment.paid', { invoice: 'FV 1' })
    await tell(here, { orderId, sequence: 2, events: [paid, event('payment.issued', { invoice: 'FV 2' })] })
    await tell(here, { orderId, sequence: 3, events: [event('payment.repeated', { invoice: 'FV 2' }, 1)] })
    const refunded = { orderId, sequence: 4, events: [event('payment.refunded', { invoice: 'FV 1' }, 2)] }
    await tell(here, refunded)
    await tell(here, refunded)
    const found = await rows(
      here.db.em(),
      sql`select invoice, status, amount, paid_until::text as until from payments where order_id = ${orderId} order by invoice`,
    )
    assert.deepEqual(found, [
      { invoice: 'FV 1', status: 'refunded', amount, until: '2032-01-01' },
      { invoice: 'FV 2', status: 'issued', amount: null, until: null },
    ])
    assert.equal((await orderById(here.db, WHOLE_INSTALLATION, orderId))?.invoice, 'FV 1')
    assert.equal(await paymentStatus(here.db, orderId, 'FV 1'), 'refunded')
    assert.equal(await paymentStatus(here.db, orderId, 'FV 3'), null)
  })

  test('goes by webhook where a person must decide, and so does what names are to be invoiced', async () => {
    const tenant = { billingSystemId: here.billingSystemId }
    const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
    const types = ['payment.refunded-after-issue', 'invoice.needed']
    const webhook = await putWebhook(here.db, here.keyRing, tenant, {
      url: 'https://billing.test/hook',
      events: types,
      secret,
    })
    const { id: orderId } = await keptOrder(here)
    const refunded = event('payment.refunded-after-issue', { invoice: 'FV 1', status: 'refunded' })
    const needed = event('invoice.needed', { names: 3, configuration: 'unknown' })
    await tell(here, { orderId, sequence: 2, events: [refunded, needed] })
    const { items } = await deliveriesOf(here.db, webhook.id, {})
    assert.deepEqual(items.map(({ type }) => type).sort(), types.toSorted())
    const kept = await rows<{ type: string; data: { invoice: object } }>(
      here.db.em(),
      sql`select type, data from webhook_events where order_id = ${orderId} order by type`,
    )
    assert.deepEqual(
      kept.map(({ data }) => data.invoice),
      [
        {
          id: `${orderId}:names:3`,
          occasion: 'names:3',
          dueOn: null,
          amount: null,
          product: '601',
          period: null,
          names: [],
          additionalNames: 3,
        },
        { id: 'FV 1', status: 'refunded' },
      ],
    )
  })
})
