import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { configurationCommandId } from '../../domain/command.ts'
import { newId } from '../../platform/ids.ts'
import { ensureBillingSystem } from '../../store/queries/billing-systems.ts'
import { applyResults, createCommandOf, dueCommands } from '../../store/queries/commands.ts'
import {
  configurationById,
  draftOf,
  forgetConfiguration,
  insertConfiguration,
  saveDraft,
} from '../../store/queries/configurations.ts'
import { orderEvents } from '../../store/queries/events.ts'
import { lastPossibleCommand } from '../../store/queries/last-command.ts'
import { createOrder, orderById, orderForCustomer, ordersByReferences } from '../../store/queries/orders.ts'
import { rows, sql } from '../../store/sql.ts'
import { WHOLE_INSTALLATION } from '../../store/tenant.ts'
import { withInstallation } from './installation.ts'
import { customer, keptOrder, newOrder, viewOf } from './order-factory.ts'

const here = withInstallation()

const ownTenant = () => ({ billingSystemId: here.billingSystemId })

const configuration = (orderId: string, id = newId()) => ({
  id,
  orderId,
  body: { csr: 'PEM', contact: { firstName: 'Ola' } },
  csr: 'PEM',
  csrFacts: { keyType: 'RSA' },
  names: ['example.com', 'www.example.com'],
  actor: { role: 'client', id: 'customer-1' } as const,
})

async function countOf(table: 'orders' | 'customers' | 'commands' | 'order_events'): Promise<number> {
  const tables = {
    orders: sql`orders`,
    customers: sql`customers`,
    commands: sql`commands`,
    order_events: sql`order_events`,
  }
  const [found] = await rows<{ n: number }>(
    here.db.em(),
    sql`select count(*)::int as n from ${tables[table]}`,
  )
  return found?.n ?? -1
}

describe('creating an order', () => {
  test('keeps all that was asked, the first view, the first event and the command that starts it', async () => {
    const asked = newOrder(here)
    const { created, order } = await createOrder(here.db, asked)
    assert.equal(created, true)
    const { actor: _, commandId, firstView, startArguments, ...facts } = asked
    for (const [name, value] of Object.entries(facts)) {
      assert.deepEqual(Object.entries(order).find(([key]) => key === name)?.[1], value, name)
    }
    assert.deepEqual(order.view, firstView)
    assert.equal(order.sequence, 0)
    assert.match(order.createdAt, /^\d{4}-.*\.\d{3}Z$/)
    const start = await createCommandOf(here.db, order.id)
    assert.deepEqual([start?.id, start?.arguments, start?.state], [commandId, startArguments, 'accepted'])
    const { items } = await orderEvents(here.db, order.id, {})
    assert.deepEqual(
      items.map(({ name, actor }) => ({ name, actor })),
      [{ name: 'order.created', actor: asked.actor }],
    )
  })

  test('the same reference again makes nothing, and says whether it is the same request', async () => {
    const asked = newOrder(here)
    const first = await createOrder(here.db, asked)
    const again = await createOrder(here.db, { ...asked, id: newId(), commandId: newId() })
    assert.deepEqual([again.created, !again.created && again.sameBody], [false, true])
    assert.equal(again.order.id, first.order.id)
    const clash = { ...asked, id: newId(), commandId: newId(), bodyHash: 'another' }
    const other = await createOrder(here.db, { ...clash, customer: customer({ email: 'changed@x.test' }) })
    assert.deepEqual([other.created, !other.created && other.sameBody], [false, false])
    assert.equal(other.order.customer.email, 'jadwiga@customer.test')
  })

  test('of many at once with one reference, one is made and the others get it', async () => {
    const reference = `race-${newId()}`
    const before = await countOf('commands')
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        createOrder(
          here.db,
          newOrder(here, { reference, customer: customer({ reference: `c${index % 3}` }) }),
        ),
      ),
    )
    assert.equal(answers.filter(({ created }) => created).length, 1)
    assert.equal(new Set(answers.map(({ order }) => order.id)).size, 1)
    assert.equal(await countOf('commands'), before + 1)
  })

  test('the same reference in two billing systems is two orders', async () => {
    const other = await ensureBillingSystem(here.db, 'other')
    const reference = `shared-${newId()}`
    const mine = await keptOrder(here, { reference })
    const theirs = await keptOrder(here, { reference, billingSystemId: other.id })
    assert.notEqual(mine.id, theirs.id)
    assert.notEqual(mine.customerId, theirs.customerId)
  })

  test('brings the customer up to date', async () => {
    const first = await keptOrder(here, { customer: customer({ reference: 'moving' }) })
    const moved = customer({ reference: 'moving', email: 'new@customer.test', company: 'Ą sp. z o.o.' })
    const second = await keptOrder(here, { customer: moved })
    assert.equal(second.customerId, first.customerId)
    assert.deepEqual((await orderById(here.db, ownTenant(), first.id))?.customer, moved)
  })

  test('keeps a configuration that came along, with its names to be found by', async () => {
    const asked = newOrder(here)
    const names = ['example.com']
    const along = configuration(asked.id)
    await createOrder(here.db, { ...asked, firstView: viewOf({ names }), configuration: along })
    const command = await lastPossibleCommand(here.db, asked.id, 'configure')
    assert.equal(command?.id, configurationCommandId(asked.commandId))
    assert.deepEqual(command?.arguments, { configurationId: along.id })
    assert.deepEqual((await configurationById(here.db, along.id))?.body, along.body)
    const due = await dueCommands(here.db, 1000, new Date(Date.now() + 60_000))
    assert.deepEqual(
      due.filter(({ orderId }) => orderId === asked.id).map(({ name }) => name),
      ['create'],
      'the configuration travels with the start',
    )
    await applyResults(here.db.em(), [
      { id: command?.id ?? '', outcome: { state: 'refused', code: 'ca-refused', problems: [] } },
    ])
    assert.equal((await lastPossibleCommand(here.db, asked.id, 'configure'))?.state, 'refused')
    const found = await rows(here.db.em(), sql`select name from order_names where order_id = ${asked.id}`)
    assert.deepEqual(found, [{ name: 'example.com' }])
  })

  test('what cannot be kept whole is not kept at all', async () => {
    const counts = async () => [await countOf('orders'), await countOf('customers')]
    const before = await counts()
    const broken = newOrder(here, { customer: customer({ reference: 'nobody' }), caAccountId: 'unknown' })
    await assert.rejects(createOrder(here.db, broken))
    assert.deepEqual(await counts(), before)
  })
})

