import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { launchBrowser } from '../support/chromium.ts'
import { look, openVisit, type Visit } from './support/look.ts'
import { makeCsr, namesOfCertificate, verifyChain } from './support/openssl.ts'
import { fresh, PLANTED, publishProof, startOrder, untilState } from './support/order-steps.ts'
import { type Rest, restOf } from './support/rest.ts'
import { type SandboxDoor, sandboxOf } from './support/sandbox-door.ts'
import { type LiveStack, startStack } from './support/stack.ts'

const VISITS: readonly Visit[] = [
  { language: 'pl', javaScript: false, width: 360, colorScheme: 'dark' },
  { language: 'en', javaScript: true, width: 1280, colorScheme: 'light' },
]

describe('one order by the pages', () => {
  let stack: LiveStack
  let rest: Rest
  let sandbox: SandboxDoor
  let browser: Browser

  before(async () => {
    ;[stack, browser] = await Promise.all([startStack(), launchBrowser()])
    rest = restOf(stack)
    sandbox = sandboxOf(stack)
  })
  after(async () => {
    await browser.close()
    await stack.stop()
  })

  function titleOf(visit: Visit): string {
    return `${visit.language}, ${visit.javaScript ? 'with' : 'without'} JavaScript`
  }

  async function signInByLink(page: Page, visit: Visit, orderId: string): Promise<void> {
    const { body } = await rest<{ url: string }>('POST', `/orders/${orderId}/client-link`, {})
    await page.goto(body.url)
    await look(page, visit, 'link')
    await page.locator('[data-command="sign-in"]').click()
    await page.waitForURL(`**/orders/${orderId}**`)
  }

  async function configure(page: Page, visit: Visit, orderId: string, csr: string): Promise<void> {
    await page.goto(`${stack.ready().pages}/orders/${orderId}/configure`)
    await page
      .locator('[name="csr"]')
      .fill('-----BEGIN CERTIFICATE REQUEST-----\nMIIB\n-----END CERTIFICATE REQUEST-----')
    await page.locator('[name="contact.lastName"]').fill('Nowak-Żółć')
    await page.locator('[data-command="csr/inspect"]').click()
    await page.locator('[name="csr"][aria-invalid="true"]').waitFor()
    assert.equal(
      await page.locator('[name="contact.lastName"]').inputValue(),
      'Nowak-Żółć',
      'nothing typed is lost',
    )
    await look(page, visit, 'configure-bad-csr')
    await page.locator('[name="csr"]').fill(csr)
    await page.locator('[data-command="csr/inspect"]').click()
    await look(page, visit, 'configure-1')
    await fillContact(page)
    await page.locator('[data-command="configuration/draft"]').first().click()
    await page.locator('[name="names[]"]').first().waitFor()
    await page.locator('[name="verification.method"]').first().waitFor()
    await chooseMethod(page, 'DNS_TXT_PREFIX')
    await look(page, visit, 'configure-2')
    await page.locator('[data-command="configuration"]').click()
    await page.waitForURL(`**/orders/${orderId}/verification`)
  }

  async function fillContact(page: Page): Promise<void> {
    for (const [field, value] of Object.entries(PLANTED)) {
      const input = page.locator(`[name="contact.${field}"]`)
      if ((await input.count()) > 0) await input.fill(value)
    }
  }

  async function chooseMethod(page: Page, method: string): Promise<void> {
    const select = page.locator('select[name="verification.method"]')
    if ((await select.count()) > 0) await select.selectOption(method)
    else await page.locator(`[name="verification.method"][value="${method}"]`).check()
  }

  for (const visit of VISITS) {
    test(`a client configures, proves and downloads: ${titleOf(visit)}`, async () => {
      const { reference, domain } = fresh()
      const order = await startOrder(rest, reference, {}, visit.language)
      const context = await openVisit(browser, visit)
      const page = await context.newPage()
      const strangers: string[] = []
      page.on('request', (request) => {
        if (!request.url().startsWith(stack.ready().pages)) strangers.push(request.url())
      })
      await signInByLink(page, visit, order.id)
      await look(page, visit, 'overview-new')
      await configure(page, visit, order.id, makeCsr(domain).csr)
      await look(page, visit, 'verification')
      await page.getByText(`_certum.${domain}`).first().waitFor()
      await publishProof(rest, sandbox, order.id)
      await page.locator('[data-command="verification/check"]').click()
      await untilState(rest, order.id, 'issued')
      await page.goto(`${stack.ready().pages}/orders/${order.id}`)
      await look(page, visit, 'overview-issued')
      await page.goto(`${stack.ready().pages}/orders/${order.id}/certificates`)
      await look(page, visit, 'certificates')
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.locator('a[href$=".pem"]').first().click(),
      ])
      const chunks: Buffer[] = []
      for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer)
      const pem = Buffer.concat(chunks).toString('utf8')
      assert.equal(verifyChain(pem), 'leaf: OK')
      assert.ok(namesOfCertificate(pem).includes(`DNS:${domain}`))
      await page.goto(`${stack.ready().pages}/orders`)
      await look(page, visit, 'orders')
      await page.locator('main').getByText(domain).first().waitFor()
      assert.deepEqual(strangers, [], 'no request to another origin')
      await context.close()
    })

    test(`an admin finds, reads and cancels an order: ${titleOf(visit)}`, async () => {
      const { reference } = fresh()
      const order = await startOrder(rest, reference)
      const context = await openVisit(browser, visit)
      const page = await context.newPage()
      const { admin } = stack.ready()
      await page.goto(`${admin.url}/orders`)
      await page.waitForURL('**/admin/sign-in**')
      await look(page, visit, 'admin-sign-in')
      await page.locator('[name="email"]').fill(admin.email)
      await page.locator('[name="password"]').fill(admin.password)
      await page.locator('[data-command="sign-in"]').click()
      await page.waitForURL('**/admin/orders')
      if (visit.language === 'pl') await page.locator('a.language').click()
      await page.goto(`${admin.url}/orders?q=${reference}`)
      await look(page, visit, 'admin-orders')
      await page.locator(`main a[href*="/admin/orders/${order.id}"]`).first().click()
      await look(page, visit, 'admin-order')
      assert.ok((await page.locator(`a[href*="order-${order.id}"]`).count()) > 0, 'a link to the Temporal UI')
      await page.locator('[data-command="cancel"]').first().click()
      await look(page, visit, 'admin-cancel')
      await page.locator('form [data-command="cancel"]').click()
      await untilState(rest, order.id, 'cancelled')
      await page.goto(`${admin.url}/orders/${order.id}`)
      await look(page, visit, 'admin-order-cancelled')
      assert.equal(await page.locator('[data-command="cancel"]').count(), 0)
      await context.close()
    })
  }

  test('a link signs in once, and one order is hidden from another customer', async () => {
    const mine = await startOrder(rest, fresh().reference)
    const other = await startOrder(rest, fresh().reference)
    const context = await browser.newContext({ locale: 'en' })
    const page = await context.newPage()
    const { body } = await rest<{ url: string }>('POST', `/orders/${mine.id}/client-link`, {})
    await page.goto(body.url)
    await page.locator('[data-command="sign-in"]').click()
    await page.waitForURL(`**/orders/${mine.id}**`)
    const foreign = await page.goto(`${stack.ready().pages}/orders/${other.id}`)
    assert.equal(foreign?.status(), 404)
    const unknown = await page.goto(`${stack.ready().pages}/orders/${'0'.repeat(32)}`)
    assert.equal(unknown?.status(), 404)
    const second = await browser.newContext({ locale: 'en' })
    const later = await second.newPage()
    await later.goto(body.url)
    if ((await later.locator('[data-command="sign-in"]').count()) > 0) {
      await later.locator('[data-command="sign-in"]').click()
    }
    await later.goto(`${stack.ready().pages}/orders/${mine.id}`)
    assert.ok(later.url().includes('/sign-in'), 'the link was used up')
    await context.close()
    await second.close()
  })
})
