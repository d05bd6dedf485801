import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { CommandOutcome } from '../../domain/command.ts'
import type { EventName } from '../../domain/events.ts'
import { newId } from '../../platform/ids.ts'
import { acceptCommand, commandById } from '../../store/queries/commands.ts'
import { orderEvents } from '../../store/queries/events.ts'
import { orderById } from '../../store/queries/orders.ts'
import type { Progress } from '../../store/queries/progress.ts'
import { rows, sql } from '../../store/sql.ts'
import { WHOLE_INSTALLATION } from '../../store/tenant.ts'
import { withInstallation } from './installation.ts'
import { keptOrder, tell, viewOf } from './order-factory.ts'

const here = withInstallation()

const event = (name: EventName) => ({
  name,
  actor: { role: 'system', id: null } as const,
  at: '2031-01-01T00:00:00.000Z',
  details: { daysBefore: 1 },
})

describe('telling the steps of an order', () => {
  test('no older step changes the view, however the steps arrive', async () => {
    const { id: orderId } = await keptOrder(here)
    const steps = [2, 1, 2, 4, 3, 4].map((sequence) => ({
      orderId,
      sequence,
      view: viewOf({ names: [`n${sequence}.test`] }),
    }))
    const counted: boolean[] = []
    for (const step of steps) counted.push(await tell(here, step))
    assert.deepEqual(counted, [true, false, true, true, false, true])
    const order = await orderById(here.db, WHOLE_INSTALLATION, orderId)
    assert.deepEqual([order?.sequence, order?.view.names], [4, ['n4.test']])
    const names = await rows(here.db.em(), sql`select name from order_names where order_id = ${orderId}`)
    assert.deepEqual(names, [{ name: 'n4.test' }])
  })

  test('a step that was taken anew, with what came in meanwhile, is kept as it is now', async () => {
    const { id: orderId } = await keptOrder(here)
    await tell(here, { orderId, sequence: 2, events: [event('payment.paid')] })
    const events = [event('payment.paid'), event('order.cancelled')]
    await tell(here, { orderId, sequence: 2, events, view: viewOf({ state: 'cancelled' }) })
    const order = await orderById(here.db, WHOLE_INSTALLATION, orderId)
    assert.equal(order?.view.state, 'cancelled')
    const { items } = await orderEvents(here.db, orderId, {})
    assert.deepEqual(
      items.map(({ name }) => name),
      ['order.cancelled', 'payment.paid', 'order.created'],
    )
  })

  test('many at once leave the newest', async () => {
    const { id: orderId } = await keptOrder(here)
    const sequences = Array.from({ length: 20 }, (_, index) => ((index * 7) % 20) + 1)
    await Promise.all(
      sequences.map((sequence) =>
        tell(here, { orderId, sequence, view: viewOf({ names: [`n${sequence}.test`, 'all.test'] }) }),
      ),
    )
    const order = await orderById(here.db, WHOLE_INSTALLATION, orderId)
    assert.deepEqual([order?.sequence, order?.view.names], [20, ['n20.test', 'all.test']])
  })

  test('a step told twice keeps its events and mails once', async () => {
    const { id: orderId } = await keptOrder(here)
    const step = {
      orderId,
      sequence: 3,
      events: [event('order.configured'), event('order.verification-needed')],
      mails: [{ template: 'configuration-needed', occasion: 'first' }],
    } satisfies Partial<Progress>
    await tell(here, step)
    await tell(here, step)
    const { items } = await orderEvents(here.db, orderId, {})
    assert.deepEqual(
      items.map(({ name, sequence }) => [name, sequence]),
      [
        ['order.verification-needed', 3],
        ['order.configured', 3],
        ['order.created', 0],
      ],
    )
    assert.deepEqual([items[0]?.at, items[0]?.details], ['2031-01-01T00:00:00.000Z', { daysBefore: 1 }])
    const mails = await rows(here.db.em(), sql`select id from outbox where order_id = ${orderId}`)
    assert.equal(mails.length, 1)
  })

  test('a late step still keeps what happened in it', async () => {
    const { id: orderId } = await keptOrder(here)
    await tell(here, { orderId, sequence: 5 })
    assert.equal(await tell(here, { orderId, sequence: 4, events: [event('order.ended')] }), false)
    const { items } = await orderEvents(here.db, orderId, {})
    assert.ok(items.some(({ name }) => name === 'order.ended'))
  })

  test('an outcome is written once, and an acknowledgement leaves the command open', async () => {
    const { id: orderId } = await keptOrder(here)
    const command = await acceptCommand(here.db, {
      id: newId(),
      billingSystemId: here.billingSystemId,
      orderId,
      name: 'configure',
      actor: { role: 'billing', id: 't' },
      body: { csr: 'PEM' },
      arguments: { configurationId: 'c' },
    })
    const read = () => commandById(here.db, WHOLE_INSTALLATION, orderId, command.id)
    await tell(here, {
      orderId,
      commands: [{ id: command.id, outcome: { state: 'accepted' }, acknowledgedOnly: true }],
    })
    const open = await read()
    assert.deepEqual([open?.state, open?.answer, open?.acknowledgedAt === null], ['accepted', null, false])
    const refused: CommandOutcome = {
      state: 'refused',
      code: 'ca-refused',
      problems: [{ path: '/csr', code: 'weak-key' }],
    }
    await tell(here, { orderId, sequence: 2, commands: [{ id: command.id, outcome: refused }] })
    await tell(here, { orderId, sequence: 3, commands: [{ id: command.id, outcome: { state: 'done' } }] })
    const ended = await read()
    assert.deepEqual([ended?.state, ended?.answer], ['refused', refused])
  })

  test('a certificate’s status follows the view', async () => {
    const { id: orderId } = await keptOrder(here)
    await rows(
      here.db.em(),
      sql`insert into certificates (serial_number, order_id, ca_order_id, pem, chain, not_before, not_after, names, issuer, status)
          values ('AA', ${orderId}, 'x', 'PEM', '{}', now(), now(), '{}', 'CA', 'VALID')`,
    )
    const summary = { notBefore: '', notAfter: '', names: [], issuer: 'CA', caOrder: 'x' }
    await tell(here, {
      orderId,
      view: viewOf({ certificates: [{ serialNumber: 'AA', status: 'REVOKED', ...summary }] }),
    })
    const kept = await rows(here.db.em(), sql`select status from certificates where order_id = ${orderId}`)
    assert.deepEqual(kept, [{ status: 'REVOKED' }])
  })

  test('events come newest first, page by page', async () => {
    const { id: orderId } = await keptOrder(here)
    for (const sequence of [1, 2, 3]) {
      await tell(here, { orderId, sequence, events: [event('payment.paid'), event('order.started')] })
    }
    const names: string[] = []
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page = await orderEvents(here.db, orderId, { cursor, limit: 3 })
      names.push(...page.items.map(({ name, sequence }) => `${name} ${sequence}`))
      cursor = page.nextCursor
    }
    assert.deepEqual(
      names,
      [3, 2, 1]
        .flatMap((sequence) => [`order.started ${sequence}`, `payment.paid ${sequence}`])
        .concat('order.created 0'),
    )
    await assert.rejects(orderEvents(here.db, orderId, { cursor: 'x' }), { name: 'CertloomError' })
  })
})