describe('reading an order', () => {
  test('another tenant’s order is as unknown as one that is not there', async () => {
    const foreign = { billingSystemId: (await ensureBillingSystem(here.db, 'foreign')).id }
    const order = await keptOrder(here)
    assert.equal((await orderById(here.db, ownTenant(), order.id))?.id, order.id)
    assert.equal((await orderById(here.db, WHOLE_INSTALLATION, order.id))?.id, order.id)
    assert.equal(await orderById(here.db, foreign, order.id), null)
    assert.equal(await orderById(here.db, ownTenant(), newId()), null)
    assert.deepEqual(await ordersByReferences(here.db, foreign, [order.reference]), [])
  })

  test('a customer reads only orders of their own', async () => {
    const mine = await keptOrder(here, { customer: customer({ reference: 'me' }) })
    const theirs = await keptOrder(here, { customer: customer({ reference: 'they' }) })
    assert.equal((await orderForCustomer(here.db, mine.customerId, mine.id))?.id, mine.id)
    assert.equal(await orderForCustomer(here.db, mine.customerId, theirs.id), null)
  })

  test('many references at once give what is there', async () => {
    const [one, two] = [await keptOrder(here), await keptOrder(here)]
    const found = await ordersByReferences(here.db, ownTenant(), [two.reference, 'unknown', one.reference])
    assert.deepEqual(new Set(found.map(({ id }) => id)), new Set([one.id, two.id]))
    assert.deepEqual(await ordersByReferences(here.db, ownTenant(), []), [])
  })
})

describe('configurations', () => {
  test('are kept once under their ids, and forgotten when they were only checked', async () => {
    const { id: orderId } = await keptOrder(here)
    const first = configuration(orderId)
    await insertConfiguration(here.db, first)
    await insertConfiguration(here.db, { ...first, csr: 'changed' })
    assert.equal((await configurationById(here.db, first.id))?.csr, 'PEM')
    const second = configuration(orderId)
    await insertConfiguration(here.db, second)
    await forgetConfiguration(here.db, second.id)
    assert.equal(await configurationById(here.db, second.id), null)
    assert.deepEqual((await configurationById(here.db, first.id))?.names, first.names)
    assert.equal(await configurationById(here.db, 'unknown'), null)
  })

  test('a draft replaces the one before, whatever is typed', async () => {
    const { id: orderId } = await keptOrder(here)
    assert.equal(await draftOf(here.db, orderId), null)
    const before = new Date(Date.now() - 60_000)
    await saveDraft(here.db, orderId, { csr: 'half a' })
    await saveDraft(here.db, orderId, { csr: 'bad', 'names[]': ['', '?'] })
    assert.deepEqual(await draftOf(here.db, orderId), { csr: 'bad', 'names[]': ['', '?'] })
    assert.notEqual(await draftOf(here.db, orderId, before), null)
    assert.equal(await draftOf(here.db, orderId, new Date(Date.now() + 60_000)), null)
  })
})
