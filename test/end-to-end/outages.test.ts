import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { keepAway } from './support/keep-away.ts'
import {
  configuration,
  fresh,
  newOrder,
  orderOf,
  publishProof,
  startOrder,
  untilState,
} from './support/order-steps.ts'
import { type Problem, type Rest, restOf } from './support/rest.ts'
import { type SandboxDoor, sandboxOf } from './support/sandbox-door.ts'
import { type LiveStack, startStack } from './support/stack.ts'
import { until } from './support/until.ts'

/** How long a part is away here. By hand it was tried with a minute. */
const AWAY_MS = Number(process.env.CERTLOOM_TEST_AWAY_MS ?? 12_000)

describe('PostgreSQL or Temporal away for a while', () => {
  let stack: LiveStack
  let rest: Rest
  let sandbox: SandboxDoor

  before(async () => {
    stack = await startStack()
    rest = restOf(stack)
    sandbox = sandboxOf(stack)
  })
  after(() => stack.stop())

  /** As long as `meanwhile` takes, and never shorter than it is to be. */
  const awayFor = (part: 'postgres' | 'temporal', meanwhile: () => Promise<void>) =>
    keepAway(stack, part, async () => void (await Promise.all([meanwhile(), sleep(AWAY_MS)])))

  test('without Temporal orders and commands are kept with 202, and done when it is back', async () => {
    const { reference, domain } = fresh()
    const running = await startOrder(rest, fresh().reference)
    const ids: string[] = []
    await awayFor('temporal', async () => {
      await sleep(500)
      const created = await rest('POST', '/orders', newOrder(reference))
      assert.equal(created.status, 202, JSON.stringify(created.body))
      assert.equal(created.body.command?.state, 'accepted')
      ids.push(created.body.id)
      const configured = await rest('POST', `/orders/${running.id}/configuration`, configuration(domain))
      assert.equal(configured.status, 202, JSON.stringify(configured.body))
      assert.equal((await rest('GET', '/health/ready'.replace('/health', '/../../health'))).status, 200)
    })
    await untilState(rest, running.id, 'verifying', 120_000)
    const id = ids[0] ?? ''
    const other = fresh().domain
    await until(
      'the kept order can be configured',
      async () => {
        const answer = await rest('POST', `/orders/${id}/configuration`, configuration(other))
        return answer.status === 200 || answer.status === 202
      },
      { timeoutMs: 120_000, everyMs: 1_000 },
    )
    await untilState(rest, id, 'verifying', 120_000)
    await publishProof(rest, sandbox, running.id)
    await untilState(rest, running.id, 'issued', 60_000)
  })

  test('without PostgreSQL nothing is accepted and nothing is lost', async () => {
    const { reference, domain } = fresh()
    const order = await startOrder(rest, fresh().reference, { configuration: configuration(domain) })
    await untilState(rest, order.id, 'verifying')
    await publishProof(rest, sandbox, order.id)
    await awayFor('postgres', async () => {
      await sleep(1_000)
      const refused = await until('the API says 503', async () => {
        const answer = await rest<Problem>('POST', '/orders', newOrder(reference))
        return answer.status === 503 ? answer : null
      })
      assert.equal(refused.body.code, 'database-away')
      assert.ok(Number(refused.headers.get('retry-after')) > 0)
    })
    const repeated = await until(
      'the API takes the order',
      async () => {
        const answer = await rest('POST', '/orders', newOrder(reference)).catch(() => null)
        return answer !== null && answer.status < 300 ? answer : null
      },
      { timeoutMs: 60_000, everyMs: 500 },
    )
    assert.equal((await orderOf(rest, repeated.body.id)).state, 'awaiting-configuration')
    await untilState(rest, order.id, 'issued', 120_000)
    const { caOrders } = await sandbox.books()
    assert.equal(caOrders.filter(({ customer }) => customer === order.id).length, 1)
  })
})
