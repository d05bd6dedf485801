import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { fillPlaceholders, unknownPlaceholder } from '../../domain/mail.ts'
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
    const event = (name: string) => ({
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

describe('placeholders', () => {
  test('are filled in where they are known, and left alone where not', () => {
    const filled = fillPlaceholders('{{customer}} has {{ names }} and {{other}}', {
      customer: '{{reference}}',
      names: 'a, b',
    })
    assert.equal(filled, '{{reference}} has a, b and {{other}}')
  })

  test('that nobody knows are found', () => {
    assert.equal(unknownPlaceholder('{{names}} {{customer}}'), null)
    assert.equal(unknownPlaceholder('{{names}} {{constructor}}'), 'constructor')
    assert.equal(unknownPlaceholder('{{}}'), '')
  })
})
