import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import type { OrderRecord } from '../../store/queries/orders.ts'
import { tell, viewOf } from '../store/order-factory.ts'
import { launchBrowser } from '../support/chromium.ts'
import { awaitProof, issue, LEAF, linkFor, waitingOrder } from './scenes.ts'
import { MULTI, withSite } from './site.ts'

const site = withSite()

describe('what runs in the browser', () => {
  let browser: Browser
  const complaints: string[] = []

  before(async () => {
    browser = await launchBrowser()
  })
  after(() => browser.close())

  /** A page in which the order's customer has signed in. */
  async function open(order: OrderRecord, path: string, permissions: string[] = []): Promise<Page> {
    const context = await browser.newContext({ baseURL: site.origin, locale: 'en', permissions })
    const page = await context.newPage()
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('console', (message) => {
      if (message.type() === 'error' && !/status of 4/.test(message.text())) complaints.push(message.text())
    })
    await page.goto(await linkFor(site, order))
    await page.click('[data-command="sign-in"]')
    await page.goto(`/orders/${order.id}${path}`)
    return page
  }

  async function provenOrder(): Promise<OrderRecord> {
    const order = await waitingOrder(site)
    await awaitProof(site, order)
    return order
  }

  test('keeps the page of the proof up to date until the certificate is there', async () => {
    const order = await provenOrder()
    const page = await open(order, '/verification')
    await page.focus('[data-command="verification/check"]')
    await tell(site.here, {
      orderId: order.id,
      sequence: 3,
      view: viewOf({ state: 'verifying', suspended: true }),
    })
    await page.getByText('Suspended').waitFor({ timeout: 10_000 })
    await issue(site, order)
    await page.locator(`a.button[href="/orders/${order.id}/certificates"]`).waitFor({ timeout: 20_000 })
    const announced = page.locator('[data-live-status]')
    assert.match((await announced.textContent()) ?? '', /The certificate is issued/)
    await page.click(`a.button[href="/orders/${order.id}/certificates"]`)
    await page.getByText(LEAF.sha256).waitFor()
    await page.context().close()
  })

  test('does not look while nobody sees the page', async () => {
    const page = await open(await provenOrder(), '/verification')
    let looks = 0
    page.on('request', (request) => {
      if (request.url().includes('fragment')) looks += 1
    })
    await page.evaluate(`
      Object.defineProperty(document, 'hidden', { get: () => window.isHidden, configurable: true })
      window.isHidden = true
      document.dispatchEvent(new Event('visibilitychange'))
    `)
    await page.waitForTimeout(4_000)
    assert.ok(looks <= 1, `${looks} looks`)
    const before = looks
    await page.evaluate(`window.isHidden = false; document.dispatchEvent(new Event('visibilitychange'))`)
    await page.waitForTimeout(500)
    assert.ok(looks > before, 'it looks at once when somebody does')
    await page.context().close()
  })

  test('copies what is to be published', async () => {
    const page = await open(await provenOrder(), '/verification', ['clipboard-read', 'clipboard-write'])
    await page.locator('[data-copy]').last().click()
    await page.getByText('Copied').waitFor()
    assert.equal(await page.evaluate('navigator.clipboard.readText()'), 'c0de5')
    await page.context().close()
  })

  test('counts, shows the fields of the chosen method, and sends a form once', async () => {
    const order = await waitingOrder(site, { product: MULTI })
    const page = await open(order, '/configure?step=2')
    await page.fill('#names-0', 'shop.example.com')
    assert.equal(await page.textContent('#names-0-count'), '16/230')
    assert.equal(await page.isVisible('#verification-emailPrefix'), false)
    await page.selectOption('#verification-method', 'ADMIN')
    assert.equal(await page.isVisible('#verification-emailPrefix'), true)
    assert.equal(await page.isVisible('#verification-email'), false)

    let posts = 0
    page.on('request', (request) => {
      if (request.method() === 'POST') posts += 1
    })
    await page.dblclick('[data-command="names/add"]')
    await page.locator('#names-1').waitFor()
    assert.equal(posts, 1)
    await page.context().close()
  })

  test('puts the reader at the list of problems', async () => {
    const page = await open(await waitingOrder(site), '/configure')
    await page.click('[data-command="configuration/draft"]')
    await page.locator('[data-summary]').waitFor()
    assert.equal(await page.evaluate(`document.activeElement.matches('[data-summary]')`), true)
    const { violations } = await new AxeBuilder({ page }).analyze()
    assert.deepEqual(
      violations.map(({ id, nodes }) => [id, nodes[0]?.html]),
      [],
    )
    await page.context().close()
  })

  test('breaks no rule of the pages and fails nowhere', () => {
    assert.deepEqual(complaints, [])
  })
})
