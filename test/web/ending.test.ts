import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { rows, sql } from '../../store/sql.ts'
import { awaitProof, issue, signedInAdmin, signedInClient, waitingOrder } from './scenes.ts'
import { withSite } from './site.ts'

const site = withSite()

async function issuedOrder() {
  const order = await waitingOrder(site, { term: { period: 'P1Y', recurring: true, paidUntil: null } })
  await awaitProof(site, order)
  await issue(site, order)
  return order
}

async function lastCommand(orderId: string): Promise<{ name: string; arguments: unknown } | undefined> {
  const [last] = await rows<{ name: string; arguments: unknown }>(
    site.here.db.em(),
    sql`select name, arguments from commands where order_id = ${orderId} order by position desc limit 1`,
  )
  return last
}

describe('the end of a service', () => {
  test('is asked for by its client, with when and whether to revoke; what they write does not travel', async () => {
    const order = await issuedOrder()
    const { browser, page } = await signedInClient(site, order)
    const link = page.root.querySelector('[data-command="cancellation-request"]')
    const form = await browser.get(link?.getAttribute('href') ?? assert.fail('it is not offered'))
    assert.match(form.text, /can be taken back/)
    const typed = { when: 'now', revoke: 'true', reason: 'The shop closes' }
    await browser.press(form, 'cancellation-request', typed)
    assert.deepEqual(await lastCommand(order.id), {
      name: 'requestCancellation',
      arguments: { when: 'now', revoke: true },
    })
  })

  test('is an admin’s to bring about, who is told what follows; nothing is revoked unless that is ticked', async () => {
    const order = await issuedOrder()
    const { browser } = await signedInAdmin(site)
    const form = await browser.get(`/admin/orders/${order.id}/terminate`)
    assert.match(form.text, /cannot be taken back/)
    await browser.press(form, 'terminate')
    assert.deepEqual(await lastCommand(order.id), { name: 'terminateService', arguments: { revoke: false } })
    const client = await signedInClient(site, order)
    const refused = await client.browser.get(`/orders/${order.id}/terminate`)
    assert.equal(refused.status, 403)
    assert.match(refused.text, /not the client’s to ask for/)
  })
})

describe('forms of one command', () => {
  test('keep a reason that is too long, and say so at its field', async () => {
    const order = await issuedOrder()
    const { browser } = await signedInClient(site, order)
    const form = await browser.get(`/orders/${order.id}/cancellation`)
    const reason = `<b>${'x'.repeat(1000)}`
    const refused = await browser.press(form, 'cancellation-request', { when: 'now', reason })
    assert.equal(refused.status, 422)
    assert.ok(refused.root.querySelector('#reason-problem'))
    assert.equal(refused.root.querySelector('#reason')?.textContent, reason)
    assert.equal(refused.root.querySelector('#when option[selected]')?.getAttribute('value'), 'now')
    assert.equal((await lastCommand(order.id))?.name, 'create')
  })

  test('send the certificate to another address, if it is one', async () => {
    const order = await issuedOrder()
    const { browser } = await signedInClient(site, order)
    const form = await browser.get(`/orders/${order.id}/send`)
    const refused = await browser.press(form, 'send', { to: 'nobody' })
    assert.ok(refused.root.querySelector('#to-problem'))
    const done = await browser.press(refused, 'send', { to: 'web@example.com' })
    assert.equal(done.path, `/orders/${order.id}`)
    assert.equal((await lastCommand(order.id))?.name, 'send')
  })

  test('let an admin enter a payment, and no client', async () => {
    const order = await issuedOrder()
    const { browser } = await signedInAdmin(site)
    const form = await browser.get(`/admin/orders/${order.id}/payment`)
    const refused = await browser.press(form, 'payment', { invoice: '', paidUntil: '' })
    assert.ok(refused.root.querySelector('#invoice-problem'))
    const typed = { invoice: 'FV 7', paidUntil: '2030-01-31', 'amount.currency': 'PLN' }
    const negative = await browser.press(refused, 'payment', { ...typed, 'amount.amount': '-5' })
    assert.equal(negative.root.querySelector('#amount-amount')?.getAttribute('value'), '-5')
    assert.match(negative.root.querySelector('#amount-amount-problem')?.textContent ?? '', /less than 0/)
    await browser.press(negative, 'payment', { ...typed, 'amount.amount': '123,45' })
    assert.deepEqual(await lastCommand(order.id), {
      name: 'paymentReceived',
      arguments: { invoice: 'FV 7', status: 'paid', paidUntil: '2030-01-31' },
    })
    const [told] = await rows<{ body: { amount: object } }>(
      site.here.db.em(),
      sql`select body from commands where order_id = ${order.id} and name = 'paymentReceived'`,
    )
    assert.deepEqual(told?.body.amount, { amount: 12_345, currency: 'PLN' })
    const client = await signedInClient(site, order)
    assert.equal((await client.browser.get(`/orders/${order.id}/payment`)).status, 403)
  })
})

describe('the contact of an order', () => {
  test('is shown in both languages, and to its own client only', async () => {
    const order = await issuedOrder()
    const { browser } = await signedInClient(site, order)
    const page = await browser.get(`/orders/${order.id}/contact`)
    assert.match(page.text, new RegExp(order.customer.email))
    assert.match((await browser.get(`/orders/${order.id}/contact?lang=pl`)).text, /Kod pocztowy/)
    const stranger = await waitingOrder(site)
    assert.equal((await browser.get(`/orders/${stranger.id}/contact`)).status, 404)
  })
})
