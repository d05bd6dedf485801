import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client, Connection } from '@temporalio/client'
import { pino } from 'pino'
import { startRelay } from '../../loops/relay.ts'
import { newId } from '../../platform/ids.ts'
import { acceptCommand, commandById, finishCommand } from '../../store/queries/commands.ts'
import { createOrder } from '../../store/queries/orders.ts'
import { rows, sql } from '../../store/sql.ts'
import { WHOLE_INSTALLATION } from '../../store/tenant.ts'
import {
  type CommandName,
  type OrderStart,
  orderWorkflowId,
  SEARCH_ATTRIBUTES,
} from '../../workflows/contract.ts'
import { startOrderWorkflow } from '../../workflows/start.ts'
import { PRODUCT, withInstallation } from '../store/installation.ts'
import { customer, newOrder, tell, viewOf } from '../store/order-factory.ts'
import { withEngine } from './engine.ts'

const here = withInstallation()
const engine = withEngine()
const log = pino({ level: 'silent' })

/** An order whose start is kept, and due if `graceMs` has passed. */
async function order(): Promise<OrderStart> {
  const asked = newOrder(here, { reference: `jadwiga-${newId()}`, customer: customer() })
  const { code, name, kind, validityDays } = PRODUCT
  const start: OrderStart = {
    orderId: asked.id,
    commandId: asked.commandId,
    actor: asked.actor,
    caAccountId: here.caAccountId,
    caMode: 'sandbox',
    product: { code, name, kind, validityDays },
    setup: 'now',
    paidUntil: null,
    configurationId: null,
  }
  await createOrder(here.db, { ...asked, startArguments: start })
  return start
}

async function command(orderId: string, name: CommandName = 'synchronize'): Promise<string> {
  const { billingSystemId } = here
  const actor = { role: 'billing', id: 'token-1' } as const
  const body = { note: 'for Jadwiga' }
  const kept = { id: newId(), billingSystemId, orderId, name, actor, body, arguments: { n: 1 } }
  return (await acceptCommand(here.db, kept)).id
}

/** As time would do it. */
async function becomeDue(): Promise<void> {
  await rows(here.db.em(), sql`update commands set next_delivery_at = now() where state = 'accepted'`)
}

const stateOf = async (orderId: string, id: string) => {
  const found = await commandById(here.db, WHOLE_INSTALLATION, orderId, id)
  assert.ok(found)
  return { state: found.state, isDelivered: found.deliveredAt !== null, deliveries: found.deliveries }
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 15_000
  while (!(await condition())) {
    assert.ok(Date.now() < deadline, 'it did not happen in time')
    await sleep(30)
  }
}

async function relaying<Result>(work: () => Promise<Result>, relays = 1, client = engine.client) {
  const running = Array.from({ length: relays }, () =>
    startRelay({ db: here.db, client, intervalMs: 30, log }),
  )
  try {
    return await work()
  } finally {
    await Promise.all(running.map((relay) => relay.stop()))
  }
}

/** All texts inside a value; bytes are payloads, and read as text too. */
function textsIn(value: unknown): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString()
  if (typeof value === 'object' && value !== null) return Object.values(value).map(textsIn).join('\n')
  return String(value)
}

/** All that the engine holds of an order. */
async function historyText(orderId: string): Promise<string> {
  return textsIn(await engine.client.workflow.getHandle(orderWorkflowId(orderId)).fetchHistory())
}

/** The commands an order's workflow was sent, in their order. */
async function signalsOf(orderId: string): Promise<string[]> {
  const { events } = await engine.client.workflow.getHandle(orderWorkflowId(orderId)).fetchHistory()
  const payloads = (events ?? []).flatMap(
    (event) => event.workflowExecutionSignaledEventAttributes?.input?.payloads?.[0]?.data ?? [],
  )
  return payloads.map((data) => JSON.parse(Buffer.from(data).toString()).commandId)
}

