import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import pg from 'pg'
import { configuration, fresh, orderOf, publishProof, startOrder, untilState } from './support/order-steps.ts'
import { powerCut } from './support/power-cut.ts'
import { type Rest, restOf } from './support/rest.ts'
import { type SandboxDoor, sandboxOf } from './support/sandbox-door.ts'
import { type LiveStack, startStack } from './support/stack.ts'
import { until } from './support/until.ts'

/** Where worker and web are killed on an order's way, and how the test sees that it is there. */
const BOUNDARIES = [
  'order accepted',
  'configuration accepted',
  'CA asked to check',
  'CA took the order, answer under way',
  'CA order written down',
  'proof published',
  'CA told to check',
  'CA asked for the certificate',
  'certificate written down',
] as const
type Boundary = (typeof BOUNDARIES)[number]

describe('kill -9 of worker and web at each activity boundary', () => {
  let stack: LiveStack
  let rest: Rest
  let sandbox: SandboxDoor
  let database: pg.Pool

  before(async () => {
    stack = await startStack({ environment: { CERTUM_TIMEOUT_MS: '4000' } })
    rest = restOf(stack)
    sandbox = sandboxOf(stack)
    database = new pg.Pool({ connectionString: stack.ready().database.url, max: 2 })
  })
  after(async () => {
    await database.end()
    await stack.stop()
  })

  async function seesCall(operation: string, sinceMs: number): Promise<boolean> {
    const { items } = await sandbox.soapLog()
    return items.some((entry) => entry.operation === operation && Date.parse(entry.at) >= sinceMs)
  }

  async function hasRow(table: 'ca_orders' | 'certificates' | 'commands', orderId: string): Promise<boolean> {
    const name = table === 'commands' ? "and name = 'configure'" : ''
    const found = await database.query(`select 1 from ${table} where order_id = $1 ${name}`, [orderId])
    return found.rowCount !== 0
  }

  function isReached(boundary: Boundary, orderId: string, sinceMs: number): Promise<boolean> {
    switch (boundary) {
      case 'order accepted':
      case 'proof published':
        return Promise.resolve(true)
      case 'configuration accepted':
        return hasRow('commands', orderId)
      case 'CA asked to check':
        return seesCall('validateOrderParameters', sinceMs)
      case 'CA took the order, answer under way':
        return sandbox.books().then(({ caOrders }) => caOrders.some(({ customer }) => customer === orderId))
      case 'CA order written down':
        return hasRow('ca_orders', orderId)
      case 'CA told to check':
        return seesCall('performSanVerification', sinceMs)
      case 'CA asked for the certificate':
        return seesCall('getCertificate', sinceMs)
      case 'certificate written down':
        return hasRow('certificates', orderId)
    }
  }

  /** Slows the call at the boundary down, so that the kill falls into it. */
  async function prepare(boundary: Boundary): Promise<void> {
    if (boundary === 'CA took the order, answer under way')
      await sandbox.fault('quickOrder', 'timeout-after-success', 1)
  }

  async function killAt(boundary: Boundary, orderId: string, sinceMs: number): Promise<void> {
    await until(boundary, () => isReached(boundary, orderId, sinceMs).catch(() => false), { everyMs: 20 })
    await powerCut(stack, rest)
  }

  for (const boundary of BOUNDARIES) {
    test(`killed at: ${boundary}`, async () => {
      const { reference, domain } = fresh()
      const sinceMs = Date.now()
      const order = await startOrder(rest, reference)
      await prepare(boundary)
      const index = BOUNDARIES.indexOf(boundary)
      if (index === 0) await killAt(boundary, order.id, sinceMs)
      const key = { 'idempotency-key': `configure-${order.id}` }
      const send = () => rest('POST', `/orders/${order.id}/configuration`, wanted, key)
      const wanted = configuration(domain)
      const sent = send().catch(() => null)
      if (index > 0 && index <= 4) await killAt(boundary, order.id, sinceMs)
      await sent
      const repeated = await send()
      assert.ok([200, 202].includes(repeated.status), JSON.stringify(repeated.body))
      await untilState(rest, order.id, 'verifying', 90_000)
      await publishProof(rest, sandbox, order.id)
      if (index > 4) await killAt(boundary, order.id, sinceMs)
      const issued = await untilState(rest, order.id, 'issued', 120_000)
      assert.equal(issued.certificates.length, 1)
      const { caOrders, certificates } = await sandbox.books()
      const ours = caOrders.filter(({ customer }) => customer === order.id)
      assert.equal(ours.length, 1, JSON.stringify(ours))
      assert.equal(certificates.filter(({ caOrder }) => caOrder === ours[0]?.id).length, 1)
      assert.equal((await orderOf(rest, order.id)).activity, null)
    })
  }
})
