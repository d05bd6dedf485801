import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { newId } from '../../platform/ids.ts'
import { listOrders } from '../../sandbox/core/orders.ts'
import { door } from '../sandbox/harness.ts'
import { withInstallation } from '../store/installation.ts'
import { asActivities, keptRow, toPlace, type World, worldFor } from './deps.ts'
import { assertPutOff, failureOf } from './failures.ts'
import { atCa, issued, keptCommand, placed, publish, untilAtCa } from './order-life.ts'

const here = withInstallation()
const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

describe('telling the CA to look for the proof', () => {
  test('a proof that is there is seen at once, and the rest within seconds', async (t) => {
    const world = await worldFor(t, here)
    const input = await placed(world)
    await publish(world, input)
    const change = await asActivities(world).checkControl(input)
    assert.equal(change.caOrderId, input.caOrderId)
    assert.deepEqual(change.control, { verified: 1, of: 1 })
    const { names, nextLookAt, looks } = await keptRow(world, input.caOrderId)
    assert.deepEqual(
      names.map(({ state }) => state),
      ['VERIFIED'],
    )
    assert.equal(looks, 0)
    assert.ok(nextLookAt !== null && nextLookAt.getTime() <= world.deps.clock().getTime() + 5_000)
  })

  test('a proof that is missing is told as it is, name by name', async (t) => {
    const world = await worldFor(t, here)
    const input = await placed(world, { names: ['half.test', 'www.half.test'] })
    const change = await asActivities(world).checkControl(input)
    assert.deepEqual(change, {
      caOrderId: input.caOrderId,
      status: 'AWAITING',
      control: { verified: 0, of: 2 },
      certificates: [],
      wants: { documents: 'none', email: false, checks: [] },
    })
  })

  test('a CA that was asked too often is left alone for a while', async (t) => {
    const world = await worldFor(t, here, { behaviour: { checksPerHour: 1 } })
    const input = await placed(world)
    await asActivities(world).checkControl(input)
    const later = { code: 'ca-control-check-later', outcome: 'none' } as const
    const failure = await assertPutOff(asActivities(world).checkControl(input), later)
    assert.equal(failure.nonRetryable, true)
  })

  test('a CA that says it was proven already, or is issuing, is read instead (1185, 1176)', async (t) => {
    for (const code of [1185, 1176]) {
      const world = await worldFor(t, here)
      const input = await placed(world)
      await publish(world, input)
      await asActivities(world).checkControl(input)
      await untilAtCa(world, input.caOrderId, 'ENROLLED')
      await door(world.sandbox, 'PUT', '/faults', {
        operation: 'performSanVerification',
        kind: 'error',
        code,
        times: 1,
      })
      const { status, control } = await asActivities(world).checkControl(input)
      assert.deepEqual([status, control], ['ENROLLED', { verified: 1, of: 1 }])
    }
  })

  test('a CA that says so of an order that is not proven is asked again later (1185, 1176)', async (t) => {
    const world = await worldFor(t, here)
    const input = await placed(world)
    for (const code of [1185, 1176]) {
      await door(world.sandbox, 'PUT', '/faults', {
        operation: 'performSanVerification',
        kind: 'error',
        code,
        times: 1,
      })
      const later = { code: 'ca-control-check-later', outcome: 'none' } as const
      await assertPutOff(asActivities(world).checkControl(input), later)
    }
  })

  test('a code that ran out is replaced, and looked for anew', async (t) => {
    const world = await worldFor(t, here)
    const input = await placed(world)
    const { code: old } = await keptRow(world, input.caOrderId)
    world.advance(31 * DAY_MS)
    await asActivities(world).checkControl(input)
    const { code, method, recordLookAt, controlSetAt } = await keptRow(world, input.caOrderId)
    assert.notEqual(code, old)
    assert.equal(code, atCa(world, input.caOrderId).code)
    assert.equal(method, 'DNS_TXT_PREFIX')
    assert.ok(recordLookAt !== null && controlSetAt !== null)
    assert.ok(world.deps.clock().getTime() - controlSetAt.getTime() < MINUTE_MS)
  })

  test('an approver’s click needs no telling: the CA is only read', async (t) => {
    const world = await worldFor(t, here)
    const input = await placed(world, { verification: { method: 'ADMIN', emailPrefix: 'ADMIN' } })
    assert.equal((await asActivities(world).checkControl(input)).status, 'AWAITING')
  })
})

