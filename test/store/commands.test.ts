import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { CommandOutcome } from '../../domain/command.ts'
import { newId } from '../../platform/ids.ts'
import { ensureBillingSystem } from '../../store/queries/billing-systems.ts'
import {
  acceptCommand,
  commandById,
  commandDelivered,
  createCommandOf,
  dueCommands,
  finishCommand,
  type NewCommand,
} from '../../store/queries/commands.ts'
import { WHOLE_INSTALLATION } from '../../store/tenant.ts'
import { withInstallation } from './installation.ts'
import { keptOrder } from './order-factory.ts'

const here = withInstallation()

const SECOND_MS = 1000
const later = (ms: number): Date => new Date(Date.now() + ms)

/** An order whose start is out of the way. */
async function startedOrder(): Promise<string> {
  const { id } = await keptOrder(here)
  const start = await createCommandOf(here.db, id)
  await finishCommand(here.db, start?.id ?? '', { state: 'done' })
  return id
}

async function accept(orderId: string, overrides: Partial<NewCommand> = {}) {
  return acceptCommand(here.db, {
    id: newId(),
    billingSystemId: here.billingSystemId,
    orderId,
    name: 'cancel',
    actor: { role: 'admin', id: 'a' },
    body: { note: 'no longer wanted' },
    arguments: {},
    ...overrides,
  })
}

/** The due commands of one order at an instant. */
async function dueOf(orderId: string, now: Date): Promise<string[]> {
  const due = await dueCommands(here.db, 1000, now)
  return due.filter((command) => command.orderId === orderId).map(({ id }) => id)
}

describe('keeping commands', () => {
  test('the same id again gives the command as it stands', async () => {
    const first = await accept(await startedOrder())
    await finishCommand(here.db, first.id, { state: 'done' })
    const again = await accept(first.orderId, { id: first.id, name: 'accept' })
    assert.deepEqual([again.name, again.state, again.body], ['cancel', 'done', { note: 'no longer wanted' }])
  })

  test('is read under its own order by its own tenant only', async () => {
    const command = await accept(await startedOrder())
    const foreign = { billingSystemId: (await ensureBillingSystem(here.db, 'foreign')).id }
    const own = { billingSystemId: here.billingSystemId }
    assert.equal((await commandById(here.db, own, command.orderId, command.id))?.id, command.id)
    assert.equal(await commandById(here.db, foreign, command.orderId, command.id), null)
    assert.equal(await commandById(here.db, own, newId(), command.id), null)
  })

  test('an outcome stays as it was first told', async () => {
    const { id, orderId } = await accept(await startedOrder())
    const refused: CommandOutcome = { state: 'refused', code: 'not-possible-now', problems: [] }
    await finishCommand(here.db, id, refused)
    await finishCommand(here.db, id, { state: 'done' })
    const read = await commandById(here.db, WHOLE_INSTALLATION, orderId, id)
    assert.deepEqual([read?.state, read?.answer], ['refused', refused])
  })
})

describe('delivering commands', () => {
  test('is due only after the time its sender has to deliver it himself', async () => {
    const { id, orderId } = await accept(await startedOrder(), { graceMs: 10 * SECOND_MS })
    assert.deepEqual(await dueOf(orderId, later(8 * SECOND_MS)), [])
    assert.deepEqual(await dueOf(orderId, later(12 * SECOND_MS)), [id])
  })

  test('comes again after growing pauses of a minute at most, until it is acknowledged', async () => {
    const { id, orderId } = await accept(await startedOrder(), { graceMs: 0 })
    const pausesMs: number[] = []
    let atMs = Date.now() + 1
    for (let attempt = 0; attempt < 8; attempt += 1) {
      assert.deepEqual(await dueOf(orderId, new Date(atMs)), [id])
      const read = await commandById(here.db, WHOLE_INSTALLATION, orderId, id)
      pausesMs.push((read?.nextDeliveryAt.getTime() ?? 0) - atMs)
      assert.deepEqual(await dueOf(orderId, new Date(atMs + (pausesMs.at(-1) ?? 0) - 1)), [])
      atMs = read?.nextDeliveryAt.getTime() ?? 0
    }
    assert.deepEqual(
      pausesMs.map((ms) => ms / SECOND_MS),
      [2, 4, 8, 16, 32, 60, 60, 60],
    )
    await finishCommand(here.db, id, { state: 'accepted' })
    assert.deepEqual(await dueOf(orderId, later(3_600_000)), [])
  })

  test('the commands of an order come one after the other, each once the engine has the one before', async () => {
    const { id: orderId } = await keptOrder(here)
    const start = await createCommandOf(here.db, orderId)
    const first = await accept(orderId, { graceMs: 0 })
    const second = await accept(orderId, { graceMs: 0 })
    const now = later(30 * SECOND_MS)
    assert.deepEqual(await dueOf(orderId, now), [start?.id])
    assert.deepEqual(await dueOf(orderId, now), [])
    await commandDelivered(here.db, start?.id ?? '')
    assert.deepEqual(await dueOf(orderId, now), [first.id])
    await commandDelivered(here.db, first.id)
    assert.deepEqual(await dueOf(orderId, now), [second.id])
  })

  test('one that can never be delivered holds up the next ones for some time only', async () => {
    const orderId = await startedOrder()
    const stuck = await accept(orderId, { graceMs: 0 })
    const next = await accept(orderId, { graceMs: 0 })
    let atMs = Date.now() + SECOND_MS
    let due: string[] = []
    for (let round = 0; round < 30 && !due.includes(next.id); round += 1) {
      due = await dueOf(orderId, new Date(atMs))
      assert.ok(due.includes(stuck.id) || due.includes(next.id))
      atMs += 61 * SECOND_MS
    }
    assert.ok(due.includes(next.id))
  })

  test('two relays never get the same delivery', async () => {
    const orders = await Promise.all(Array.from({ length: 8 }, () => startedOrder()))
    const accepted = await Promise.all(orders.map((orderId) => accept(orderId, { graceMs: 0 })))
    const now = later(SECOND_MS)
    const rounds = await Promise.all(Array.from({ length: 6 }, () => dueCommands(here.db, 1000, now)))
    const taken = rounds.flat().map(({ id }) => id)
    assert.equal(new Set(taken).size, taken.length)
    assert.ok(accepted.every(({ id }) => taken.includes(id)))
  })
})
