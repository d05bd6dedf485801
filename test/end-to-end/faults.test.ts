import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { configuration, fresh, orderOf, publishProof, startOrder, untilState } from './support/order-steps.ts'
import { type Order, type Problem, type Rest, restOf } from './support/rest.ts'
import { type SandboxDoor, sandboxOf } from './support/sandbox-door.ts'
import { type LiveStack, startStack } from './support/stack.ts'
import { until } from './support/until.ts'

/** Short, so that a lost answer is known to be lost within the test's patience. */
const CA_TIMEOUT_MS = 2_000

describe('the CA fails, the order waits and goes on', () => {
  let stack: LiveStack
  let rest: Rest
  let sandbox: SandboxDoor

  before(async () => {
    stack = await startStack({ environment: { CERTUM_TIMEOUT_MS: String(CA_TIMEOUT_MS) } })
    rest = restOf(stack)
    sandbox = sandboxOf(stack)
  })
  after(() => stack.stop())

  async function caOrdersOf(id: string): Promise<string[]> {
    const { caOrders } = await sandbox.books()
    return caOrders.filter(({ customer }) => customer === id).map(({ status }) => status)
  }

  test('an answer lost after the CA took the order: one CA order, a fresh code, issued', async () => {
    const { reference, domain } = fresh()
    const order = await startOrder(rest, reference)
    await sandbox.fault('quickOrder', 'timeout-after-success', 1)
    const configured = await rest('POST', `/orders/${order.id}/configuration`, configuration(domain))
    assert.ok([200, 202].includes(configured.status), String(configured.status))
    await untilState(rest, order.id, 'verifying')
    await publishProof(rest, sandbox, order.id)
    await untilState(rest, order.id, 'issued')
    assert.deepEqual(await caOrdersOf(order.id), ['ENROLLED'])
  })

  test('a CA that answers 500 keeps the order waiting; payment and cancel are answered all the same', async () => {
    const { reference, domain } = fresh()
    const order = await startOrder(rest, reference)
    await sandbox.fault('*', 'fault', 1_000)
    try {
      const configured = await rest('POST', `/orders/${order.id}/configuration`, configuration(domain))
      assert.equal(configured.status, 202, JSON.stringify(configured.body))
      assert.equal(configured.body.command?.state, 'accepted')
      assert.equal(configured.body.state, 'awaiting-configuration')
      assert.equal(configured.body.activity?.step, 'ordering')
      assert.equal(configured.body.activity?.waitsFor, 'ca')
      const again = await rest<Problem>('POST', `/orders/${order.id}/configuration`, configuration(domain))
      assert.equal(again.status, 409)
      const paid = await rest('POST', `/orders/${order.id}/payment`, {
        invoice: 'FV/2',
        paidUntil: '2027-11-23',
      })
      assert.equal(paid.status, 200)
      const cancelled = await rest('POST', `/orders/${order.id}/cancel`, { note: 'changed their mind' })
      assert.ok([200, 202].includes(cancelled.status), JSON.stringify(cancelled.body))
    } finally {
      await sandbox.fault('*', 'fault', 0)
    }
    await untilState(rest, order.id, 'cancelled', 150_000)
    assert.deepEqual(
      (await caOrdersOf(order.id)).filter((status) => status !== 'REJECTED'),
      [],
    )
  })

  test('a CA that cannot be reached for a while: the order goes on by itself, once', async () => {
    const { reference, domain } = fresh()
    const order = await startOrder(rest, reference)
    await sandbox.fault('quickOrder', '403', 1_000)
    const configured = await rest('POST', `/orders/${order.id}/configuration`, configuration(domain))
    assert.equal(configured.status, 202)
    await until('the problem shows', async () => (await orderOf(rest, order.id)).activity?.problem)
    await sandbox.fault('quickOrder', '403', 0)
    await untilState(rest, order.id, 'verifying', 120_000)
    assert.deepEqual(await caOrdersOf(order.id), ['AWAITING'])
  })

  test('what the CA refuses comes back at its field, and the client tries again', async () => {
    const { reference, domain } = fresh()
    const order = await startOrder(rest, reference)
    await sandbox.fault('validateOrderParameters', 'error', 1, 1032)
    const refused = await rest<Problem>('POST', `/orders/${order.id}/configuration`, configuration(domain))
    assert.equal(refused.status, 422, JSON.stringify(refused.body))
    assert.deepEqual(
      refused.body.errors?.map(({ path, caCode }) => [path, caCode]),
      [['/csr', 1032]],
    )
    assert.deepEqual(await caOrdersOf(order.id), [])
    const again = await rest<Order>('POST', `/orders/${order.id}/configuration`, configuration(domain))
    assert.equal(again.status, 200, JSON.stringify(again.body))
    assert.equal(again.body.state, 'verifying')
  })
})
