import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { newId } from '../../platform/ids.ts'
import { configurationById, insertConfiguration } from '../../store/queries/configurations.ts'
import { newCsr } from '../sandbox/harness.ts'
import { withInstallation } from '../store/installation.ts'
import { asActivities, toPlace, type World, worldFor } from './deps.ts'
import { placed } from './order-life.ts'

const here = withInstallation()

/** Another configuration of the same order, with the same CSR or with one of its own. */
async function another(world: World, configurationId: string, csr?: string): Promise<string> {
  const before = await configurationById(world.here.db, configurationId)
  if (before === null) throw new Error('there is nothing to repair')
  const id = newId()
  const { orderId, body, names, actor } = before
  const text = csr ?? before.csr
  await insertConfiguration(world.here.db, {
    id,
    orderId,
    body: { ...body, csr: text },
    csr: text,
    csrFacts: {},
    names,
    actor,
  })
  return id
}

describe('asking the CA about a configuration', () => {
  test('that it would take answers nothing', async (t) => {
    const world = await worldFor(t, here)
    assert.deepEqual(await asActivities(world).checkConfiguration(await toPlace(world)), { problems: [] })
  })

  test('on a key that another order has answers at the CSR', async (t) => {
    const world = await worldFor(t, here)
    const { orderId, configurationId } = await placed(world)
    const id = await another(world, configurationId)
    const { problems } = await asActivities(world).checkConfiguration({ orderId, configurationId: id })
    assert.deepEqual(
      problems.map(({ path, caCode }) => [path, caCode]),
      [['/csr', 1032]],
    )
  })

  test('that replaces an order may keep its key, which is free once that is cancelled', async (t) => {
    const world = await worldFor(t, here)
    const { orderId, configurationId, caOrderId } = await placed(world)
    const id = await another(world, configurationId)
    const asked = { orderId, configurationId: id, replaces: caOrderId }
    assert.deepEqual(await asActivities(world).checkConfiguration(asked), { problems: [] })
  })

  test('that replaces an order may not take the key of a third one', async (t) => {
    const world = await worldFor(t, here)
    const csr = await newCsr('CN=third.test')
    await placed(world, { csr, names: ['third.test'] })
    const { orderId, configurationId, caOrderId } = await placed(world)
    const id = await another(world, configurationId, csr)
    const asked = { orderId, configurationId: id, replaces: caOrderId }
    const { problems } = await asActivities(world).checkConfiguration(asked)
    assert.ok(problems.some(({ caCode }) => caCode === 1032))
  })
})