describe('the relay', () => {
  test('starts the workflow of an order whose creator died, named and searchable, without people', async () => {
    const start = await order()
    await becomeDue()
    await relaying(() => until(async () => (await stateOf(start.orderId, start.commandId)).isDelivered))
    const handle = engine.client.workflow.getHandle(orderWorkflowId(start.orderId))
    const described = await handle.describe()
    assert.equal(described.typedSearchAttributes.get(SEARCH_ATTRIBUTES.state), 'awaiting-configuration')
    assert.equal(described.typedSearchAttributes.get(SEARCH_ATTRIBUTES.product), '601')
    assert.equal(await described.staticSummary(), '601 Commercial SSL')
    const text = await historyText(start.orderId)
    assert.match(text, new RegExp(start.commandId))
    assert.doesNotMatch(text, /jadwiga|Śmiała/i)
    assert.equal((await stateOf(start.orderId, start.commandId)).state, 'accepted')
  })

  test('starting twice is starting once', async () => {
    const start = await order()
    assert.equal(await startOrderWorkflow(engine.client, start), true)
    assert.equal(await startOrderWorkflow(engine.client, start), false)
    await becomeDue()
    await relaying(() => until(async () => (await stateOf(start.orderId, start.commandId)).isDelivered))
  })

  test('delivers an order’s commands in the order in which they were given, after its start', async () => {
    const { orderId } = await order()
    const ids = [await command(orderId), await command(orderId), await command(orderId)]
    await becomeDue()
    await relaying(() => until(async () => (await stateOf(orderId, ids[2] ?? '')).isDelivered), 3)
    const sent = await signalsOf(orderId)
    assert.deepEqual([...new Set(sent)], ids)
    const text = await historyText(orderId)
    assert.match(text, new RegExp(ids[0] ?? ''))
    assert.doesNotMatch(text, /for Jadwiga/)
  })

  test('of many relays one delivers each command', async () => {
    const starts = await Promise.all(Array.from({ length: 12 }, () => order()))
    await Promise.all(starts.map((start) => startOrderWorkflow(engine.client, start)))
    await Promise.all(
      starts.map(({ orderId, commandId }) =>
        finishCommand(here.db, commandId, { state: 'done' }).then(() => orderId),
      ),
    )
    const ids = await Promise.all(starts.map(({ orderId }) => command(orderId)))
    await becomeDue()
    const all = async () => {
      const states = await Promise.all(starts.map(({ orderId }, index) => stateOf(orderId, ids[index] ?? '')))
      return states.every(({ isDelivered }) => isDelivered)
    }
    await relaying(() => until(all), 4)
    assert.deepEqual(
      await Promise.all(starts.map(({ orderId }) => signalsOf(orderId))),
      ids.map((id) => [id]),
    )
  })

  test('keeps what an absent engine could not take, and delivers it when the engine is back', async () => {
    const start = await order()
    const id = await command(start.orderId)
    await becomeDue()
    const nobody = new Client({ connection: Connection.lazy({ address: '127.0.0.1:1' }) })
    await relaying(
      () => until(async () => (await stateOf(start.orderId, start.commandId)).deliveries > 0),
      1,
      nobody,
    )
    await nobody.connection.close()
    assert.equal((await stateOf(start.orderId, start.commandId)).isDelivered, false)
    await becomeDue()
    await relaying(() => until(async () => (await stateOf(start.orderId, id)).isDelivered))
    assert.deepEqual(await signalsOf(start.orderId), [id])
  })

  test('refuses a command for an order that is over and has no run', async () => {
    const start = await order()
    await tell(here, { orderId: start.orderId, view: viewOf({ state: 'cancelled' }) })
    await finishCommand(here.db, start.commandId, { state: 'done' })
    const id = await command(start.orderId)
    await becomeDue()
    await relaying(() => until(async () => (await stateOf(start.orderId, id)).state !== 'accepted'))
    const refused = await commandById(here.db, WHOLE_INSTALLATION, start.orderId, id)
    assert.deepEqual(refused?.answer, {
      state: 'refused',
      code: 'not-possible-now',
      problems: [],
      blockedBy: { kind: 'state', state: 'cancelled' },
    })
  })

  test('starts an order first that the engine has never seen', async () => {
    const start = await order()
    await finishCommand(here.db, start.commandId, { state: 'accepted' })
    const id = await command(start.orderId)
    await becomeDue()
    await relaying(() => until(async () => (await stateOf(start.orderId, id)).isDelivered))
    assert.deepEqual(await signalsOf(start.orderId), [id])
  })

  test('does not let an order begin anew that had a life and has no run', async () => {
    const start = await order()
    await tell(here, { orderId: start.orderId, view: viewOf({ state: 'issued' }) })
    await finishCommand(here.db, start.commandId, { state: 'done' })
    const id = await command(start.orderId)
    await becomeDue()
    await relaying(() => until(async () => (await stateOf(start.orderId, id)).deliveries > 0))
    assert.deepEqual(await stateOf(start.orderId, id), {
      state: 'accepted',
      isDelivered: false,
      deliveries: 1,
    })
    await assert.rejects(engine.client.workflow.getHandle(orderWorkflowId(start.orderId)).describe())
  })
})
