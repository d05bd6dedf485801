import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Client, Connection } from '@temporalio/client'
import { createTemporalGateway } from '../../api/services/temporal-gateway.ts'
import { newId } from '../../platform/ids.ts'
import { freePort } from '../support/free-port.ts'

test('nothing throws and nothing hangs while no engine is there', async () => {
  const connection = Connection.lazy({ address: `127.0.0.1:${await freePort()}` })
  const gateway = createTemporalGateway(async () => new Client({ connection }))
  const message = { commandId: newId(), actor: { role: 'billing', id: null }, arguments: {} } as const
  const began = Date.now()
  const [answer, check, isUp] = await Promise.all([
    gateway.sendUpdate(newId(), 'synchronize', message, 500),
    gateway.checkConfiguration({ orderId: newId(), configurationId: newId() }, 500),
    gateway.isUp(500),
  ])
  assert.deepEqual([answer, check, isUp], [{ kind: 'pending' }, null, false])
  assert.ok(Date.now() - began < 3_000)
  await connection.close()
})

test('a connection that fails is made again at the next call', async () => {
  let attempts = 0
  const gateway = createTemporalGateway(async () => {
    attempts += 1
    throw new Error('refused')
  })
  assert.equal(await gateway.isUp(100), false)
  assert.equal(await gateway.isUp(100), false)
  assert.equal(attempts, 2)
})
