import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import { after, before, describe, test } from 'node:test'
import { makeCsr } from './support/openssl.ts'
import { configuration, fresh, publishProof, startOrder, untilState } from './support/order-steps.ts'
import { type Order, type Rest, restOf, type Verification } from './support/rest.ts'
import { type SandboxDoor, sandboxOf } from './support/sandbox-door.ts'
import { type LiveStack, startStack } from './support/stack.ts'
import { until } from './support/until.ts'

interface Told {
  type: string
  data: { order?: { id: string; state: string; billing: { nextDueDate: string | null } } }
}

/** A billing system of somebody's, which is away until it is told otherwise. */
const billing: { isAway: boolean; told: Told[]; tries: number; server: Server } = {
  isAway: true,
  told: [],
  tries: 0,
  server: createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => void chunks.push(chunk))
    request.on('end', () => {
      billing.tries += 1
      if (!billing.isAway) billing.told.push(JSON.parse(Buffer.concat(chunks).toString('utf8')))
      response.writeHead(billing.isAway ? 503 : 204).end()
    })
  }),
}

describe('rows of the years after that stand beside the plan, everything real', () => {
  let stack: LiveStack
  let rest: Rest
  let sandbox: SandboxDoor

  before(async () => {
    await new Promise<void>((resolve) => void billing.server.listen(0, '127.0.0.1', resolve))
    stack = await startStack()
    rest = restOf(stack)
    sandbox = sandboxOf(stack)
  })
  after(async () => {
    await stack.stop()
    await new Promise<void>((resolve) => void billing.server.close(() => resolve()))
  })

  const read = async (id: string) => (await rest<Order>('GET', `/orders/${id}`)).body
  const good = async (method: string, path: string, body?: unknown): Promise<void> => {
    const answer = await rest(method, path, body)
    assert.ok([200, 201, 202].includes(answer.status), `${method} ${path}: ${JSON.stringify(answer.body)}`)
  }

  async function issued(more: Record<string, unknown> = {}, offsetDays = 0) {
    const { reference, domain } = fresh()
    await sandbox.call('PUT', '/clock', { offsetDays })
    const begun = await startOrder(rest, reference, {
      term: { period: 'P1Y', recurring: false },
      renewal: { policy: 'none' },
      configuration: configuration(domain),
      ...more,
    })
    await untilState(rest, begun.id, 'verifying')
    await publishProof(rest, sandbox, begun.id)
    const order = await untilState(rest, begun.id, 'issued')
    await sandbox.call('PUT', '/clock', { offsetDays: 0 })
    return { order, domain }
  }

  test('M16: what was changed for the next renewal is what it is ordered with', async () => {
    const { order } = await issued({ term: { period: 'P5Y', recurring: false } })
    const verification = { method: 'DNS_CNAME', email: 'next@customer.example.com' }
    await good('PATCH', `/orders/${order.id}/properties`, { verification })
    assert.equal((await read(order.id)).caOrders.length, 1)
    await good('POST', `/orders/${order.id}/renew`, {})
    const { body } = await until('it is to be proven', async () => {
      const answer = await rest<Verification>('GET', `/orders/${order.id}/verification`)
      return answer.body.instructions.length > 0 ? answer : null
    })
    assert.equal(body.method, 'DNS_CNAME')
    await publishProof(rest, sandbox, order.id)
    await until('it is renewed', async () => (await read(order.id)).certificates.length === 2)
  })

  test('M17: the days that a renewal loses are said before, and are those that are lost', async () => {
    const { order } = await issued({ term: { period: 'P5Y', recurring: false } })
    interface Plan {
      ifRenewedNow: { productUntil: string; lostDays: number } | null
    }
    const { ifRenewedNow } = (await rest<Plan>('GET', `/orders/${order.id}/plan`)).body
    assert.ok((ifRenewedNow?.lostDays ?? 0) > 300)
    await good('POST', `/orders/${order.id}/renew`, {})
    await publishProof(rest, sandbox, order.id)
    const renewed = await until('it is renewed', async () => {
      const now = await read(order.id)
      return now.caOrders.length === 2 && now.activity === null ? now : null
    })
    const ends = renewed.caOrders.map(({ productValidUntil }) => productValidUntil ?? '').sort()
    assert.equal(ends.at(-1)?.slice(0, 10), ifRenewedNow?.productUntil.slice(0, 10))
  })

  test('M6: where the CA revokes what a reissue replaced, its day is said', async () => {
    await good('PATCH', '/settings', { olderRevokedAfterDays: 14 })
    const { order, domain } = await issued({}, -20)
    const [older] = order.certificates
    const path = `/orders/${order.id}/certificates`
    interface Details {
      revokedByCaAt: string | null
    }
    const before = await rest<Details>('GET', `${path}/${older?.serialNumber}`)
    assert.equal(before.body.revokedByCaAt, null)
    await good('POST', `/orders/${order.id}/reissue`, { csr: makeCsr(domain).csr })
    await until('two certificates', async () => (await read(order.id)).certificates.length === 2)
    const { body } = await rest<Details>('GET', `${path}/${older?.serialNumber}`)
    const days = (Date.parse(body.revokedByCaAt ?? '') - Date.now()) / 86_400_000
    assert.ok(days > 13 && days <= 14, String(body.revokedByCaAt))
    await good('PATCH', '/settings', { olderRevokedAfterDays: null })
  })

  test('M14: synchronized, the order follows the CA, and a billing system that was away hears where it stands', async () => {
    const address = billing.server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    await good('POST', '/webhooks', { url: `http://127.0.0.1:${port}/hook`, events: ['order.revoked'] })
    const { order } = await issued()
    const serialNumber = order.certificates[0]?.serialNumber ?? ''
    await good('POST', `/orders/${order.id}/revoke`, { serialNumber, reason: 'superseded' })
    await untilState(rest, order.id, 'revoked')
    await until('it was tried to be told', async () => billing.tries > 0)
    billing.isAway = false
    await good('POST', `/orders/${order.id}/synchronize`, {})
    const [told] = await until('it is told', async () => (billing.told.length > 0 ? billing.told : null))
    assert.equal(told?.type, 'order.revoked')
    assert.deepEqual([told?.data.order?.id, told?.data.order?.state], [order.id, 'revoked'])
  })
})
