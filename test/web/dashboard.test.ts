import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { lookOut } from '../../loops/alarms/look-out.ts'
import { beat } from '../../store/queries/heartbeats.ts'
import { tell, viewOf } from '../store/order-factory.ts'
import { textOf } from './browser.ts'
import { signedInAdmin, signedInClient, waitingOrder } from './scenes.ts'
import { withSite } from './site.ts'

const site = withSite()

describe('the dashboard', () => {
  test('says what needs a hand, with the way to its order, and how the orders stand', async () => {
    const order = await waitingOrder(site)
    const asked = { when: 'now', requestedAt: '2026-11-01T12:00:00.000Z' } as const
    await tell(site.here, { orderId: order.id, view: viewOf({ state: 'issued', cancellation: asked }) })
    const now = new Date()
    await beat(site.here.db, 'worker', now)
    await lookOut({ db: site.here.db, isEngineUp: async () => true, clock: () => now })
    const { browser } = await signedInAdmin(site)
    const page = await browser.get('/admin')
    const alarm = page.root.querySelector('[data-alarm="end-asked"]')
    assert.ok(alarm, page.text)
    assert.match(textOf(alarm), /asked for the end of an issued order/)
    assert.equal(alarm.querySelector('a')?.getAttribute('href'), `/admin/orders/${order.id}`)
    const issued = page.root.querySelector('[data-state="issued"] a')
    assert.equal(issued?.getAttribute('href'), '/admin/orders?state=issued')
    assert.match(textOf(issued ?? assert.fail()), /^[1-9]\d* orders?$/)
    assert.match(page.text, /Nothing is open/)
  })

  test('is in Polish too, and is not a client’s', async () => {
    const { browser } = await signedInAdmin(site)
    const polish = await browser.get('/admin?lang=pl')
    assert.match(polish.text, /Co wymaga uwagi/)
    assert.doesNotMatch(polish.text, /dashboard\./)
    const client = await signedInClient(site, await waitingOrder(site))
    assert.equal((await client.browser.get('/admin')).path, '/admin/sign-in')
  })
})
