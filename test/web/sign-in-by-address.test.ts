import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ensureBillingSystem } from '../../store/queries/billing-systems.ts'
import type { OrderRecord } from '../../store/queries/orders.ts'
import { rows, sql } from '../../store/sql.ts'
import type { Page, TestBrowser } from './browser.ts'
import { linkMails, linkOfLastMail, written } from './mail-links.ts'
import { issue, linkFor, signedInAdmin, signedInClient, somebody, waitingOrder } from './scenes.ts'
import { withSite } from './site.ts'

const site = withSite()

/** Follows a link of a mail without a session, and types an address. */
async function askOn(path: string, email: string, browser = site.browser()) {
  const door = await browser.get(path)
  assert.equal(door.path, '/sign-in')
  return { browser, answer: await browser.press(door, 'sign-in-link', { email }) }
}

async function follow(browser: TestBrowser, order: OrderRecord): Promise<Page> {
  return browser.press(await browser.get(await linkOfLastMail(site, order.id)), 'sign-in')
}

/** What an answer says, whoever it is said to. */
function said({ html, status }: Page, email: string): unknown {
  const main = html.slice(html.indexOf('<main'), html.indexOf('</main>'))
  return [status, main.replaceAll(email, 'ADDRESS').replaceAll(/value="[^"]*"/g, '')]
}

describe('the link of a mail, without a session', () => {
  for (const page of ['', '/verification', '/documents', '/certificates', '?events=x'])
    test(`has one sent that leads to the page that was meant, in any browser: ${page || 'overview'}`, async () => {
      const order = await waitingOrder(site)
      await issue(site, order)
      const path = `/orders/${order.id}${page}`
      const { browser, answer } = await askOn(path, order.customer.email)
      assert.equal(answer.status, 200)
      assert.match(answer.text, /a link is on its way/)
      const mails = await linkMails(site, order.id)
      assert.deepEqual(
        mails.map(({ template, page: meant }) => [template, meant]),
        [['sign-in-link', path]],
      )
      const elsewhere = await follow(site.browser({ language: 'pl' }), order)
      assert.equal(elsewhere.path, path)
      await rows(site.here.db.em(), sql`delete from outbox where order_id = ${order.id}`)
      await browser.press(await browser.get('/sign-in'), 'sign-in-link', { email: order.customer.email })
      assert.equal((await follow(browser, order)).path, path)
    })

  test('is asked for in any letters, and once a minute is enough', async () => {
    const order = await waitingOrder(site)
    const email = ` ${order.customer.email.toUpperCase()} `
    const { browser, answer } = await askOn(`/orders/${order.id}`, email)
    assert.equal(answer.status, 200)
    await askOn(`/orders/${order.id}`, order.customer.email, browser)
    assert.equal((await linkMails(site, order.id)).length, 1)
  })

  test('lets nobody in but the mail’s reader: opening it uses nothing up, and it works once', async () => {
    const order = await waitingOrder(site)
    await askOn(`/orders/${order.id}/documents`, order.customer.email)
    const link = await linkOfLastMail(site, order.id)
    for (let scan = 0; scan < 3; scan += 1) assert.equal((await site.browser().get(link)).status, 200)
    const browser = site.browser()
    const first = await browser.press(await browser.get(link), 'sign-in')
    assert.equal(first.path, `/orders/${order.id}/documents`)
    const late = site.browser()
    const over = await late.press(await late.get(link), 'sign-in')
    assert.equal(over.status, 410)
    await rows(site.here.db.em(), sql`delete from outbox where order_id = ${order.id}`)
    await late.press(over, 'sign-in-link', { email: order.customer.email })
    assert.equal(
      (await follow(late, order)).path,
      `/orders/${order.id}/documents`,
      'a new one leads to the same page',
    )
  })

  test('about somebody else’s order leads to one’s own', async () => {
    const [mine, theirs] = [await waitingOrder(site), await waitingOrder(site)]
    const { browser } = await askOn(`/orders/${theirs.id}`, mine.customer.email)
    assert.deepEqual(await linkMails(site, theirs.id), [])
    const [mail] = await linkMails(site, mine.id)
    assert.deepEqual([mail?.template, mail?.page], ['sign-in', null])
    assert.equal((await follow(browser, mine)).path, '/orders')
  })

  test('never leads to another site, nor to the administration', async () => {
    const order = await waitingOrder(site)
    const browser = site.browser()
    for (const path of ['/orders//evil.test', '/orders/../admin', `/orders/${order.id}/\\evil.test`])
      await browser.send('GET', path)
    await browser.get('/admin/orders')
    await browser.press(await browser.get('/sign-in'), 'sign-in-link', { email: order.customer.email })
    const landed = await follow(browser, order)
    assert.match(landed.path, /^\/orders(?:\/|$)/)
    assert.doesNotMatch(landed.path, /evil|admin/)
  })
})

describe('signing in by typing an address', () => {
  test('leads to all that is theirs, with the newest order’s seller and no order’s number', async () => {
    const customer = somebody()
    const older = await waitingOrder(site, { customer })
    const newest = await waitingOrder(site, { customer })
    const browser = site.browser()
    await browser.press(await browser.get('/sign-in'), 'sign-in-link', { email: customer.email })
    assert.deepEqual(await linkMails(site, older.id), [])
    const [mail] = await linkMails(site, newest.id)
    assert.equal(mail?.template, 'sign-in')
    const { text, to } = await written(site, newest.id, mail)
    assert.equal(to.address, customer.email)
    assert.doesNotMatch(text, new RegExp(newest.reference))
    assert.equal((await follow(browser, newest)).path, '/orders')
  })

  test('sends one link for each customer who has the address, whichever billing system they are of', async () => {
    const customer = somebody()
    const here = await waitingOrder(site, { customer })
    const { id: other } = await ensureBillingSystem(site.here.db, `other ${customer.reference}`)
    const there = await waitingOrder(site, { customer, billingSystemId: other })
    const browser = site.browser()
    await browser.press(await browser.get('/sign-in'), 'sign-in-link', { email: customer.email })
    for (const order of [here, there]) {
      assert.equal((await linkMails(site, order.id)).length, 1)
      const landed = await follow(site.browser(), order)
      assert.match(landed.html, new RegExp(order.id))
      assert.doesNotMatch(landed.html, new RegExp((order === here ? there : here).id))
    }
  })

  test('tells nobody whether an address is known: same words, same status, same time', async () => {
    const { customer } = await waitingOrder(site)
    const answerTo = async (email: string) => {
      const browser = site.browser()
      const door = await browser.get('/sign-in')
      const began = performance.now()
      const page = await browser.press(door, 'sign-in-link', { email })
      return { answer: said(page, email), tookMs: performance.now() - began }
    }
    const known = await answerTo(customer.email)
    const unknown = await answerTo('nobody.at.all@customer.test')
    assert.deepEqual(known.answer, unknown.answer)
    for (const { tookMs } of [known, unknown]) assert.ok(tookMs >= 240, `${tookMs} ms`)
  })

  test('says at its field what is no address, and keeps what was typed', async () => {
    const browser = site.browser()
    for (const email of ['', 'jan', 'jan@', '<b>@x'.repeat(100)]) {
      const page = await browser.press(await browser.get('/sign-in'), 'sign-in-link', { email })
      assert.equal(page.status, 422)
      assert.ok(page.root.querySelector('#email-problem'))
      assert.equal(page.root.querySelector('#email')?.getAttribute('value'), email)
      assert.equal(page.html.includes('<b>'), false)
    }
  })

  test('by a form that was printed long ago says so, and offers it anew', async () => {
    const browser = site.browser()
    const door = await browser.get('/sign-in')
    browser.cookies.clear()
    const page = await browser.press(door, 'sign-in-link', { email: 'jan@example.com' })
    assert.equal(page.status, 403)
    assert.equal(page.root.querySelector('#email')?.getAttribute('value'), 'jan@example.com')
    assert.equal((await browser.press(page, 'sign-in-link')).status, 200)
  })
})

describe('asking from elsewhere', () => {
  const proxied = withSite({ trustProxy: 1 })

  test('is bounded for one address, known or not, and says when to try again', async () => {
    const { customer } = await waitingOrder(proxied)
    const statusesOf = async (email: string): Promise<number[]> => {
      const statuses: number[] = []
      for (let press = 0; press < 6; press += 1) {
        const browser = proxied.browser()
        const page = await browser.press(await browser.get('/sign-in'), 'sign-in-link', { email })
        statuses.push(page.status)
        if (page.status === 429) assert.equal(page.headers.get('retry-after'), '900')
      }
      return statuses
    }
    const expected = [200, 200, 200, 200, 200, 429]
    assert.deepEqual(await statusesOf(customer.email), expected)
    assert.deepEqual(await statusesOf('nobody.else@customer.test'), expected)
  })

  test('is bounded for one caller, and keeps no other out', async () => {
    const browser = proxied.browser()
    const door = await browser.get('/sign-in')
    const token = /name="_csrf" value="([^"]+)"/.exec(door.html)?.[1] ?? ''
    const ask = async (index: number, caller: string): Promise<number> => {
      const body = new URLSearchParams({ _csrf: token, email: `somebody${index}@customer.test` })
      const headers = { 'x-forwarded-for': caller }
      return (await browser.send('POST', '/sign-in', { body, headers })).status
    }
    const statuses = await Promise.all(Array.from({ length: 32 }, (_, index) => ask(index, '203.0.113.9')))
    assert.equal(statuses.filter((status) => status === 429).length, 2)
    assert.equal(await ask(40, '203.0.113.10'), 200)
  })
})

