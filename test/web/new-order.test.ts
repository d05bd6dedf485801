import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { OrderJson } from '../../web/services.ts'
import { ADMIN_CALLER, signedInAdmin, signedInClient, somebody, waitingOrder } from './scenes.ts'
import { MULTI, withSite } from './site.ts'

const site = withSite()
const HOSTILE = '"><script>alert(1)</script>'

let count = 0

function typed(overrides: Record<string, string> = {}): Record<string, string> {
  count += 1
  return {
    reference: `desk-${count}`,
    product: MULTI.code,
    'customer.reference': `c-${count}`,
    'customer.firstName': 'Jadwiga',
    'customer.lastName': 'Kowalska',
    'customer.email': `jadwiga.${count}@customer.test`,
    'customer.language': 'pl',
    ...overrides,
  }
}

async function desk(path = '/admin/orders/new') {
  const { browser } = await signedInAdmin(site)
  return { browser, page: await browser.get(path) }
}

async function orderOf(reference: string): Promise<OrderJson> {
  const { items } = await site.services.orders.list(ADMIN_CALLER, { reference })
  assert.equal(items.length, 1)
  return items[0] as OrderJson
}

describe('an order that an admin starts', () => {
  test('is begun without a domain, and leads to its page, where the configuration mail can be sent', async () => {
    const { browser } = await signedInAdmin(site)
    const list = await browser.get('/admin/orders')
    assert.ok(list.root.querySelector('[data-command="new-order"][href="/admin/orders/new"]'))
    const fields = typed({ 'term.period': 'P2Y', 'term.recurring': 'true' })
    const done = await browser.press(await browser.get('/admin/orders/new'), 'create', fields)
    const order = await orderOf(fields.reference ?? '')
    assert.equal(done.path, `/admin/orders/${order.id}`)
    assert.match(done.text, /The order is started/)
    assert.equal(order.state, 'awaiting-configuration')
    assert.equal(order.term.recurring, true)
    assert.equal(Number(order.term.paidUntil?.slice(0, 4)), new Date().getUTCFullYear() + 2)
    assert.ok(done.root.querySelector('[data-command="configuration-email"]'))
    const start = site.engine.starts.find(({ orderId }) => orderId === order.id)
    assert.equal(start?.actor.role, 'admin')
  })

  test('waits as the set-up rule says, and is accepted at the button (row O4)', async () => {
    const { browser, page } = await desk()
    for (const [setup, state] of [
      ['on-payment', 'awaiting-payment'],
      ['on-acceptance', 'awaiting-acceptance'],
      ['manual', 'awaiting-acceptance'],
    ] as const) {
      const fields = typed({ setup })
      const done = await browser.press(page, 'create', fields)
      assert.equal((await orderOf(fields.reference ?? '')).state, state)
      assert.ok(done.root.querySelector('[data-command="payment"], [data-command="acceptance"]'), setup)
    }
  })

  test('has as many names as were bought, or those that are entered', async () => {
    const { browser, page } = await desk()
    const bought = typed({ namesRule: 'number', additionalNames: '3' })
    await browser.press(page, 'create', bought)
    await browser.press(page, 'create', typed({ namesRule: 'as-entered', additionalNames: '7' }))
    const tooMany = await browser.press(page, 'create', typed({ namesRule: 'number', additionalNames: '99' }))
    assert.equal(tooMany.status, 422)
    assert.ok(tooMany.root.querySelector('#additionalNames-problem'))
    const none = await browser.press(page, 'create', typed({ namesRule: 'number', additionalNames: 'a few' }))
    assert.ok(none.root.querySelector('#additionalNames-problem'))
    const empty = await browser.press(page, 'create', typed({ namesRule: 'number' }))
    assert.ok(empty.root.querySelector('#additionalNames-problem'))
    assert.equal((await orderOf(bought.reference ?? '')).product.code, MULTI.code)
  })

  test('is one order when the form is sent twice, and a taken reference is told at its field', async () => {
    const { browser, page } = await desk()
    const fields = typed()
    const first = await browser.press(page, 'create', fields)
    assert.equal((await browser.press(page, 'create', fields)).path, first.path)
    const other = { ...fields, 'customer.lastName': HOSTILE }
    const refused = await browser.press(page, 'create', other)
    assert.equal(refused.status, 422)
    assert.match(refused.root.querySelector('#reference-problem')?.text ?? '', /already has this reference/)
    assert.equal(refused.root.querySelector('#customer-lastName')?.getAttribute('value'), HOSTILE)
    assert.equal(refused.html.includes('<script>alert'), false)
  })

  test('tells each field that is empty or cannot be', async () => {
    const { browser, page } = await desk()
    const empty = await browser.press(page, 'create')
    assert.equal(empty.status, 422)
    for (const id of ['reference', 'product', 'customer-reference', 'customer-lastName', 'customer-email'])
      assert.ok(empty.root.querySelector(`#${id}-problem`), id)
    const bad = await browser.press(
      page,
      'create',
      typed({ 'customer.country': 'Polska', 'customer.email': 'nobody', 'term.paidUntil': '2027-02-30' }),
    )
    for (const id of ['customer-country', 'customer-email', 'term-paidUntil'])
      assert.ok(bad.root.querySelector(`#${id}-problem`), id)
    const nowhere = await browser.press(page, 'create', typed({ billingSystem: 'made-up' }))
    assert.ok(nowhere.root.querySelector('#billingSystem-problem'))
  })

  test('may be of a customer who is known, with what is kept of them', async () => {
    const order = await waitingOrder(site, { customer: somebody({ city: 'Szczecin', company: 'Żółw' }) })
    const { browser } = await signedInAdmin(site)
    const shown = await browser.get(`/admin/orders/${order.id}`)
    const link = shown.root.querySelector('[data-command="new-order"]')?.getAttribute('href') ?? ''
    const page = await browser.get(link)
    assert.equal(page.root.querySelector('#customer-city')?.getAttribute('value'), 'Szczecin')
    const done = await browser.press(page, 'create', { reference: 'second', product: MULTI.code })
    assert.match(done.text, /The order is started/)
    const { customer } = await orderOf('second')
    assert.deepEqual([customer.reference, customer.name], [order.customer.reference, 'Żółw'])
    const unknown = await browser.get(`/admin/orders/new?like=${'0'.repeat(32)}`)
    assert.equal(unknown.status, 404)
  })

  test('goes on by itself while the engine is away', async () => {
    const { browser, page } = await desk()
    site.engine.isAway = true
    const fields = typed()
    const kept = await browser.press(page, 'create', fields)
    site.engine.isAway = false
    assert.match(kept.text, /This is kept and goes on by itself/)
    assert.equal((await orderOf(fields.reference ?? '')).state, 'awaiting-configuration')
  })

  test('is no client’s to start', async () => {
    const order = await waitingOrder(site)
    const { browser } = await signedInClient(site, order)
    assert.equal((await browser.get('/admin/orders/new')).path.startsWith('/admin/sign-in'), true)
    assert.equal((await browser.get('/orders/new')).status, 404)
  })
})
