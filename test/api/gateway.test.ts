import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTemporalGateway } from '../../api/services/temporal-gateway.ts'
import { newId } from '../../platform/ids.ts'
import { type OrderStart, orderWorkflowId } from '../../workflows/contract.ts'
import { withEngine } from '../loops/engine.ts'

const engine = withEngine()
const ACTOR = { role: 'billing', id: 'token' } as const

function start(orderId: string): OrderStart {
  return {
    orderId,
    commandId: newId(),
    actor: ACTOR,
    caAccountId: newId(),
    caMode: 'sandbox',
    product: { code: '601', name: 'Commercial SSL', kind: 'ssl', validityDays: 365 },
    setup: 'now',
    paidUntil: null,
    configurationId: null,
  }
}

test('a workflow is started once, and a repeat is as good as the first', async () => {
  const gateway = createTemporalGateway(async () => engine.client)
  const orderId = newId()
  assert.equal(await gateway.isUp(2_000), true)
  assert.equal(await gateway.startOrder(start(orderId)), true)
  assert.equal(await gateway.startOrder(start(orderId)), true)
  const { runId, type } = await engine.client.workflow.getHandle(orderWorkflowId(orderId)).describe()
  assert.equal(type, 'certificateOrder')
  assert.ok(runId)
})

test('a command is pending while no worker is there, and gone where no run is', async () => {
  const gateway = createTemporalGateway(async () => engine.client)
  const orderId = newId()
  const message = { commandId: newId(), actor: ACTOR, arguments: {} }
  assert.deepEqual(await gateway.sendUpdate(orderId, 'synchronize', message, 3_000), { kind: 'gone' })
  await gateway.startOrder(start(orderId))
  const began = Date.now()
  assert.deepEqual(await gateway.sendUpdate(orderId, 'synchronize', message, 700), { kind: 'pending' })
  assert.ok(Date.now() - began < 2_000)
})

test('a check that nobody makes is no answer', async () => {
  const gateway = createTemporalGateway(async () => engine.client)
  const asked = { orderId: newId(), configurationId: newId() }
  assert.equal(await gateway.checkConfiguration(asked, 700), null)
})
