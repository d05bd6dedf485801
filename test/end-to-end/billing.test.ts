import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { fresh, startOrder, untilState } from './support/order-steps.ts'
import { type Rest, restOf } from './support/rest.ts'
import { type LiveStack, startStack } from './support/stack.ts'
import { until } from './support/until.ts'

interface Books {
  events: { type: string; orderId: string | null; sequence: number }[]
  invoices: { id: string; orderId: string; status: string }[]
}

describe('the billing system that comes along, everything real', () => {
  let stack: LiveStack
  let rest: Rest

  before(async () => {
    stack = await startStack()
    rest = restOf(stack)
  })
  after(() => stack.stop())

  const door = async (method: string, path: string, body?: unknown): Promise<Response> => {
    const url = `${stack.ready().sandbox?.url}${path}`
    const headers = { 'content-type': 'application/json' }
    return fetch(url, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
  }
  const books = async (): Promise<Books> => (await door('GET', '/billing')).json() as Promise<Books>

  test('it hears of an order by signed webhooks in their order, and its payment lets the order go on', async () => {
    const { reference } = fresh()
    const order = await startOrder(rest, reference, { setup: 'on-payment' })
    assert.equal(order.state, 'awaiting-payment')
    const invoice = (await (await door('POST', '/billing/invoices', { order: order.id })).json()) as {
      id: string
    }
    const paid = await door('POST', `/billing/invoices/${invoice.id}/pay`)
    assert.equal(paid.status, 200, await paid.text())
    await untilState(rest, order.id, 'awaiting-configuration')
    const heard = await until('the webhooks arrived', async () => {
      const { events } = await books()
      const own = events.filter(({ orderId }) => orderId === order.id)
      return own.some(({ type }) => type === 'order.configuration-needed') ? own : null
    })
    const inTurn = heard.toSorted((one, other) => one.sequence - other.sequence).map(({ type }) => type)
    assert.equal(inTurn[0], 'order.created')
    assert.ok(inTurn.includes('order.configuration-needed'))
    assert.equal((await books()).invoices.find(({ id }) => id === invoice.id)?.status, 'paid')
    const webhooks = await rest<{ items: { id: string }[] }>('GET', '/webhooks')
    assert.deepEqual(
      webhooks.body.items.map(({ id }) => id),
      ['sandbox-billing'],
    )
  })
})
