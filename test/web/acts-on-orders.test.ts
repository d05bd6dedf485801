import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import type { OrderView } from '../../domain/order-view.ts'
import type { OrderRecord } from '../../store/queries/orders.ts'
import { tell, viewOf } from '../store/order-factory.ts'
import { enterAsAdmin, inChromium } from './acting.ts'
import { askedFor, issuedOrder } from './configured-scene.ts'
import { somebody, waitingOrder } from './scenes.ts'
import { withSite } from './site.ts'

const site = withSite()
beforeEach(() => site.engine.reset())

async function asked(order: OrderRecord): Promise<string[]> {
  return (await askedFor(site, order)).map(({ name }) => name)
}

function say(order: OrderRecord, view: Partial<OrderView>): Promise<unknown> {
  return tell(site.here, { orderId: order.id, sequence: 9, view: viewOf(view) })
}

inChromium('what admins do with one order', site, (person) => {
  test('B8: suspend, and resume', async () => {
    const { order } = await issuedOrder(site)
    await enterAsAdmin(person())
    await person().go(`/admin/orders/${order.id}`)
    await person().press('suspend')
    await person().isDone(`/admin/orders/${order.id}`)
    await say(order, { state: 'issued', suspended: true, caOrderPlaced: true })
    await person().go(`/admin/orders/${order.id}`)
    await person().press('resume')
    await person().isDone()
    assert.deepEqual(await asked(order), ['suspend', 'resume'])
  })

  test('M13: cancel what is not issued, asked twice', async () => {
    const order = await waitingOrder(site)
    await enterAsAdmin(person())
    await person().go(`/admin/orders/${order.id}`)
    await person().page.locator('main a[data-command="cancel"]').click()
    await person().page.waitForURL('**/cancel')
    assert.deepEqual(await asked(order), [])
    await person().fill({ note: 'Klient zrezygnował' })
    await person().press('cancel', 'main form')
    await person().isDone(`/admin/orders/${order.id}`)
    assert.deepEqual(await asked(order), ['cancel'])
  })

  test('M15: order again what the CA refused', async () => {
    const { order } = await issuedOrder(site)
    await say(order, { state: 'rejected', caOrderPlaced: true })
    await enterAsAdmin(person())
    await person().go(`/admin/orders/${order.id}`)
    await person().press('repeat')
    await person().isDone(`/admin/orders/${order.id}`)
    assert.deepEqual(await asked(order), ['repeat'])
  })

  test('B10: write a note and a task, do it, and open it again', async () => {
    const order = await waitingOrder(site)
    await enterAsAdmin(person())
    const path = `/admin/orders/${order.id}/notes`
    await person().go(path)
    await person().fill({ kind: 'task', text: 'Zadzwonić' })
    await person().fill({ dueOn: '2026-12-01' })
    await person().press('note')
    await person().isDone(path)
    assert.equal(await person().count('[data-note="task"]'), 1)
    await person().press('done')
    assert.equal(await person().count('[data-command="open"]'), 1)
    await person().press('open')
    assert.equal(await person().count('[data-command="done"]'), 1)
    await person().fill({ kind: 'note', text: '' })
    await person().press('note')
    assert.equal(await person().count('#text[aria-invalid="true"]'), 1)
  })

  test('B10: see what the client sees, and go back', async () => {
    const { order } = await issuedOrder(site, { customer: somebody({ language: person().visit.language }) })
    await enterAsAdmin(person())
    await person().go(`/admin/orders/${order.id}`)
    await person().press('view-as')
    assert.equal(person().path(), `/orders/${order.id}`)
    await person().press('view-as-end', 'body')
    assert.equal(person().path(), `/admin/orders/${order.id}`)
  })

  test('B10: give an order to another customer', async () => {
    const [order, other] = [await waitingOrder(site), await waitingOrder(site)]
    await enterAsAdmin(person())
    await person().go(`/admin/orders/${order.id}/move`)
    await person().fill({ 'customer.reference': 'nobody like that' })
    await person().press('move')
    assert.equal(await person().count('[aria-invalid="true"]'), 1)
    await person().fill({ 'customer.reference': other.customer.reference })
    await person().press('move')
    await person().isDone(`/admin/orders/${order.id}`)
    assert.ok((await person().text('main')).includes(other.customer.email))
  })

  test('S4, B6: read what was said to the CA, the mails, the ledger, and find the engine’s page', async () => {
    const { order } = await issuedOrder(site)
    await enterAsAdmin(person())
    await person().go(`/admin/orders/${order.id}`)
    assert.equal(await person().count('a[data-temporal]'), 1)
    for (const tab of ['exchanges', 'mails', 'ledger']) {
      await person().page.locator(`.tabs a[href$="/${tab}"]`).click()
      await person().page.waitForURL(`**/${tab}`)
      assert.ok((await person().count('main table, main .empty')) > 0, tab)
    }
  })
})
