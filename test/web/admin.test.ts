import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { firstView } from '../../domain/order-view.ts'
import { commandById } from '../../store/queries/commands.ts'
import { makeCsr } from '../api/csr-maker.ts'
import { tell, viewOf } from '../store/order-factory.ts'
import { textOf } from './browser.ts'
import { awaitProof, issue, signedInAdmin, waitingOrder } from './scenes.ts'
import { withSite } from './site.ts'

const site = withSite()
const withoutTemporalUi = withSite({ temporalUiUrl: null })

const ACCEPTANCE = { firstView: firstView('awaiting-acceptance', null), setup: 'on-acceptance' } as const

describe('one order for an admin', () => {
  test('shows customer, orders at the CA, the way to the Temporal UI, and what happened', async () => {
    const order = await waitingOrder(site)
    await awaitProof(site, order)
    await issue(site, order)
    const { browser } = await signedInAdmin(site)
    const page = await browser.get(`/admin/orders/${order.id}`)
    assert.match(page.text, new RegExp(order.customer.email))
    assert.match(page.text, new RegExp(`${order.id}-1`))
    const ui = page.root.querySelector('[data-temporal]')?.getAttribute('href')
    assert.equal(ui, `http://temporal.test/namespaces/default/workflows/order-${order.id}`)
    const events = page.root.querySelectorAll('[data-event]').map((event) => event.getAttribute('data-event'))
    assert.deepEqual(events, ['order.issued', 'order.verification-needed', 'order.created'])
    const last = textOf(page.root.querySelector('[data-event="order.issued"]') ?? assert.fail())
    assert.match(last, /4 May 2026.*by itself.*Certificate issued/)
  })

  test('goes through a long history page by page', async () => {
    const order = await waitingOrder(site)
    const at = '2026-05-05T00:00:00.000Z'
    const actor = { role: 'operator', id: null } as const
    const events = Array.from({ length: 60 }, () => ({
      name: 'command.ignored' as const,
      actor,
      at,
      details: {},
    }))
    await tell(site.here, { orderId: order.id, events })
    const { browser } = await signedInAdmin(site)
    const first = await browser.get(`/admin/orders/${order.id}`)
    const older =
      first.root.querySelector('section:last-of-type a[href*="events="]')?.getAttribute('href') ?? ''
    const second = await browser.get(older)
    const counted = [first, second].map((page) => page.root.querySelectorAll('[data-event]').length)
    assert.deepEqual(counted, [50, 11])
  })

  test('is not told of a Temporal UI where none is known', async () => {
    const order = await waitingOrder(withoutTemporalUi)
    const { browser } = await signedInAdmin(withoutTemporalUi)
    const page = await browser.get(`/admin/orders/${order.id}`)
    assert.equal(page.root.querySelector('[data-temporal]') === null, true)
    assert.match(page.text, /Nothing has been ordered there yet/)
  })

  test('can be configured for the customer', async () => {
    const order = await waitingOrder(site)
    const { browser } = await signedInAdmin(site)
    const page = await browser.get(`/admin/orders/${order.id}/configure`)
    const two = await browser.press(page, 'configuration/draft', { csr: await makeCsr('shop.example.com') })
    site.engine.reset()
    site.engine.answer = async () => {
      await awaitProof(site, order)
      return { kind: 'outcome', outcome: { state: 'done' } }
    }
    const done = await browser.press(two, 'configuration')
    assert.equal(done.path, `/admin/orders/${order.id}/verification`)
    assert.equal(site.engine.updates[0]?.message.actor.role, 'admin')
    site.engine.reset()
  })
})

