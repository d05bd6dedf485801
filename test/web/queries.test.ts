import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { issuedOrder } from './configured-scene.ts'
import { signedInAdmin, signedInClient, waitingOrder } from './scenes.ts'
import { withSite } from './site.ts'

const site = withSite()

/** How often PostgreSQL is asked meanwhile, sessions aside. */
async function queriesOf(run: () => Promise<{ status: number }>): Promise<number> {
  const pool = await site.here.db.orm.em.getDriver().getConnection().getNativeClient()
  let count = 0
  const counted = (): void => {
    count += 1
  }
  // Every query, prepared or not, takes a connection of the pool.
  pool.on('acquire', counted)
  try {
    assert.equal((await run()).status, 200)
  } finally {
    pool.off('acquire', counted)
  }
  return count
}

describe('what a page asks of PostgreSQL', () => {
  test('a list asks once, however many orders there are', async () => {
    const order = await waitingOrder(site)
    for (let count = 0; count < 5; count += 1) await waitingOrder(site, { customer: order.customer })
    const client = await signedInClient(site, order)
    const admin = await signedInAdmin(site)
    assert.equal(await queriesOf(() => client.browser.get('/orders')), 1)
    assert.equal(await queriesOf(() => admin.browser.get('/admin/orders?state=issued')), 1)
    assert.equal(await queriesOf(() => admin.browser.get('/admin/products')), 1)
  })

  test('an order’s page asks six times at most', async () => {
    const { order } = await issuedOrder(site)
    const client = await signedInClient(site, order)
    const admin = await signedInAdmin(site)
    for (const path of ['', '/verification', '/certificates', '/reissue', '/renewal', '/revoke'])
      assert.ok((await queriesOf(() => client.browser.get(`/orders/${order.id}${path}`))) <= 6, path)
    assert.ok((await queriesOf(() => admin.browser.get(`/admin/orders/${order.id}`))) <= 6)
  })
})
