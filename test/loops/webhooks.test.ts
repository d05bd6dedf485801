import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import { after, before, beforeEach, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { pino } from 'pino'
import type { EventName } from '../../domain/events.ts'
import type { Loop } from '../../loops/repeat.ts'
import { postWebhook } from '../../loops/webhook-request.ts'
import { startWebhooks } from '../../loops/webhooks.ts'
import { redeliver, retellGivenUp, retellOrder } from '../../store/queries/webhook-deliveries.ts'
import { enqueueWebhook } from '../../store/queries/webhook-queue.ts'
import { deleteWebhook, deliveriesOf, listWebhooks, putWebhook } from '../../store/queries/webhooks.ts'
import { withInstallation } from '../store/installation.ts'
import { keptOrder, tell } from '../store/order-factory.ts'

const here = withInstallation()
const KEY = Buffer.alloc(32, 9)
const SECRET = `whsec_${KEY.toString('base64')}`

interface Received {
  headers: IncomingHttpHeaders
  text: string
  body: { type: string; timestamp: string; sequence: number; data: Record<string, unknown> }
}

/** A billing system: what came, and how the next messages are answered. */
const there: { received: Received[]; answers: number[]; server: Server } = {
  received: [],
  answers: [],
  server: createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => void chunks.push(chunk))
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8')
      there.received.push({ headers: request.headers, text, body: JSON.parse(text) })
      const status = there.answers.shift() ?? 204
      response.writeHead(status, status === 302 ? { location: '/elsewhere' } : {}).end()
    })
  }),
}

before(() => new Promise<void>((resolve) => void there.server.listen(0, '127.0.0.1', resolve)))
after(() => new Promise<void>((resolve) => void there.server.close(() => resolve())))
beforeEach(() => {
  there.received = []
  there.answers = []
})

function url(): string {
  const address = there.server.address()
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/hook`
}

const loops: Loop[] = []

/** The loop, with hours that pass as told. */
function loop(clock: { hours: number } = { hours: 0 }): Loop {
  const started = startWebhooks({
    db: here.db,
    keyRing: here.keyRing,
    renderOrder: async (id) => ({ id, state: 'as it is now' }),
    reach: { inner: true },
    clock: () => new Date(Date.now() + clock.hours * 3_600_000),
    intervalMs: 10,
    log: pino({ level: 'silent' }),
  })
  loops.push(started)
  return started
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 500; tries += 1) {
    if (await holds()) return
    await sleep(10)
  }
  assert.fail('it did not come about')
}

const tenant = () => ({ billingSystemId: here.billingSystemId })

async function withWebhook(events: string[], work: (webhookId: string) => Promise<void>): Promise<void> {
  const hook = { url: url(), events, secret: SECRET }
  const webhook = await putWebhook(here.db, here.keyRing, tenant(), hook)
  try {
    await work(webhook.id)
  } finally {
    await Promise.all(loops.splice(0).map((each) => each.stop()))
    await deleteWebhook(here.db, tenant(), webhook.id)
  }
}

/** As the specification of Standard Webhooks has it, and by no library. */
function signatureOf({ headers, text }: Received, key: Buffer): string {
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${text}`
  return `v1,${createHmac('sha256', key).update(signed).digest('base64')}`
}

async function stateOf(webhookId: string): Promise<unknown[]> {
  const { items } = await deliveriesOf(here.db, webhookId, {})
  return items.map(({ state, attempts, lastStatus, lastProblem }) => [
    state,
    attempts,
    lastStatus,
    lastProblem,
  ])
}

function event(name: EventName) {
  const actor = { role: 'system', id: null } as const
  return { name, at: '2026-11-23T10:00:00.000Z', actor, details: {} }
}

function issued(orderId: string) {
  return tell(here, { orderId, events: [event('order.issued')] })
}