describe('cancelling', () => {
  test('asks first, keeps the note, and is done once', async () => {
    const order = await waitingOrder(site)
    const { browser } = await signedInAdmin(site)
    const overview = await browser.get(`/admin/orders/${order.id}`)
    const link = overview.root.querySelector('a[data-command=cancel]')?.getAttribute('href') ?? ''
    site.engine.reset()
    const sure = await browser.get(link)
    assert.match(sure.text, /cannot be undone/)
    assert.equal(site.engine.updates.length, 0)
    site.engine.answer = async () => {
      await tell(site.here, { orderId: order.id, view: viewOf({ state: 'cancelled' }) })
      return { kind: 'outcome', outcome: { state: 'done' } }
    }
    const done = await browser.press(sure, 'cancel', { note: 'bought twice' })
    assert.equal(done.path, `/admin/orders/${order.id}`)
    assert.match(done.text, /The order is cancelled\./)
    assert.equal(done.root.querySelector('[data-command=cancel]') === null, true)
    const { commandId = '' } = site.engine.updates[0]?.message ?? {}
    const command = await commandById(site.here.db, { billingSystemId: null }, order.id, commandId)
    assert.deepEqual(command?.body, { note: 'bought twice' })
    assert.equal((await browser.get(link)).status, 409)
  })

  test('says plainly where it is too late', async () => {
    const order = await waitingOrder(site)
    const { browser } = await signedInAdmin(site)
    const sure = await browser.get(`/admin/orders/${order.id}/cancel`)
    site.engine.reset()
    site.engine.answer = () => ({ kind: 'rejected' })
    const late = await browser.press(sure, 'cancel')
    assert.match(late.text, /not possible any longer/)
    site.engine.reset()
  })

  test('takes no note that is too long for the CA', async () => {
    const order = await waitingOrder(site)
    const { browser } = await signedInAdmin(site)
    site.engine.reset()
    const sure = await browser.get(`/admin/orders/${order.id}/cancel`)
    const refused = await browser.press(sure, 'cancel', { note: 'x'.repeat(3000) })
    assert.match(refused.text, /That was refused/)
    assert.equal(site.engine.updates.length, 0)
  })
})

describe('other commands', () => {
  test('an order that waits for acceptance is accepted at the press of a button', async () => {
    const order = await waitingOrder(site, ACCEPTANCE)
    const { browser } = await signedInAdmin(site)
    site.engine.reset()
    site.engine.answer = async () => {
      await tell(site.here, { orderId: order.id })
      return { kind: 'outcome', outcome: { state: 'done' } }
    }
    const done = await browser.press(await browser.get(`/admin/orders/${order.id}`), 'acceptance')
    assert.match(done.text, /The order is accepted/)
    assert.equal(site.engine.updates[0]?.name, 'accept')
    assert.ok(done.root.querySelector('[data-command=configuration]'))
    site.engine.reset()
  })

  test('an order at the CA is read again, or says that this is kept', async () => {
    const order = await waitingOrder(site)
    await awaitProof(site, order)
    const { browser } = await signedInAdmin(site)
    site.engine.reset()
    const page = await browser.get(`/admin/orders/${order.id}`)
    assert.match((await browser.press(page, 'synchronize')).text, /up to date/)
    site.engine.isAway = true
    const again = await browser.get(`/admin/orders/${order.id}`)
    assert.match((await browser.press(again, 'synchronize')).text, /kept and goes on by itself/)
    site.engine.reset()
  })

  test('what a page offers is what the order’s actions say, and nothing else', async () => {
    const { browser } = await signedInAdmin(site)
    const offered = async (id: string) => {
      const page = await browser.get(`/admin/orders/${id}`)
      const commands = page.root.querySelectorAll('.next [data-command], .offers [data-command]')
      return commands.map((each) => each.getAttribute('data-command'))
    }
    const waiting = await waitingOrder(site)
    const proving = await waitingOrder(site)
    await awaitProof(site, proving)
    assert.deepEqual(await offered(waiting.id), [
      'configuration',
      'renewal',
      'cancellation-request',
      'payment',
      'configuration-email',
      'suspend',
      'terminate',
      'cancel',
    ])
    assert.deepEqual(await offered(proving.id), [
      'verification',
      'configuration',
      'verification/check',
      'renewal',
      'synchronize',
      'cancellation-request',
      'payment',
      'suspend',
      'terminate',
      'cancel',
    ])
    assert.deepEqual(await offered((await waitingOrder(site, ACCEPTANCE)).id), [
      'acceptance',
      'renewal',
      'cancellation-request',
      'payment',
      'suspend',
      'terminate',
      'cancel',
    ])
  })
})
