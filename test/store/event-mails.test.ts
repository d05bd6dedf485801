import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { EventDetails, EventName } from '../../domain/events.ts'
import { fillPlaceholders, unknownPlaceholder } from '../../domain/mail.ts'
import { newId } from '../../platform/ids.ts'
import { insertCaOrder } from '../../store/queries/ca-orders.ts'
import { configurationInsert } from '../../store/queries/configurations.ts'
import { rows, sql } from '../../store/sql.ts'
import { withInstallation } from './installation.ts'
import { keptOrder, tell, viewOf } from './order-factory.ts'

const here = withInstallation()

async function mailsOf(orderId: string): Promise<string[]> {
  const found = await rows<{ template: string }>(
    here.db.em(),
    sql`select template from outbox where order_id = ${orderId} order by occasion`,
  )
  return found.map(({ template }) => template)
}

describe('mails that events bring along', () => {
  test('are asked for once, however often the step is told', async () => {
    const order = await keptOrder(here)
    const event = (name: EventName) => ({
      ...{ name, actor: { role: 'system' as const, id: null }, at: '2026-05-04T09:30:00.000Z' },
      details: {},
    })
    const step = {
      orderId: order.id,
      sequence: 3,
      events: [event('order.issued'), event('order.synchronize-asked'), event('order.revoked')],
      view: viewOf({ state: 'revoked' }),
    }
    await tell(here, step)
    await tell(here, step)
    assert.deepEqual(await mailsOf(order.id), ['issued', 'revoked'])
  })
})

describe('the first proof', () => {
  const needed = (details: EventDetails) => ({
    ...{ name: 'order.verification-needed' as const, at: '2026-05-04T09:30:00.000Z', details },
    actor: { role: 'system' as const, id: null },
  })

  async function mailsAfter(role: 'client' | 'billing', details: EventDetails): Promise<string[]> {
    const order = await keptOrder(here)
    const csrFacts = { keyAlgorithm: 'RSA', keyBits: 2048, fingerprint: order.id }
    const entered = { id: newId(), orderId: order.id, body: {}, csr: 'a CSR', csrFacts, names: ['shop.test'] }
    await rows(here.db.em(), configurationInsert({ ...entered, actor: { role, id: null } }))
    const caOrder = `${order.id}-1`
    await insertCaOrder(here.db, {
      ...{ caAccountId: order.caAccountId, caOrderId: caOrder, orderId: order.id, n: 1, purpose: 'issue' },
      ...{ productCode: order.product.code, customerLabel: order.id, status: 'AWAITING', method: 'FILE' },
      ...{ code: 'c0de', configurationId: entered.id, names: [], placedAt: new Date() },
    })
    const step = {
      orderId: order.id,
      sequence: 3,
      events: [needed({ caOrder, ...details })],
      view: viewOf({ state: 'verifying' }),
    }
    await tell(here, step)
    await tell(here, step)
    return mailsOf(order.id)
  }

  test('is asked for by mail where the billing system gave the details, once', async () => {
    assert.deepEqual(await mailsAfter('billing', { method: 'DNS_TXT_PREFIX' }), ['proof-needed'])
  })

  test('is not where the client gave them, or the CA writes itself, or the workflow has asked already', async () => {
    assert.deepEqual(await mailsAfter('client', { method: 'DNS_TXT_PREFIX' }), [])
    assert.deepEqual(await mailsAfter('billing', { method: null }), [])
    assert.deepEqual(await mailsAfter('billing', { method: 'FILE', purpose: 'reissue' }), [])
  })
})

describe('placeholders', () => {
  const none = (): string => assert.fail('nothing is missing')

  test('are filled in where they are known, and left alone where not', () => {
    const filled = fillPlaceholders(
      '{{customer}} has {{ names }} and {{other}}',
      {
        customer: '{{reference}}',
        names: 'a, b',
      },
      none,
    )
    assert.equal(filled, '{{reference}} has a, b and {{other}}')
  })

  test('without a value are a gap, whether it is missing or empty', () => {
    const filled = fillPlaceholders(
      '{{names}} until {{expires}}',
      { expires: '' },
      (_text, name) => `no ${name}`,
    )
    assert.equal(filled, 'no names until no expires')
  })

  test('that nobody knows are found', () => {
    assert.equal(unknownPlaceholder('{{names}} {{customer}}'), null)
    assert.equal(unknownPlaceholder('{{names}} {{constructor}}'), 'constructor')
    assert.equal(unknownPlaceholder('{{}}'), '')
  })
})
