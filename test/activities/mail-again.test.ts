import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { door, newCsr } from '../sandbox/harness.ts'
import { PRODUCT, withInstallation } from '../store/installation.ts'
import { asActivities, keptRow, type World, worldFor } from './deps.ts'
import { assertPutOff, failureOf } from './failures.ts'
import { placed } from './order-life.ts'

const here = withInstallation()
const HOUR_MS = 3_600_000

/** An order for a mailbox, to which the CA has written. */
async function mailbox(world: World) {
  const product = { ...PRODUCT, code: '511', kind: 'smime' as const, validation: 'MV' as const }
  const entered = {
    ...{ names: [], verification: undefined, csr: await newCsr('') },
    subject: { email: 'anna@example.test' },
  }
  return placed(world, entered, { product })
}

describe('the message to a mailbox, asked for again', () => {
  test('is refused while the last one holds (1114), and until when is known from then on', async (t) => {
    const world = await worldFor(t, here)
    const input = await mailbox(world)
    assert.equal((await keptRow(world, input.caOrderId)).email, null)
    const failure = await failureOf(asActivities(world).changeControl({ ...input, commandId: null }))
    assert.match(JSON.stringify(failure.details), /mail-still-valid/)
    const { email } = await keptRow(world, input.caOrderId)
    assert.ok(Date.parse(email?.linkValidUntil ?? '') > world.deps.clock().getTime())
  })

  test('is tried again where the CA says that it holds although its own date is over', async (t) => {
    const world = await worldFor(t, here)
    const input = await mailbox(world)
    world.advance(25 * HOUR_MS)
    const fault = { operation: 'addEmailVerification', kind: 'error', code: 1114, times: 1 }
    await door(world.sandbox, 'PUT', '/faults', fault)
    const asked = () => asActivities(world).changeControl({ ...input, commandId: null })
    await assertPutOff(asked(), { code: 'mail-still-valid', outcome: 'none' })
    assert.deepEqual(await asked(), { method: null })
  })
})
