import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { configurationLinkToken } from '../../platform/configuration-link.ts'
import { rows, sql } from '../../store/sql.ts'
import { formOf, type Page, type TestBrowser } from './browser.ts'
import { linkOfLastMail } from './mail-links.ts'
import { issue, linkFor, signedInAdmin, signedInClient, somebody, waitingOrder } from './scenes.ts'
import { ADMIN_EMAIL, ADMIN_PASSWORD, withSite } from './site.ts'

const site = withSite()

describe('signing in by a link', () => {
  test('without one, the page asks for the address that it is sent to', async () => {
    const page = await site.browser().get('/orders')
    assert.equal(page.path, '/sign-in')
    assert.match(page.text, /with a link, without a password/)
    assert.ok(page.root.querySelector('main input[type="email"][autocomplete="email"]'))
  })

  test('opening a link uses nothing up; its button signs in once and leads to the order', async () => {
    const order = await waitingOrder(site)
    const link = await linkFor(site, order)
    for (let scan = 0; scan < 3; scan += 1) await site.browser().get(link)
    const browser = site.browser()
    const door = await browser.get(link)
    assert.equal(door.status, 200)
    const page = await browser.press(door, 'sign-in')
    assert.equal(page.path, `/orders/${order.id}`)
    assert.equal(page.status, 200)

    const second = site.browser()
    const refused = await second.press(await second.get(link), 'sign-in')
    assert.equal(refused.status, 410)
    assert.match(refused.text, /works no longer/)
    assert.equal((await second.get('/orders')).path, '/sign-in')
  })

  test('of two that press at the same time, one gets in', async () => {
    const link = await linkFor(site, await waitingOrder(site))
    const browsers = [site.browser(), site.browser()]
    const doors = await Promise.all(browsers.map((browser) => browser.get(link)))
    const pages = await Promise.all(
      browsers.map((browser, index) => browser.press(doors[index] ?? assert.fail(), 'sign-in')),
    )
    assert.deepEqual(pages.map(({ status }) => status).sort(), [200, 410])
  })

  test('a link that is too old or was never made says so', async () => {
    const browser = site.browser()
    const old = await linkFor(site, await waitingOrder(site), -1000)
    for (const link of [old, '/link/never-made']) {
      const page = await browser.press(await browser.get(link), 'sign-in')
      assert.equal(page.status, 410)
    }
  })

  test('the session gets a new id, so one planted before is worth nothing', async () => {
    const browser = site.browser()
    const link = await linkFor(site, await waitingOrder(site))
    const door = await browser.get(link)
    const before = browser.cookies.get('certloom')
    await browser.press(door, 'sign-in')
    assert.ok(before)
    assert.notEqual(browser.cookies.get('certloom'), before)
    const planted = site.browser()
    planted.cookies.set('certloom', before)
    assert.equal((await planted.get('/orders')).path, '/sign-in')
  })

  test('pages come in the language of the account, then of the choice, then of the browser', async () => {
    const order = await waitingOrder(site, { customer: somebody({ language: 'pl' }) })
    const { browser, page } = await signedInClient(site, order, { language: 'en' })
    assert.equal(page.root.querySelector('html')?.getAttribute('lang'), 'pl')
    const english = await browser.get(`/orders/${order.id}?lang=en`)
    assert.equal(english.path, `/orders/${order.id}`)
    assert.match(english.text, /What happens next/)
    assert.equal(english.root.querySelector('html')?.getAttribute('lang'), 'en')

    const stranger = site.browser({ language: 'pl-PL,pl;q=0.9' })
    assert.match((await stranger.get('/sign-in')).text, /Logujesz się linkiem/)
    await stranger.get('/sign-in?lang=en')
    assert.match((await stranger.get('/sign-in')).text, /You sign in with a link/)
    assert.match((await site.browser({ language: 'de' }).get('/sign-in')).text, /You sign in with a link/)
  })

  test('signing out ends the session everywhere', async () => {
    const { browser, page } = await signedInClient(site, await waitingOrder(site))
    const cookie = browser.cookies.get('certloom') ?? ''
    assert.equal((await browser.press(page, 'sign-out')).path, '/sign-in')
    const copy = site.browser()
    copy.cookies.set('certloom', cookie)
    assert.equal((await copy.get('/orders')).path, '/sign-in')
  })
})