describe('proving otherwise', () => {
  test('is tried again while the CA is at work on the order (1176), and the order is looked at', async (t) => {
    const world = await worldFor(t, here)
    const input = await placed(world)
    const fault = { operation: 'addSanVerification', kind: 'error', code: 1176, times: 1 }
    await door(world.sandbox, 'PUT', '/faults', fault)
    const commandId = await keptCommand(world, input.orderId, { method: 'DNS_TXT' })
    const asked = asActivities(world).changeControl({ ...input, commandId })
    await assertPutOff(asked, { code: 'verification-not-now', outcome: 'none' })
    const { nextLookAt } = await keptRow(world, input.caOrderId)
    assert.ok(nextLookAt !== null && nextLookAt.getTime() <= world.deps.clock().getTime() + 5_000)
    const { method } = await asActivities(world).changeControl({ ...input, commandId })
    assert.equal(method, 'DNS_TXT')
  })

  async function changed(world: World, body: object | null, entered = {}) {
    const input = await placed(world, entered)
    const before = await keptRow(world, input.caOrderId)
    const commandId = body === null ? null : await keptCommand(world, input.orderId, body)
    const answer = await asActivities(world).changeControl({ ...input, commandId })
    return { input, before, answer, row: await keptRow(world, input.caOrderId) }
  }

  test('another method has another code, and the old one is void', async (t) => {
    const world = await worldFor(t, here)
    const { input, before, answer, row } = await changed(world, { method: 'DNS_CNAME_PREFIX' })
    assert.deepEqual(answer, { method: 'DNS_CNAME_PREFIX' })
    assert.equal(row.method, 'DNS_CNAME_PREFIX')
    assert.notEqual(row.code, before.code)
    assert.equal(row.code, atCa(world, input.caOrderId).code)
    assert.equal(atCa(world, input.caOrderId).approver?.method, 'DNS_CNAME_PREFIX')
  })

  test('a mail instead of a record: nothing is left to look for', async (t) => {
    const world = await worldFor(t, here)
    const { row } = await changed(world, { method: 'ADMIN', emailPrefix: 'HOSTMASTER' })
    assert.deepEqual([row.method, row.code, row.recordLookAt], ['ADMIN', null, null])
  })

  test('a record instead of a mail', async (t) => {
    const world = await worldFor(t, here)
    const entered = { verification: { method: 'ADMIN', emailPrefix: 'POSTMASTER' } }
    const { input, row } = await changed(world, { method: 'DNS_TXT_PREFIX' }, entered)
    assert.ok(row.code !== null && row.recordLookAt !== null)
    world.advance(31 * DAY_MS)
    await asActivities(world).checkControl(input)
    const later = await keptRow(world, input.caOrderId)
    assert.deepEqual([later.method, later.code], ['DNS_TXT_PREFIX', atCa(world, input.caOrderId).code])
    assert.notEqual(later.code, row.code)
  })

  test('without a word: the same method, with a new code', async (t) => {
    const world = await worldFor(t, here)
    const { before, answer, row } = await changed(world, null)
    assert.deepEqual(answer, { method: before.method })
    assert.notEqual(row.code, before.code)
  })

  test('what the CA refuses changes nothing here', async (t) => {
    const world = await worldFor(t, here)
    const input = await placed(world)
    const before = await keptRow(world, input.caOrderId)
    const commandId = await keptCommand(world, input.orderId, { method: 'ADMIN' })
    const failure = await failureOf(asActivities(world).changeControl({ ...input, commandId }))
    assert.equal(failure.type, 'CaRefusal')
    const { method, code } = await keptRow(world, input.caOrderId)
    assert.deepEqual([method, code], [before.method, before.code])
  })
})

describe('reading an order at the CA', () => {
  test('all is kept, and the workflow is told states and counts', async (t) => {
    const world = await worldFor(t, here)
    const input = await issued(world)
    const change = await asActivities(world).readCaOrder(input)
    assert.deepEqual(Object.keys(change).sort(), ['caOrderId', 'certificates', 'control', 'status', 'wants'])
    assert.deepEqual([change.status, change.certificates.length], ['ENROLLED', 1])
    const { status, productValidUntil, lastLookAt } = await keptRow(world, input.caOrderId)
    assert.equal(status, 'ENROLLED')
    assert.ok(productValidUntil !== null && lastLookAt !== null)
  })

  test('what was refused there is read as refused', async (t) => {
    const world = await worldFor(t, here)
    const input = await placed(world)
    await door(world.sandbox, 'POST', `/orders/${input.caOrderId}/reject`)
    await untilAtCa(world, input.caOrderId, 'REJECTED')
    const { status, control } = await asActivities(world).readCaOrder(input)
    assert.deepEqual([status, control], ['REJECTED', null])
  })

  test('an order that is not ours is not asked for', async (t) => {
    const world = await worldFor(t, here)
    const stranger = { orderId: newId(), caAccountId: world.caAccountId, caOrderId: 'stranger-1' }
    for (const activity of ['readCaOrder', 'checkControl', 'fetchCertificates'] as const)
      await assert.rejects(asActivities(world)[activity](stranger), /stranger-1 is not ours/, activity)
  })
})

describe('asking the CA about a configuration', () => {
  test('what it would take has no problems, and is not bought', async (t) => {
    const world = await worldFor(t, here)
    assert.deepEqual(await asActivities(world).checkConfiguration(await toPlace(world)), { problems: [] })
    assert.deepEqual(listOrders(world.sandbox.core.context.database), [])
  })

  test('what it would refuse is told by field', async (t) => {
    const world = await worldFor(t, here)
    const input = await toPlace(world, { csr: 'no csr', verification: { method: 'ADMIN' } })
    const { problems } = await asActivities(world).checkConfiguration(input)
    const paths = problems.map(({ path }) => path)
    assert.ok(paths.includes('/csr') && paths.includes('/verification/emailPrefix'), paths.join())
    for (const problem of problems) assert.ok(!('value' in problem) && typeof problem.caCode === 'number')
  })

  test('a CA that is away has no opinion', async (t) => {
    const world = await worldFor(t, here)
    const input = await toPlace(world)
    await world.sandbox.stop()
    const away = { code: 'unreachable', outcome: 'none' } as const
    await assertPutOff(asActivities(world).checkConfiguration(input), away)
  })
})
