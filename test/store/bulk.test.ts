import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { pino } from 'pino'
import { startBulk } from '../../loops/bulk.ts'
import { newId } from '../../platform/ids.ts'
import { bulkItems, bulkProgress, insertBulkJob, sendDueItems } from '../../store/queries/bulk.ts'
import { requestReplan } from '../../store/queries/bulk-replan.ts'
import { finishCommand } from '../../store/queries/commands.ts'
import { rows, sql } from '../../store/sql.ts'
import { WHOLE_INSTALLATION } from '../../store/tenant.ts'
import { withInstallation } from './installation.ts'
import { keptOrder } from './order-factory.ts'

const here = withInstallation()
const SENDER = join(import.meta.dirname, 'bulk-in-a-process.ts')
const actor = { role: 'admin', id: 'admin-1' } as const

async function jobOf(count: number, dueAt = new Date(0)) {
  const orders = await Promise.all(Array.from({ length: count }, () => keptOrder(here)))
  const id = newId()
  const { billingSystemId } = here
  const job = { id, billingSystemId, action: 'synchronize', body: {}, actor } as const
  const items = orders.map((order) => ({ orderId: order.id, serialNumber: null, arguments: {}, dueAt }))
  await insertBulkJob(here.db, job, items)
  await insertBulkJob(here.db, job, items)
  return { id, orders }
}

const commandsOf = (jobId: string) =>
  rows<{ orderId: string; id: string }>(
    here.db.em(),
    sql`select order_id as "orderId", id from commands where body ->> 'bulk' = ${jobId} order by order_id`,
  )

describe('bulk jobs in the store', () => {
  test('many senders at once make one command of each item, and a job kept twice is one', async () => {
    const { id, orders } = await jobOf(30)
    const sent = await Promise.all(Array.from({ length: 6 }, () => sendDueItems(here.db, 7, new Date())))
    assert.equal(
      sent.reduce((sum, count) => sum + count, 0) + (await sendDueItems(here.db, 50, new Date())),
      30,
    )
    assert.equal(await sendDueItems(here.db, 50, new Date()), 0)
    assert.deepEqual(
      (await commandsOf(id)).map(({ orderId }) => orderId),
      orders.map((order) => order.id).toSorted(),
    )
  })

  test('a sender that is killed in the middle neither loses nor repeats an order', async () => {
    const { id, orders } = await jobOf(40)
    const sender = spawn(process.execPath, [SENDER, here.url], { stdio: ['ignore', 'pipe', 'inherit'] })
    const ended = once(sender, 'exit')
    await once(sender.stdout, 'data')
    sender.kill('SIGKILL')
    await ended
    assert.ok((await commandsOf(id)).length > 0)
    await sendDueItems(here.db, 100, new Date())
    assert.deepEqual(
      (await commandsOf(id)).map(({ orderId }) => orderId),
      orders.map((order) => order.id).toSorted(),
    )
  })

  test('an item waits for its time, and progress tells what became of each', async () => {
    const later = await jobOf(2, new Date(Date.now() + 3_600_000))
    assert.equal(await sendDueItems(here.db, 50, new Date()), 0)
    assert.equal((await bulkProgress(here.db, WHOLE_INSTALLATION, later.id))?.planned, 2)
    assert.equal(await sendDueItems(here.db, 50, new Date(Date.now() + 7_200_000)), 2)
    const [first, second] = await commandsOf(later.id)
    await finishCommand(here.db, first?.id ?? '', { state: 'done' })
    await finishCommand(here.db, second?.id ?? '', {
      state: 'refused',
      code: 'not-possible-now',
      problems: [],
    })
    const progress = await bulkProgress(here.db, { billingSystemId: here.billingSystemId }, later.id)
    assert.deepEqual([progress?.total, progress?.planned, progress?.done, progress?.refused], [2, 0, 1, 1])
    assert.equal(await bulkProgress(here.db, { billingSystemId: 'another' }, later.id), null)
    const page = await bulkItems(here.db, later.id, { limit: 1 })
    const rest = await bulkItems(here.db, later.id, { limit: 1, cursor: page.nextCursor ?? '' })
    assert.deepEqual([page.items.length, rest.items.length, rest.nextCursor], [1, 1, null])
  })

  test('orders are told of changed plans until they have it, each product for itself', async () => {
    const order = await keptOrder(here)
    await requestReplan(here.db, { productCode: 'no such product' })
    await requestReplan(here.db, { productCode: '601' })
    const told: string[] = []
    const signal = async (orderId: string): Promise<void> => {
      told.push(orderId)
      if (orderId === order.id && told.filter((id) => id === orderId).length === 1) throw new Error('away')
      if (orderId === order.id) done.resolve()
    }
    const done = Promise.withResolvers<void>()
    const loop = startBulk({ db: here.db, signal, intervalMs: 20, log: pino({ level: 'silent' }) })
    while (!told.includes(order.id)) await new Promise((resolve) => setTimeout(resolve, 20))
    await rows(here.db.em(), sql`update bulk_items set due_at = now() where state = 'planned'`)
    await done.promise
    await loop.stop()
    assert.deepEqual(told.filter((id) => id === order.id).length, 2)
  })
})
