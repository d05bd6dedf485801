import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { explainCaOrder } from '../../activities/preflight/explain-ca-order.ts'
import type { PreflightOrder } from '../../domain/preflight.ts'
import { noteCaState } from '../../store/queries/ca-orders.ts'
import { door } from '../sandbox/harness.ts'
import { withInstallation } from '../store/installation.ts'
import { asActivities, keptRow, type World, worldFor } from './deps.ts'
import { assertPutOff } from './failures.ts'
import { placed, publish } from './order-life.ts'

const here = withInstallation()

async function kept(world: World, caOrderId: string): Promise<string[]> {
  const { findings } = await keptRow(world, caOrderId)
  return (findings?.items ?? []).map(({ name, severity, code }) => `${name} ${severity} ${code}`)
}

/** The same world with an explanation that somebody else gives. */
function withExplanation(world: World, explain: (order: PreflightOrder) => Promise<[]>): World['deps'] {
  return { ...world.deps, preflight: { explain } }
}

describe('our own look beside the CA’s', () => {
  test('is kept with the purchase, and brought up to date by the next', async (t) => {
    const world = await worldFor(t, here)
    const input = await placed(world, { names: ['look.test'] })
    assert.equal((await keptRow(world, input.caOrderId)).findings, null)
    await door(world.sandbox, 'PUT', '/dns/look.test/CAA', { values: ['0 issue "other.test"'] })
    await asActivities(world).checkControl(input)
    assert.deepEqual(await kept(world, input.caOrderId), [
      'look.test problem record-missing',
      'look.test problem caa-forbids',
    ])
    await publish(world, input)
    await asActivities(world).checkControl(input)
    const { findings } = await keptRow(world, input.caOrderId)
    assert.ok(Math.abs(Date.parse(findings?.at ?? '') - world.deps.clock().getTime()) < 20_000)
    assert.deepEqual(await kept(world, input.caOrderId), [
      'look.test problem caa-forbids',
      'look.test ok record-visible',
    ])
  })

  test('is kept also where the CA will not look', async (t) => {
    const world = await worldFor(t, here, { behaviour: { checksPerHour: 0 } })
    const input = await placed(world, { names: ['wait.test'] })
    await assertPutOff(asActivities(world).checkControl(input), {
      code: 'ca-control-check-later',
      outcome: 'none',
    })
    assert.deepEqual(await kept(world, input.caOrderId), [
      'wait.test problem record-missing',
      'wait.test warning domain-missing',
    ])
  })

  test('looks again for nothing that is proven, and knows kind, method and term', async (t) => {
    const world = await worldFor(t, here)
    const input = await placed(world, { names: ['one.test', 'www.one.test'] })
    const row = await keptRow(world, input.caOrderId)
    const said = { status: 'AWAITING', verifications: [], systemChecks: [], productValidUntil: null } as const
    const names = [
      { name: 'one.test', state: 'VERIFIED' as const },
      { name: 'www.one.test', state: 'REQUIRED' as const },
    ]
    const changed = { ...said, names, documents: [], email: null }
    await noteCaState(here.db, row.id, changed, world.deps.clock())
    const orders: PreflightOrder[] = []
    const deps = withExplanation(world, async (order) => {
      orders.push(order)
      return []
    })
    const instructions = ['one.test', 'www.one.test'].map((name) => {
      return { name, type: 'email', address: `admin@${name}` } as const
    })
    await explainCaOrder(deps, await keptRow(world, input.caOrderId), instructions)
    const [order] = orders
    assert.deepEqual([order?.kind, order?.method], ['ssl', 'DNS_TXT_PREFIX'])
    assert.deepEqual(order?.names, ['one.test', 'www.one.test'])
    assert.deepEqual(order?.instructions, [instructions[1]])
  })

  test('that breaks harms nothing', async (t) => {
    const world = await worldFor(t, here)
    const input = await placed(world)
    const deps = withExplanation(world, () => Promise.reject(new Error('broken')))
    const change = await asActivities({ ...world, deps }).checkControl(input)
    assert.equal(change.status, 'AWAITING')
    assert.deepEqual(await kept(world, input.caOrderId), [])
  })
})
