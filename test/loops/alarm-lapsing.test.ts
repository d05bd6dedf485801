import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isForAdmins } from '../../domain/alarms.ts'
import type { OrderView } from '../../domain/order-view.ts'
import { insertCaOrder } from '../../store/queries/ca-orders.ts'
import { acceptCommand, finishCommand } from '../../store/queries/commands.ts'
import { beat } from '../../store/queries/heartbeats.ts'
import { json, rows, sql } from '../../store/sql.ts'
import { withInstallation } from '../store/installation.ts'
import { keptOrder, tell, viewOf } from '../store/order-factory.ts'
import { alarmWatch, at } from './alarm-watch.ts'

const here = withInstallation()
const { change, look, raised, stands, stepsOver } = alarmWatch(here)
const KIND = 'verification-lapsing'

/** An order whose newest purchase has one name, proven or not, until so many days from now. */
async function orderProving(state: 'REQUIRED' | 'VERIFIED', endsInDays: number, view: Partial<OrderView>) {
  const { id } = await keptOrder(here)
  await insertCaOrder(here.db, {
    caAccountId: here.caAccountId,
    caOrderId: `${id}-1`,
    orderId: id,
    n: 1,
    purpose: 'issue',
    productCode: '601',
    customerLabel: id,
    status: state === 'VERIFIED' ? 'ENROLLED' : 'AWAITING',
    configurationId: null,
    names: [{ name: 'example.com', state, expiresAt: at(endsInDays).toISOString() }],
    placedAt: at(-20),
  })
  await tell(here, { orderId: id, view: viewOf(view) })
  return id
}

function verifying(): Partial<OrderView> {
  const activity = {
    kind: 'ordering',
    step: 'verifying',
    waitsFor: 'client',
    since: at(0).toISOString(),
    dueBy: null,
    problem: null,
  } as const
  return { state: 'verifying', activity }
}

/** Issued, with a reissue planned in so many days; the product lasts much longer. */
function planned(startsInDays: number, productDays = 300): Partial<OrderView> {
  return {
    state: 'issued',
    expiresAt: at(startsInDays + 10).toISOString(),
    productValidUntil: at(productDays).toISOString(),
    renewal: {
      policy: 'auto',
      daysBefore: 10,
      effectiveDaysBefore: 10,
      startsAt: at(startsInDays).toISOString(),
      csrStored: true,
    },
  }
}

describe('what proves control of names', () => {
  test('a code that is not used is brought up two days before its end, stands on, and a new one ends it', async () => {
    const id = await orderProving('REQUIRED', 30, verifying())
    assert.deepEqual(await stepsOver(KIND, id, [0, 27.9, 28.1, 29, 31]), ['28.1: code'])
    assert.equal(await stands(KIND, id), true)
    const mails = await rows<{ template: string }>(
      here.db.em(),
      sql`select template from outbox where order_id = ${id} and occasion like ${`${KIND}:%`}`,
    )
    assert.deepEqual(mails, [{ template: 'reminder-verification' }])
    const [step = ''] = await raised(KIND, id)
    assert.equal(isForAdmins({ kind: KIND, step }), false)
    const names = [{ name: 'example.com', state: 'REQUIRED', expiresAt: at(61).toISOString() }]
    await change(sql`update ca_orders set names = ${json(names)} where order_id = ${id}`)
    await look(at(31.1))
    assert.equal(await stands(KIND, id), false)
  })

  test('a mailbox’s link is brought up six hours before its end', async () => {
    const id = await orderProving('VERIFIED', 300, verifying())
    const email = { address: 'a@example.com', verified: false, linkValidUntil: at(1).toISOString() }
    await change(sql`update ca_orders set email = ${json(email)} where order_id = ${id}`)
    assert.deepEqual(await stepsOver(KIND, id, [0, 0.7, 0.8, 0.9]), ['0.8: code'])
    await change(
      sql`update ca_orders set email = ${json({ ...email, verified: true })} where order_id = ${id}`,
    )
    await look(at(0.95))
    assert.equal(await stands(KIND, id), false)
  })

  test('evidence that ends shortly before the planned reissue is the admins’, and over once it has ended', async () => {
    const id = await orderProving('VERIFIED', 30, planned(35))
    assert.deepEqual(await stepsOver(KIND, id, [0, 22.9, 23.1, 29]), ['23.1: evidence'])
    const [step = ''] = await raised(KIND, id)
    assert.equal(isForAdmins({ kind: KIND, step }), true)
    await look(at(30.1))
    assert.equal(await stands(KIND, id), false)
  })

  test('evidence that lasts, that ends long before, or that a new purchase would not use is none', async () => {
    const ids = [
      await orderProving('VERIFIED', 5, planned(4)),
      await orderProving('VERIFIED', 5, planned(20)),
      await orderProving('VERIFIED', 5, planned(8, 18)),
    ]
    await look(at(0))
    for (const id of ids) assert.deepEqual(await raised(KIND, id), [])
  })
})

describe('a command that its order does not take', () => {
  const minutes = (count: number) => at(count / 1440)

  async function commandAt(when: Date) {
    const { id: orderId, billingSystemId } = await keptOrder(here)
    await change(sql`update commands set state = 'done' where order_id = ${orderId}`)
    const actor = { role: 'billing', id: null } as const
    const command = { id: `${orderId}-cancel`, orderId, billingSystemId, name: 'cancel', actor }
    await acceptCommand(here.db, { ...command, body: {}, arguments: {} })
    await change(sql`update commands set created_at = ${when}::timestamptz where id = ${command.id}`)
    return { orderId, commandId: command.id }
  }

  /** The worker is there from one minute to another. */
  async function workerLives(from: number, to: number): Promise<void> {
    for (let minute = from; minute <= to; minute += 1) await beat(here.db, 'worker', minutes(minute))
  }

  test('is told of after ten minutes, once, until it is taken', async () => {
    await workerLives(1000, 1000)
    const { orderId, commandId } = await commandAt(minutes(1000))
    await workerLives(1001, 1009)
    await look(minutes(1009))
    assert.deepEqual(await raised('projection-stale', orderId), [])
    await workerLives(1010, 1012)
    await look(minutes(1012))
    await look(minutes(1013))
    assert.deepEqual(await raised('projection-stale', orderId), [minutes(1000).toISOString()])
    await finishCommand(here.db, commandId, { state: 'done' })
    await look(minutes(1014))
    assert.equal(await stands('projection-stale', orderId), false)
  })

  test('is none while the worker is away, and not until it has been back for ten minutes', async () => {
    await workerLives(2000, 2000)
    const { orderId } = await commandAt(minutes(2001))
    await look(minutes(2060), false)
    assert.deepEqual(await raised('projection-stale', orderId), [])
    await workerLives(2061, 2069)
    await look(minutes(2070))
    assert.deepEqual(await raised('projection-stale', orderId), [])
    await workerLives(2071, 2071)
    await look(minutes(2072))
    assert.equal(await stands('projection-stale', orderId), true)
  })
})