describe('an admin', () => {
  test('sends the client a sign-in link with one press', async () => {
    const order = await waitingOrder(site)
    await issue(site, order)
    const { browser } = await signedInAdmin(site)
    const page = await browser.get(`/admin/orders/${order.id}`)
    const done = await browser.press(page, 'sign-in-link')
    assert.equal(done.path, `/admin/orders/${order.id}`)
    assert.match(done.text, new RegExp(`on its way to ${order.customer.email}`))
    assert.equal((await follow(site.browser(), order)).path, `/orders/${order.id}`)
  })

  test('is told where links are not sent from here', async () => {
    const customer = somebody()
    const { id: system } = await ensureBillingSystem(site.here.db, `theirs ${customer.reference}`)
    await rows(
      site.here.db.em(),
      sql`update billing_systems set mails = '{"sign-in-link": "billing-system"}' where id = ${system}`,
    )
    const order = await waitingOrder(site, { customer, billingSystemId: system })
    const { browser } = await signedInAdmin(site)
    const page = await browser.get(`/admin/orders/${order.id}`)
    assert.match((await browser.press(page, 'sign-in-link')).text, /are not sent from here/)
    assert.deepEqual(await linkMails(site, order.id), [])
  })

  test('is the only one who has that button', async () => {
    const { page } = await signedInClient(site, await waitingOrder(site))
    assert.equal(page.root.querySelector('[data-command="sign-in-link"]'), null)
    const link = await linkFor(site, await waitingOrder(site))
    assert.match(link, /^\/link\//)
  })
})