describe('webhooks', () => {
  test('a webhook gets the order as it is, what it was before, and a signature that anybody can check', async () => {
    await withWebhook(['order.issued'], async (id) => {
      const order = await keptOrder(here)
      await issued(order.id)
      loop()
      await until(async () =>
        (await stateOf(id)).some((state) => Array.isArray(state) && state[0] === 'delivered'),
      )
      const [message, ...more] = there.received
      assert.ok(message)
      assert.deepEqual(more, [])
      assert.equal(message.headers['webhook-signature'], signatureOf(message, KEY))
      assert.notEqual(message.headers['webhook-signature'], signatureOf(message, Buffer.alloc(32, 8)))
      const { sequence, ...body } = message.body
      assert.ok(sequence > 0)
      const previous = { state: 'awaiting-configuration', suspended: false, paidUntil: null, expiresAt: null }
      const data = { order: { id: order.id, state: 'as it is now' }, previous }
      assert.deepEqual(body, { type: 'order.issued', timestamp: '2026-11-23T10:00:00.000Z', data })
    })
  })

  test('one that is refused comes again with the same id; an order’s events keep their order', async () => {
    await withWebhook([], async (id) => {
      there.answers = [500, 302]
      const order = await keptOrder(here)
      await issued(order.id)
      const clock = { hours: 0 }
      loop(clock)
      await until(() => there.received.length === 1)
      await sleep(60)
      assert.equal(there.received.length, 1, 'the second event waits for the first')
      clock.hours = 1
      await until(async () => (await stateOf(id))[1]?.toString() === 'pending,2,302,http-302')
      clock.hours = 2
      await until(() => there.received.length === 4)
      await until(async () =>
        (await stateOf(id)).every((state) => Array.isArray(state) && state[0] === 'delivered'),
      )
      const types = there.received.map(({ body }) => body.type)
      assert.deepEqual(types, ['order.created', 'order.created', 'order.created', 'order.issued'])
      const ids = new Set(there.received.slice(0, 3).map(({ headers }) => headers['webhook-id']))
      assert.equal(ids.size, 1)
      const sequences = there.received.map(({ body }) => body.sequence)
      assert.ok((sequences[3] ?? 0) > (sequences[0] ?? 0))
    })
  })

  test('after three days one is given up, stays to be seen, and can be told again', async () => {
    await withWebhook(['order.created'], async (id) => {
      there.answers = [503, 503]
      await keptOrder(here)
      const clock = { hours: 0 }
      loop(clock)
      await until(async () => (await stateOf(id))[0]?.toString() === 'pending,1,503,http-503')
      clock.hours = 73
      await until(async () => (await stateOf(id))[0]?.toString() === 'given-up,2,503,http-503')
      const [delivery] = (await deliveriesOf(here.db, id, {})).items
      assert.ok(delivery)
      assert.equal(await redeliver(here.db, id, delivery.id), true)
      await until(async () => (await stateOf(id))[0]?.toString() === 'delivered,1,204,')
      assert.equal(new Set(there.received.map(({ headers }) => headers['webhook-id'])).size, 1)
    })
  })

  test('a billing system that was away for days hears the last word on each order, and every invoice, once a day', async () => {
    await withWebhook([], async (id) => {
      const order = await keptOrder(here)
      await issued(order.id)
      const data = { invoice: { id: 'l-1' } }
      const invoice = { orderId: order.id, billingSystemId: null, type: 'invoice.needed', data } as const
      await here.db.em().transactional((em) => enqueueWebhook(em, invoice))
      await tell(here, { orderId: order.id, sequence: 2, events: [event('order.reissued')] })
      const clock = { hours: 73 }
      there.answers = [503, 503, 503, 503]
      loop(clock)
      await until(async () => (await stateOf(id)).every((each) => String(each).startsWith('given-up')))
      const later = (hours: number) => new Date(Date.now() + hours * 3_600_000)
      assert.equal(await retellGivenUp(here.db, later(96)), 0, 'not before a day has passed')
      clock.hours = 98
      assert.equal(await retellGivenUp(here.db, later(98)), 2)
      await until(
        async () => (await stateOf(id)).filter((each) => String(each).startsWith('delivered')).length === 2,
      )
      const types = there.received.slice(4).map(({ body }) => body.type)
      assert.deepEqual(types, ['invoice.needed', 'order.reissued'])
      assert.equal(await retellGivenUp(here.db, later(200)), 0, 'what was taken is not told again')
    })
  })

  test('asked to synchronize, what waits of an order is told at once', async () => {
    await withWebhook(['order.created'], async (id) => {
      there.answers = [503]
      const order = await keptOrder(here)
      loop()
      await until(async () => (await stateOf(id))[0]?.toString() === 'pending,1,503,http-503')
      await retellOrder(here.db, order.id, new Date())
      await until(async () => (await stateOf(id))[0]?.toString() === 'delivered,2,204,')
    })
  })

  test('a callback URL is signed with its billing system’s secret, which is made where there is none', async () => {
    const order = await keptOrder(here, { callbackUrl: url() })
    const running = loop()
    await until(() => there.received.length === 1)
    await issued(order.id)
    await until(() => there.received.length === 2)
    await running.stop()
    const [first, second] = there.received
    assert.ok(first && second)
    assert.match(String(first.headers['webhook-signature']), /^v1,/)
    assert.notEqual(first.headers['webhook-id'], second.headers['webhook-id'])
    const [callback] = await listWebhooks(here.db, tenant(), order.id)
    assert.equal(callback?.url, url())
  })

  test('two loops tell what one event says once', async () => {
    await withWebhook(['order.created'], async (id) => {
      for (let n = 0; n < 8; n += 1) await keptOrder(here)
      loop()
      loop()
      await until(async () =>
        (await stateOf(id)).every((state) => Array.isArray(state) && state[0] === 'delivered'),
      )
      assert.equal(there.received.length, 8)
    })
  })

  test('inner networks are out of reach, by address and by name, unless the installation runs with the sandbox', async () => {
    const problemAt = async (address: string) => {
      const outcome = await postWebhook(address, {}, '{}', { inner: false })
      return outcome.ok ? null : outcome.problem
    }
    assert.equal(await problemAt(url()), 'https-required')
    assert.equal(await problemAt('https://127.0.0.1/'), 'address-not-allowed')
    assert.equal(await problemAt('https://[::1]/'), 'address-not-allowed')
    assert.equal(await problemAt('https://169.254.169.254/latest/meta-data'), 'address-not-allowed')
    assert.equal(await problemAt('https://2130706433/'), 'address-not-allowed')
    assert.equal(await problemAt('https://localhost/'), 'address-not-allowed')
    assert.equal(there.received.length, 0)
    assert.deepEqual(await postWebhook(url(), {}, '{}', { inner: true }), { ok: true, status: 204 })
  })
})
