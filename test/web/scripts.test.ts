import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import type { OrderRecord } from '../../store/queries/orders.ts'
import { SAMPLES } from '../api/sample-files.ts'
import { tell, viewOf } from '../store/order-factory.ts'
import { launchBrowser } from '../support/chromium.ts'
import { awaitProof, issue, LEAF, linkFor, tellEvidence, waitingOrder } from './scenes.ts'
import { MULTI, TRUSTED, withSite } from './site.ts'

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
    await assertAccessible(page)
    await page.context().close()
  })

  test('shows of the form that changes the proof only what the method has a use for', async () => {
    const page = await open(await provenOrder(), '/verification')
    await page.selectOption('[name="method"]', 'ADMIN')
    assert.deepEqual(await visibleOf(page, ['#emailPrefix', '#email', '#notify']), [true, false, false])
    await page.selectOption('[name="method"]', 'FILE')
    assert.deepEqual(await visibleOf(page, ['#emailPrefix', '#email', '#notify']), [false, true, true])
    await page.context().close()
  })

  const visibleOf = (page: Page, selectors: readonly string[]) =>
    Promise.all(selectors.map((selector) => page.isVisible(selector)))

  test('hands in a document that was chosen, and leaves nothing on these pages that excludes anybody', async () => {
    const order = await waitingOrder(site, { product: TRUSTED })
    await awaitProof(site, order)
    const page = await open(order, '/documents')
    await page.selectOption('[name="type"]', 'AUTHORIZATION')
    const file = (name: string, buffer: Buffer) => ({ name, mimeType: 'application/pdf', buffer })
    await page.setInputFiles('#files', file('letter.pdf', SAMPLES.text()))
    await page.click('[data-command="documents"]')
    await page.locator('[data-summary]').waitFor()
    await assertAccessible(page)
    await page.setInputFiles('#files', file('letter.pdf', SAMPLES.pdf()))
    await page.click('[data-command="documents"]')
    await page.locator('[data-document="WAITING"]').waitFor()
    await assertAccessible(page)
    await tellEvidence(site, order, {
      verifications: [{ type: 'AUTHORIZATION', state: 'REQUIRED', expiresAt: null }],
    })
    for (const path of ['state', 'verification']) {
      await page.goto(`/orders/${order.id}/${path}`)
      await assertAccessible(page)
    }
    await page.context().close()
  })

  test('takes files that are dropped, names them, and tells how it went', async () => {
    const order = await waitingOrder(site, { product: TRUSTED })
    await awaitProof(site, order)
    const page = await open(order, '/documents')
    const dropped = await page.evaluateHandle(`(() => {
      const transfer = new DataTransfer()
      const content = Uint8Array.from(${JSON.stringify([...SAMPLES.pdf()])})
      transfer.items.add(new File([content], 'letter.pdf', { type: 'application/pdf' }))
      return transfer
    })()`)
    await page.dispatchEvent('[data-drop]', 'drop', { dataTransfer: dropped })
    assert.match((await page.textContent('[data-chosen]')) ?? '', /^letter\.pdf \(\d+ kB\)$/)
    await page.selectOption('[name="type"]', 'AUTHORIZATION')
    await page.dblclick('[data-command="documents"]')
    await page.locator('[data-document]').waitFor()
    assert.equal(await page.locator('[data-document]').count(), 1)
    assert.match((await page.textContent('.notice-good')) ?? '', /handed in/)
    assert.equal(new URL(page.url()).pathname, `/orders/${order.id}/documents`)
    await page.context().close()
  })

  async function assertAccessible(page: Page): Promise<void> {
    const { violations } = await new AxeBuilder({ page }).analyze()
    assert.deepEqual(
      violations.map(({ id, nodes }) => [page.url(), id, nodes[0]?.html]),
      [],
    )
  }

  test('breaks no rule of the pages and fails nowhere', () => {
    assert.deepEqual(complaints, [])
  })
})
