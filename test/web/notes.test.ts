import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { linkFor, signedInAdmin, signedInClient, somebody, waitingOrder } from './scenes.ts'
import { withSite } from './site.ts'

const site = withSite()
const HOSTILE = '<script>alert(1)</script>'

async function notes() {
  const order = await waitingOrder(site)
  const { browser } = await signedInAdmin(site)
  const path = `/admin/orders/${order.id}/notes`
  return { order, browser, path, page: await browser.get(path) }
}

describe('notes and tasks about an order', () => {
  test('are written down, once for each form, and never seen by its client', async () => {
    const { order, browser, page, path } = await notes()
    const typed = { kind: 'note', text: `Pays late ${HOSTILE}` }
    const done = await browser.press(page, 'note', typed)
    assert.equal(done.path, path)
    const again = await browser.press(page, 'note', typed)
    assert.equal(again.root.querySelectorAll('[data-note]').length, 1)
    assert.equal(again.html.includes(HOSTILE), false)
    const client = await signedInClient(site, order)
    assert.doesNotMatch((await client.browser.get(`/orders/${order.id}`)).text, /Pays late/)
  })

  test('a task stands on the overview until it is done, and again when it is not after all', async () => {
    const { browser, page, path } = await notes()
    const text = `Call them ${Date.now()}`
    const added = await browser.press(page, 'note', { kind: 'task', text, dueOn: '2026-12-01' })
    assert.match(added.root.querySelector('[data-note="task"]')?.text ?? '', /To do 1 December 2026/)
    const seen = async () =>
      (await browser.get('/admin')).root.querySelector('[data-part="todo"]')?.text ?? ''
    assert.match(await seen(), new RegExp(text))
    const done = await browser.press(added, 'done')
    assert.equal(done.path, path)
    assert.doesNotMatch(await seen(), new RegExp(text))
    await browser.press(done, 'open')
    assert.match(await seen(), new RegExp(text))
  })

  test('are refused empty, too long or with a day that is none, and keep what was typed', async () => {
    const { browser, page } = await notes()
    const empty = await browser.press(page, 'note', { text: '  ' })
    assert.equal(empty.status, 422)
    assert.ok(empty.root.querySelector('#text-problem'))
    const text = 'x'.repeat(4001)
    const long = await browser.press(page, 'note', { kind: 'task', text, dueOn: '2026-02-30' })
    assert.ok(long.root.querySelector('#text-problem'))
    assert.ok(long.root.querySelector('#dueOn-problem'))
    assert.equal(long.root.querySelector('#text')?.textContent, text)
    assert.equal((await browser.press(page, 'note', { text: 'a\u0000b' })).status, 422)
  })
})

describe('moving an order to another customer', () => {
  test('gives it to them, voids the earlier one’s links, and says so in its history', async () => {
    const [order, theirs] = [await waitingOrder(site), await waitingOrder(site)]
    const before = await signedInClient(site, order)
    const unused = await linkFor(site, order)
    const { browser } = await signedInAdmin(site)
    const form = await browser.get(`/admin/orders/${order.id}/move`)
    const done = await browser.press(form, 'move', { 'customer.reference': theirs.customer.reference })
    assert.equal(done.path, `/admin/orders/${order.id}`)
    assert.match(done.text, new RegExp(theirs.customer.email))
    assert.ok(done.root.querySelector('[data-event="order.moved"]'), done.text)
    assert.equal((await before.browser.get(`/orders/${order.id}`)).status, 404)
    const late = await site
      .browser()
      .press(await site.browser().get(unused), 'sign-in')
      .catch(() => null)
    assert.equal(late?.path.startsWith('/orders') ?? false, false, 'the earlier one’s link')
    const after = await signedInClient(site, theirs)
    assert.equal((await after.browser.get(`/orders/${order.id}`)).status, 200)
  })

  test('finds nobody of another billing system, and asks where several are meant', async () => {
    const email = 'twice@customer.test'
    const customer = (reference: string) => ({ customer: somebody({ reference, email }) })
    await waitingOrder(site, customer('twice-1'))
    const order = await waitingOrder(site, customer('twice-2'))
    const { browser } = await signedInAdmin(site)
    const form = await browser.get(`/admin/orders/${order.id}/move`)
    for (const [typed, said] of [
      ['', /required|fill/i],
      ['nobody', /No customer/],
      [email, /Several customers/],
    ] as const) {
      const refused = await browser.press(form, 'move', { 'customer.reference': typed })
      assert.equal(refused.status, 422)
      assert.ok(refused.root.querySelector('#customer-reference-problem'), typed)
      if (typed !== '') assert.match(refused.text, said)
      assert.equal(refused.root.querySelector('#customer-reference')?.getAttribute('value'), typed)
    }
  })
})

describe('viewing as the client', () => {
  test('shows what the client sees, with a way back, and does nothing in their name', async () => {
    const order = await waitingOrder(site)
    const { browser } = await signedInAdmin(site)
    const page = await browser.press(await browser.get(`/admin/orders/${order.id}`), 'view-as')
    assert.equal(page.path, `/orders/${order.id}`)
    assert.ok(page.root.querySelector('[data-viewing]'))
    assert.equal(page.root.querySelector('[data-command="configuration-email"]'), null)
    const form = await browser.get(`/orders/${order.id}/configure`)
    assert.equal((await browser.press(form, 'configuration/draft')).status, 403)
    const stranger = await waitingOrder(site)
    assert.equal((await browser.get(`/orders/${stranger.id}`)).status, 404)
    const back = await browser.press(page, 'view-as-end')
    assert.equal(back.path, `/admin/orders/${order.id}`)
    assert.equal((await browser.get(`/orders/${order.id}`)).path, '/sign-in')
  })

  test('is no client’s to ask for', async () => {
    const order = await waitingOrder(site)
    const { browser } = await signedInClient(site, order)
    const sent = await browser.send('POST', `/admin/orders/${order.id}/view-as`)
    assert.ok(sent.status === 403 || sent.status === 303)
    assert.notEqual(sent.headers.get('location'), `/orders/${order.id}`)
  })
})