describe('the link of a configuration mail', () => {
  const mails = (orderId: string) =>
    rows(
      site.here.db.em(),
      sql`select template from outbox where order_id = ${orderId} and template = 'sign-in-link'`,
    )

  test('has a fresh sign-in link sent, by its button only, as long as the order waits', async () => {
    const order = await waitingOrder(site)
    const path = `/configuration-link/${configurationLinkToken(site.here.keyRing, order.id)}`
    const browser = site.browser()
    const page = await browser.get(path)
    assert.equal((await mails(order.id)).length, 0)
    const sent = await browser.press(page, 'configuration-email')
    assert.equal(sent.status, 200)
    assert.match(sent.text, /on its way/)
    assert.equal((await mails(order.id)).length, 1)
    await browser.press(page, 'configuration-email')
    assert.equal((await mails(order.id)).length, 1, 'one mail a minute is enough')
  })

  test('leads to the form while the order waits, to the order afterwards, and whoever is signed in straight there', async () => {
    const order = await waitingOrder(site)
    const path = `/configuration-link/${configurationLinkToken(site.here.keyRing, order.id)}`
    const browser = site.browser()
    await browser.press(await browser.get(path), 'configuration-email')
    const form = await browser.press(await browser.get(await linkOfLastMail(site, order.id)), 'sign-in')
    assert.equal(form.path, `/orders/${order.id}/configure`)
    assert.equal((await browser.get(path)).path, `/orders/${order.id}`)

    await issue(site, order)
    await rows(site.here.db.em(), sql`update outbox set occasion = 'earlier' where order_id = ${order.id}`)
    const other = site.browser()
    const sent = await other.press(await other.get(path), 'configuration-email')
    assert.equal(sent.status, 200)
    const landed = await other.press(await other.get(await linkOfLastMail(site, order.id)), 'sign-in')
    assert.equal(landed.path, `/orders/${order.id}`)
    const stranger = await signedInClient(site, await waitingOrder(site))
    assert.ok((await stranger.browser.get(path)).root.querySelector('[data-command="configuration-email"]'))
  })

  test('that nobody made here sends nothing', async () => {
    const browser = site.browser()
    const page = await browser.press(await browser.get('/configuration-link/made-up'), 'configuration-email')
    assert.equal(page.status, 410)
  })
})

/** One press of the sign-in button, as a proxy before us would pass it on. */
async function tried(
  browser: TestBrowser,
  door: Page,
  fields: { email: string; password: string },
  forwardedFor = '',
): Promise<Response> {
  const { path, body } = formOf(door, 'sign-in')
  for (const [name, value] of Object.entries(fields)) body.set(name, value)
  const headers = forwardedFor === '' ? {} : { 'x-forwarded-for': forwardedFor }
  return browser.send('POST', path, { body, headers })
}

describe('guessing from elsewhere', () => {
  const proxied = withSite({ trustProxy: 1 })
  const right = { email: ADMIN_EMAIL, password: ADMIN_PASSWORD }
  const wrong = { ...right, password: 'wrong' }

  async function guess(
    browser: TestBrowser,
    addresses: readonly string[],
    email = ADMIN_EMAIL,
  ): Promise<number[]> {
    const door = await browser.get('/admin/sign-in')
    const statuses: number[] = []
    for (const address of addresses)
      statuses.push((await tried(browser, door, { ...wrong, email }, address)).status)
    return statuses
  }

  test('keeps no admin out where the proxy is believed', async () => {
    const statuses = await guess(proxied.browser(), Array(8).fill('203.0.113.7'))
    assert.deepEqual(statuses, [422, 422, 422, 422, 422, 422, 429, 429])
    const browser = proxied.browser()
    const door = await browser.get('/admin/sign-in')
    assert.equal((await tried(browser, door, right, '203.0.113.7')).status, 429)
    assert.equal((await tried(browser, door, right, '203.0.113.8')).status, 303)
  })

  test('is not what somebody does who mistypes and then gets in', async () => {
    for (const _ of [1, 2]) {
      const browser = proxied.browser()
      assert.deepEqual(await guess(browser, Array(5).fill('203.0.113.10')), Array(5).fill(422))
      const door = await browser.get('/admin/sign-in')
      assert.equal((await tried(browser, door, right, '203.0.113.10')).status, 303)
    }
  })

  test('of all accounts is stopped by the address', async () => {
    const browser = proxied.browser()
    const door = await browser.get('/admin/sign-in')
    const statuses = await Promise.all(
      Array.from({ length: 34 }, (_, index) =>
        tried(browser, door, { email: `a${index}@certloom.test`, password: 'x' }, '203.0.113.9'),
      ),
    )
    assert.equal(statuses.filter(({ status }) => status === 429).length, 4)
  })

  test('under made-up addresses is stopped where no proxy is believed', async () => {
    const addresses = Array.from({ length: 8 }, (_, index) => `203.0.113.${index}`)
    assert.deepEqual((await guess(site.browser(), addresses, 'far@certloom.test')).slice(-2), [429, 429])
  })
})

