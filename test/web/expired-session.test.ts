import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createAdmin } from '../../store/queries/admins.ts'
import type { OrderRecord } from '../../store/queries/orders.ts'
import { rows, sql } from '../../store/sql.ts'
import { returnPath } from '../../web/return-path.ts'
import { formOf, type Page, type TestBrowser } from './browser.ts'
import { awaitProof, issue, linkFor, signedInAdmin, signedInClient, waitingOrder } from './scenes.ts'
import { ADMIN_EMAIL, ADMIN_PASSWORD, MULTI, withSite } from './site.ts'

const site = withSite()

/** Twelve hours later: the store has forgotten the session, and the browser its cookie. */
async function expire(browser: TestBrowser, options: { keepsCookie?: boolean } = {}): Promise<void> {
  await rows(site.here.db.em(), sql`delete from web_sessions`)
  if (options.keepsCookie !== true) browser.cookies.clear()
}

async function byLink(browser: TestBrowser, order: OrderRecord): Promise<Page> {
  return browser.press(await browser.get(await linkFor(site, order)), 'sign-in')
}

function byPassword(browser: TestBrowser, page: Page, email = ADMIN_EMAIL): Promise<Page> {
  return browser.press(page, 'sign-in', { email, password: ADMIN_PASSWORD })
}

function printed(page: Page, selector: string): string | undefined {
  const field = page.root.querySelector(selector)
  return field?.tagName === 'TEXTAREA' ? field.text.replace(/^\n/, '') : field?.getAttribute('value')
}

async function sessionsText(): Promise<string> {
  return JSON.stringify(await rows(site.here.db.em(), sql`select sess from web_sessions`))
}

