import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser } from 'playwright-core'
import { raiseAlarms } from '../../store/queries/alarms.ts'
import { openCaTasks } from '../../store/queries/ca-tasks.ts'
import { rows, sql } from '../../store/sql.ts'
import { tell, viewOf } from '../store/order-factory.ts'
import { launchBrowser } from '../support/chromium.ts'
import type { Page } from './browser.ts'
import { linkFor, openManualTask, signedInAdmin, waitingOrder } from './scenes.ts'
import { ADMIN_EMAIL, ADMIN_PASSWORD, withSite } from './site.ts'

const site = withSite()
const DAY_MS = 86_400_000

const textsOf = (page: Page, selector: string): string[] =>
  page.root.querySelectorAll(selector).map((found) => found.text.trim())
const weeksOf = (page: Page): number[] =>
  page.root.querySelectorAll('[data-week]').map((week) => Number(week.getAttribute('data-week')))

async function endingIn(days: number): Promise<void> {
  const order = await waitingOrder(site)
  const expiresAt = new Date(Date.now() + days * DAY_MS).toISOString()
  await tell(site.here, { orderId: order.id, view: viewOf({ state: 'issued', expiresAt }) })
}

describe('the admin’s overview', () => {
  test('says so where nothing needs a hand', async () => {
    const { browser } = await signedInAdmin(site)
    const page = await browser.get('/admin')
    assert.equal(page.status, 200)
    assert.match(page.text, /Nothing needs a hand at the moment/)
    assert.equal(page.root.querySelector('nav [aria-current=page]')?.getAttribute('href'), '/admin')
  })

  test('shows what needs a hand in words, with the way to the order', async () => {
    const order = await waitingOrder(site)
    const standing = {
      kind: 'configuration-unfinished',
      subject: order.id,
      step: '2026-05-04T00:00:00Z/3',
    } as const
    await raiseAlarms(site.here.db.em(), [{ ...standing, orderId: order.id }], new Date())
    const { browser } = await signedInAdmin(site)
    const alarm = (await browser.get('/admin')).root.querySelector('[data-alarm=configuration-unfinished]')
    assert.equal(alarm?.querySelector('a')?.getAttribute('href'), `/admin/orders/${order.id}#alarms`)
    assert.match(alarm?.text ?? '', /has not been configured for 3 days/)
    const page = await browser.get(`/admin/orders/${order.id}`)
    assert.match(
      page.root.querySelector('#alarms')?.parentNode?.text ?? '',
      /has not been configured for 3 days/,
      'and on the order’s own page',
    )
    const other = await waitingOrder(site)
    assert.equal((await browser.get(`/admin/orders/${other.id}`)).root.querySelector('#alarms'), null)
    const client = site.browser()
    const own = await client.press(await client.get(await linkFor(site, order)), 'sign-in')
    assert.equal(own.root.querySelector('#alarms'), null, 'clients are told by mail')
    const polish = await browser.get('/admin?lang=pl')
    assert.match(polish.text, /Co wymaga uwagi/)
  })

  test('counts orders by state, those that wait for money, and what ends in each week', async () => {
    const { browser } = await signedInAdmin(site)
    const before = await browser.get('/admin')
    const order = await waitingOrder(site)
    await tell(site.here, { orderId: order.id, view: viewOf({ state: 'awaiting-payment' }) })
    for (const days of [1, 15, 15, 83, 85, -1]) await endingIn(days)
    const page = await browser.get('/admin')
    const number = (shown: Page, selector: string) => Number(textsOf(shown, selector)[0])
    assert.equal(number(page, '[data-state=issued]') - number(before, '[data-state=issued]'), 6)
    assert.equal(number(page, '[data-unpaid]') - number(before, '[data-unpaid]'), 1)
    const grown = weeksOf(page).map((orders, week) => orders - (weeksOf(before)[week] ?? 0))
    assert.deepEqual(grown, [1, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 1])
    const list = page.root.querySelector('[data-state=awaiting-payment] a')?.getAttribute('href') ?? ''
    assert.match((await browser.get(list)).text, new RegExp(order.customer.email))
  })

  test('tells which part does not work', async () => {
    const { browser } = await signedInAdmin(site)
    site.engine.isAway = true
    const page = await browser.get('/admin')
    site.engine.reset()
    const part = (name: string) =>
      page.root.querySelector(`[data-health=${name}] .badge`)?.getAttribute('data-value')
    assert.deepEqual([part('database'), part('temporal')], ['ok', 'problem'])
  })

  test('tells in words what is wrong with the CA', async () => {
    const { browser } = await signedInAdmin(site)
    const em = site.here.db.em()
    await rows(em, sql`update ca_accounts set last_problem = 'connection-lost'`)
    const page = await browser.get('/admin')
    assert.match(textsOf(page, '[data-health=ca]').join(), /The connection broke off/)
    assert.doesNotMatch(page.text, /connection-lost/)
    await rows(em, sql`update ca_accounts set last_problem = null`)
  })

  test('is for admins only', async () => {
    assert.equal((await site.browser().get('/admin')).path, '/admin/sign-in')
    const client = site.browser()
    const order = await waitingOrder(site)
    await client.press(await client.get(await linkFor(site, order)), 'sign-in')
    assert.equal((await client.get('/orders')).status, 200)
    assert.equal((await client.get('/admin')).path, '/admin/sign-in')
  })
})

/** A page with a form to fill in. */
async function taskPath(): Promise<string> {
  const request = { csr: 'a-csr'.repeat(200), names: ['a.example.com'] }
  await openManualTask(site, await waitingOrder(site), { kind: 'issue', request })
  const task = (await openCaTasks(site.here.db, { billingSystemId: null }, 500)).at(-1)
  return `/admin/ca-tasks/${task?.id}`
}

describe('the admin’s pages in a browser', () => {
  let browser: Browser
  before(async () => {
    browser = await launchBrowser()
  })
  after(() => browser.close())

  for (const colorScheme of ['light', 'dark'] as const)
    for (const width of [360, 1280])
      test(`leaves nobody out at ${width} px in ${colorScheme}`, async () => {
        const context = await browser.newContext({
          baseURL: site.origin,
          locale: 'en',
          colorScheme,
          viewport: { width, height: 900 },
        })
        const page = await context.newPage()
        await page.goto('/admin/sign-in')
        await page.fill('#email', ADMIN_EMAIL)
        await page.fill('#password', ADMIN_PASSWORD)
        await page.click('[data-command="sign-in"]')
        for (const path of ['/admin', '/admin/ca', '/admin/ca-tasks', await taskPath()]) {
          await page.goto(path)
          const { violations } = await new AxeBuilder({ page }).analyze()
          assert.deepEqual(
            violations.map(({ id }) => id),
            [],
          )
          assert.equal(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), true)
        }
        await context.close()
      })
})