describe('administrators', () => {
  test('sign in by e-mail address and password, and come to what needs a hand', async () => {
    const { page } = await signedInAdmin(site)
    assert.match(page.text, new RegExp(ADMIN_EMAIL))
  })

  test('are told the same for an unknown address and a wrong password', async () => {
    const browser = site.browser()
    const door = await browser.get('/admin/sign-in')
    const wrong = await browser.press(door, 'sign-in', { email: ADMIN_EMAIL, password: 'wrong' })
    const unknown = await browser.press(wrong, 'sign-in', {
      email: 'nobody@certloom.test',
      password: 'wrong',
    })
    assert.deepEqual([wrong.status, unknown.status], [422, 422])
    const problem = (page: typeof wrong) => page.root.querySelector('[role=alert]')?.textContent
    assert.equal(problem(wrong), problem(unknown))
    assert.equal(wrong.root.querySelector('#email')?.getAttribute('value'), ADMIN_EMAIL)
    assert.equal((await browser.get('/admin/orders')).path, '/admin/sign-in')
  })

  test('who guess are stopped', async () => {
    const browser = site.browser()
    const door = await browser.get('/admin/sign-in')
    const email = 'guessed@certloom.test'
    const statuses: number[] = []
    for (let guess = 0; guess < 8; guess += 1)
      statuses.push((await browser.press(door, 'sign-in', { email, password: `guess ${guess}` })).status)
    assert.deepEqual(statuses.slice(-2), [429, 429])
    assert.ok(statuses.slice(0, 5).every((status) => status === 422))
  })

  test('and clients do not see each other’s pages', async () => {
    const client = await signedInClient(site, await waitingOrder(site))
    assert.equal((await client.browser.get('/admin/orders')).path, '/admin/sign-in')
    const admin = await signedInAdmin(site)
    assert.equal((await admin.browser.get('/orders')).path, '/sign-in')
  })
})

describe('behind https', () => {
  const secure = withSite({ publicUrl: 'https://certloom.example', caMode: 'production' })
  const headers = { 'x-forwarded-proto': 'https' }

  test('the cookie is kept to this host and to secure connections', async () => {
    const response = await secure.browser().send('GET', '/admin/sign-in', { headers })
    const cookie = response.headers.getSetCookie().find((each) => each.startsWith('__Host-certloom='))
    assert.match(cookie ?? '', /; Path=\/;.*HttpOnly; Secure; SameSite=Lax/)
    assert.match(response.headers.get('strict-transport-security') ?? '', /max-age=31536000/)
  })

  test('with the CA’s real environment nothing warns of untrusted certificates', async () => {
    assert.doesNotMatch(
      await (await secure.browser().send('GET', '/sign-in', { headers })).text(),
      /data-untrusted/,
    )
    assert.match((await site.browser().get('/sign-in')).text, /trusted by no browser/)
  })

  test('signing in works through the proxy', async () => {
    const browser = secure.browser()
    const door = await (await browser.send('GET', '/admin/sign-in', { headers })).text()
    const token = /name="_csrf" value="([^"]+)"/.exec(door)?.[1] ?? ''
    const body = new URLSearchParams({ _csrf: token, email: ADMIN_EMAIL, password: ADMIN_PASSWORD })
    const response = await browser.send('POST', '/admin/sign-in', { headers, body })
    assert.equal(response.headers.get('location'), '/admin')
  })
})