describe('a form that is sent after its session has ended', () => {
  test('asks to sign in, and is then there as it was typed; nothing is sent by itself', async () => {
    const { browser } = await signedInAdmin(site)
    const form = await browser.get('/admin/settings')
    const was = await site.services.settings.read()
    for (const keepsCookie of [false, true]) {
      await expire(browser, { keepsCookie })
      const asked = await browser.press(form, 'settings', {
        invoiceDaysBefore: '23',
        exchangesKeptDays: 'x"<b>',
      })
      assert.equal(asked.path, '/admin/sign-in')
      assert.match(asked.text, /what you typed is kept for an hour/)
      const back = await byPassword(browser, asked)
      assert.equal(back.path, '/admin/settings')
      assert.match(back.text, /Nothing was sent, as your session had ended/)
      assert.equal(printed(back, '#invoiceDaysBefore'), '23')
      assert.equal(printed(back, '#exchangesKeptDays'), 'x"<b>')
      assert.deepEqual(await site.services.settings.read(), was)
      assert.equal(printed(await browser.get('/admin/settings'), '#invoiceDaysBefore'), '7', 'only once')
    }
  })

  test('of the configuration comes back on its step, with names and list', async () => {
    const order = await waitingOrder(site, { product: MULTI })
    const { browser } = await signedInClient(site, order)
    const two = await browser.get(`/orders/${order.id}/configure?step=2`)
    await expire(browser)
    const names = ['shop.example.com', 'www.shop.example.com']
    const typed = { 'names[]': names, _list: 'mail.example.com', 'verification.method': 'FILE' }
    const asked = await browser.press(two, 'configuration', typed)
    assert.equal(asked.path, '/sign-in')
    assert.match(asked.text, /nothing was sent/)
    const back = await byLink(browser, order)
    assert.equal(back.path, `/orders/${order.id}/configure`)
    const shown = back.root.querySelectorAll('[name="names[]"]').map((field) => field.getAttribute('value'))
    assert.deepEqual(shown, names)
    assert.equal(printed(back, '[name=_list]'), 'mail.example.com')
    assert.equal(
      back.root.querySelector('[name="verification.method"] [selected]')?.getAttribute('value'),
      'FILE',
    )
    assert.equal((await site.services.orders.read(callerOf(order), order.id)).state, 'awaiting-configuration')
  })

  test('leaves no password and no private key in the store', async () => {
    const order = await waitingOrder(site)
    const { browser } = await signedInClient(site, order)
    const one = await browser.get(`/orders/${order.id}/configure`)
    await expire(browser)
    const key = '-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIkept\n-----END ENCRYPTED PRIVATE KEY-----'
    await browser.press(
      one,
      'configuration/draft',
      { csr: key, 'administrativeContact.city': 'Łódź' },
      'next',
    )
    assert.doesNotMatch(await sessionsText(), /PRIVATE KEY|MIIkept/)
    assert.match(await sessionsText(), /Łódź/)
    const admin = await signedInAdmin(site)
    const add = await admin.browser.get('/admin/users/new')
    await expire(admin.browser)
    const person = {
      name: 'Kept Name',
      email: 'k@x.test',
      password: 'never kept 1',
      passwordAgain: 'never kept 1',
    }
    const back = await byPassword(admin.browser, await admin.browser.press(add, 'users', person))
    assert.equal(printed(back, '#name'), 'Kept Name')
    assert.doesNotMatch((await sessionsText()) + back.html, /never kept/)
  })

  test('that is far too large is not kept, and says so by not promising it', async () => {
    const order = await waitingOrder(site)
    const { browser } = await signedInClient(site, order)
    const one = await browser.get(`/orders/${order.id}/configure`)
    await expire(browser)
    const asked = await browser.press(one, 'configuration/draft', { csr: 'x'.repeat(300_000) }, 'next')
    assert.match(asked.text, /Your session had ended/)
    assert.doesNotMatch(asked.text, /kept for an hour/)
    assert.ok((await sessionsText()).length < 10_000)
  })

  test('with fields that its page does not fill in shows them to be copied', async () => {
    const order = await waitingOrder(site)
    const { browser } = await signedInAdmin(site)
    const cancel = await browser.get(`/admin/orders/${order.id}/cancel`)
    await expire(browser)
    const back = await byPassword(browser, await browser.press(cancel, 'cancel', { note: 'two\nlines <b>' }))
    assert.equal(back.path, `/admin/orders/${order.id}/cancel`)
    assert.match(back.root.querySelector('[data-unprinted]')?.textContent ?? '', /two\nlines <b>/)
    assert.equal((await site.services.orders.read(callerOf(order), order.id)).state, 'awaiting-configuration')
  })

  test('of a button alone says that nothing was done', async () => {
    const order = await waitingOrder(site)
    await awaitProof(site, order)
    await issue(site, order)
    const { browser, page } = await signedInClient(site, order)
    const { path, body } = formOf(page, 'synchronize')
    await expire(browser)
    const referer = `${site.origin}/orders/${order.id}`
    const asked = await browser.send('POST', path, { body, headers: { referer } })
    assert.equal(asked.headers.get('location'), '/sign-in')
    assert.match((await byLink(browser, order)).text, /Nothing was done, as your session had ended/)
  })

  test('is printed anew for who signed in again in another window', async () => {
    const { browser } = await signedInAdmin(site)
    const form = await browser.get('/admin/settings')
    await expire(browser)
    await byPassword(browser, await browser.get('/admin/sign-in'))
    const back = await browser.press(form, 'settings', { invoiceDaysBefore: '24' })
    assert.deepEqual([back.path, back.status], ['/admin/settings', 200])
    assert.equal(printed(back, '#invoiceDaysBefore'), '24')
    assert.equal((await site.services.settings.read()).invoiceDaysBefore, 7)
  })

  test('is nobody else’s: what one typed is not shown to another', async () => {
    await createAdmin(site.here.db, 'other@certloom.test', ADMIN_PASSWORD)
    const { browser } = await signedInAdmin(site)
    const form = await browser.get('/admin/settings')
    await expire(browser)
    const asked = await browser.press(form, 'settings', { invoiceDaysBefore: '25' })
    const other = await byPassword(browser, asked, 'other@certloom.test')
    assert.equal(other.path, '/admin/settings')
    assert.equal(printed(other, '#invoiceDaysBefore'), '7')
    assert.doesNotMatch(await sessionsText(), /"25"/)

    const [mine, theirs] = [await waitingOrder(site), await waitingOrder(site)]
    const client = await signedInClient(site, mine)
    const one = await client.browser.get(`/orders/${mine.id}/configure`)
    await expire(client.browser)
    await client.browser.press(one, 'configuration/draft', { 'administrativeContact.city': 'Gdynia' }, 'next')
    assert.equal((await byLink(client.browser, theirs)).path, `/orders/${theirs.id}`)
    assert.doesNotMatch(await sessionsText(), /Gdynia/)
  })

  test('that was not printed here for anybody is not kept', async () => {
    const browser = site.browser()
    const body = new URLSearchParams({ _csrf: 'x', _owner: 'made.up', invoiceDaysBefore: '26' })
    const asked = await browser.send('POST', '/admin/settings', { body })
    assert.equal(asked.headers.get('location'), '/admin/sign-in')
    assert.doesNotMatch(await sessionsText(), /"26"/)
    const headers = { 'sec-fetch-site': 'cross-site' }
    assert.equal((await browser.send('POST', '/admin/settings', { body, headers })).status, 403)
  })

  test('by which an admin signs in is shown again', async () => {
    const browser = site.browser()
    const door = await browser.get('/admin/sign-in')
    await expire(browser)
    const again = await byPassword(browser, door)
    assert.equal(again.status, 403)
    assert.match(again.text, /open for too long/)
    assert.equal((await byPassword(browser, again)).path, '/admin')
  })
})

