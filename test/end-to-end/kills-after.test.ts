import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import pg from 'pg'
import { makeCsr } from './support/openssl.ts'
import { configuration, fresh, publishProof, startOrder, untilState } from './support/order-steps.ts'
import { powerCut } from './support/power-cut.ts'
import { type Order, type Rest, restOf, type Verification } from './support/rest.ts'
import { type SandboxDoor, sandboxOf } from './support/sandbox-door.ts'
import { type LiveStack, startStack } from './support/stack.ts'
import { until } from './support/until.ts'

interface Issued {
  id: string
  domain: string
  serialNumber: string
}

const OPERATIONS = {
  reissue: 'reissueCertificate',
  renew: 'renewCertificate',
  revoke: 'revokeCertificate',
} as const
type Asked = keyof typeof OPERATIONS

describe('kill -9 of worker and web while an order is reissued, renewed and revoked', () => {
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

  async function issued(): Promise<Issued> {
    const { reference, domain } = fresh()
    const renewal = { policy: 'none' }
    const term = { period: 'P1Y', recurring: false }
    const more = { renewal, term, configuration: configuration(domain) }
    const { id } = await startOrder(rest, reference, more)
    await untilState(rest, id, 'verifying')
    await publishProof(rest, sandbox, id)
    const { certificates } = await untilState(rest, id, 'issued')
    return { id, domain, serialNumber: certificates[0]?.serialNumber ?? '' }
  }

  function bodyOf(asked: Asked, { domain, serialNumber }: Issued): object {
    switch (asked) {
      case 'reissue':
        return { csr: makeCsr(domain).csr }
      case 'renew':
        return {}
      case 'revoke':
        return { serialNumber, reason: 'superseded' }
    }
  }

  async function isKept(id: string, asked: Asked): Promise<boolean> {
    const found = await database.query('select 1 from commands where order_id = $1 and name = $2', [
      id,
      asked,
    ])
    return found.rowCount !== 0
  }

  async function isAtCa(asked: Asked, sinceMs: number): Promise<boolean> {
    const { items } = await sandbox.soapLog()
    return items.some(({ operation, at }) => operation === OPERATIONS[asked] && Date.parse(at) >= sinceMs)
  }

  /** Proves control where the CA asks for it, until the order has come to rest as it should. */
  async function untilDone(asked: Asked, { id }: Issued): Promise<Order> {
    return until(
      `${asked} of ${id}`,
      async () => {
        const { body } = await rest<Verification>('GET', `/orders/${id}/verification`)
        if (body.instructions?.some(({ state }) => state !== 'VERIFIED'))
          await publishProof(rest, sandbox, id)
        const order = (await rest('GET', `/orders/${id}`)).body
        if (order.activity !== null) return null
        const isDone = {
          reissue: order.certificates.length === 2,
          renew: order.caOrders.length === 2,
          revoke: order.state === 'revoked',
        }
        return isDone[asked] ? order : null
      },
      { timeoutMs: 280_000, everyMs: 1_000 },
    )
  }

  async function assertOnce(asked: Asked, { id }: Issued): Promise<void> {
    const { caOrders, certificates } = await sandbox.books()
    const ours = caOrders.filter(({ customer }) => customer === id)
    assert.equal(ours.length, asked === 'renew' ? 2 : 1, JSON.stringify(ours))
    const made = certificates.filter(({ caOrder }) => ours.some((order) => order.id === caOrder))
    assert.equal(made.length, asked === 'revoke' ? 1 : 2, JSON.stringify(made))
  }

  for (const boundary of ['command kept', 'answer of the CA under way'] as const) {
    test(`killed at: ${boundary}`, async () => {
      const names = Object.keys(OPERATIONS) as Asked[]
      const orders = await Promise.all(names.map(async (asked) => ({ asked, order: await issued() })))
      const sinceMs = Date.now()
      if (boundary !== 'command kept')
        for (const asked of names) await sandbox.fault(OPERATIONS[asked], 'timeout-after-success', 1)
      const sending = orders.map(({ asked, order }) => {
        const key = { 'idempotency-key': `${asked}-${order.id}` }
        const body = bodyOf(asked, order)
        return { again: () => rest('POST', `/orders/${order.id}/${asked}`, body, key) }
      })
      const first = sending.map(({ again }) => again().catch(() => null))
      await until(
        boundary,
        async () => {
          const seen = await Promise.all(
            orders.map(({ asked, order }) =>
              boundary === 'command kept' ? isKept(order.id, asked) : isAtCa(asked, sinceMs),
            ),
          )
          return seen.every(Boolean)
        },
        { everyMs: 20 },
      )
      await powerCut(stack, rest)
      await Promise.all(first)
      for (const { again } of sending) {
        const { status, body } = await again()
        assert.ok([200, 202].includes(status), JSON.stringify(body))
      }
      await Promise.all(orders.map(({ asked, order }) => untilDone(asked, order)))
      for (const { asked, order } of orders) await assertOnce(asked, order)
    })
  }
})