describe('a page that is asked for before signing in', () => {
  test('is where one comes to afterwards', async () => {
    const browser = site.browser()
    const asked = await browser.get('/admin/orders?state=issued')
    assert.equal((await byPassword(browser, asked)).path, '/admin/orders?state=issued')
    const order = await waitingOrder(site)
    const client = site.browser()
    await client.get(`/orders/${order.id}/configure?step=2`)
    assert.equal((await byLink(client, order)).path, `/orders/${order.id}/configure?step=2`)
  })

  test('of another order, or of another kind of person, is not', async () => {
    const [mine, theirs] = [await waitingOrder(site), await waitingOrder(site)]
    const client = site.browser()
    await client.get(`/orders/${theirs.id}/configure`)
    assert.equal((await byLink(client, mine)).path, `/orders/${mine.id}`)
    const browser = site.browser()
    await browser.get('/orders')
    assert.equal((await byPassword(browser, await browser.get('/admin/sign-in'))).path, '/admin')
  })

  test('that leads elsewhere, is no page, or is a piece of one is never gone to', async () => {
    for (const elsewhere of [
      '//evil.test/orders',
      'https://evil.test/admin',
      '/\\evil.test/orders',
      '\\\\evil.test',
      '/orders/..//evil.test',
      '/orders/../..//evil.test/admin',
      '/admin//evil.test',
      '/%2F/evil.test',
      'javascript:alert(1)',
      '/ordersevil',
      '/admin/sign-in?x=1',
      '/link/token',
      `/orders/${'x'.repeat(2_001)}`,
      '',
    ])
      assert.equal(returnPath(elsewhere), null, elsewhere)
    assert.equal(returnPath('/orders/1/certificates/2.pem'), '/orders/1/certificates')
    assert.equal(returnPath('/orders/1/verification?fragment=1'), '/orders/1/verification')
    const browser = site.browser()
    for (const headers of [
      { referer: 'https://evil.test/admin/settings' },
      { referer: `${site.origin}//evil.test` },
    ]) {
      await browser.send('POST', '/admin/users/x', { headers })
      const page = await byPassword(browser, await browser.get('/admin/sign-in'))
      assert.doesNotMatch(page.path, /evil/)
      browser.cookies.clear()
    }
    const quiet = site.browser()
    await quiet.send('GET', '/admin/orders', { headers: { 'sec-fetch-dest': 'empty' } })
    assert.equal((await byPassword(quiet, await quiet.get('/admin/sign-in'))).path, '/admin')
  })
})

function callerOf({ billingSystemId }: OrderRecord) {
  return {
    tenant: { billingSystemId },
    actor: { role: 'billing', id: 'test' },
    role: 'billing',
    customerId: null,
    language: 'en',
  } as const
}
