import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { rows, sql } from '../../store/sql.ts'
import { launchBrowser } from '../support/chromium.ts'
import { awaitProof, issue, waitingOrder } from './scenes.ts'
import { ADMIN_EMAIL, ADMIN_PASSWORD, withSite } from './site.ts'

const site = withSite()

async function signIn(page: Page): Promise<void> {
  await page.fill('#email', ADMIN_EMAIL)
  await page.fill('#password', ADMIN_PASSWORD)
  await page.click('[data-command="sign-in"]')
}

describe('the system pages in a browser', () => {
  let browser: Browser
  before(async () => {
    browser = await launchBrowser()
    const order = await waitingOrder(site)
    await awaitProof(site, order)
    await issue(site, order)
  })
  after(() => browser.close())

  async function open(options: BrowserContextOptions): Promise<{ context: BrowserContext; page: Page }> {
    const context = await browser.newContext({ baseURL: site.origin, locale: 'en', ...options })
    const page = await context.newPage()
    await page.goto('/admin/sign-in')
    await signIn(page)
    return { context, page }
  }

  async function isFit(page: Page, path: string): Promise<void> {
    const { violations } = await new AxeBuilder({ page }).analyze()
    assert.deepEqual(
      violations.map(({ id }) => id),
      [],
      path,
    )
    assert.equal(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), true, path)
  }

  for (const [width, colorScheme] of [
    [360, 'dark'],
    [1280, 'light'],
  ] as const)
    test(`leave nobody out at ${width} px in ${colorScheme}, whatever they have just said`, async () => {
      const { context, page } = await open({ colorScheme, viewport: { width, height: 900 } })
      await page.goto('/admin/tokens/new')
      await page.fill('#name', 'a token of a rather long name that goes on')
      await page.check('[value="admin"]')
      await page.click('[data-command="tokens"]')
      await isFit(page, 'the token, shown once')
      await page.goto('/admin/webhooks/new')
      await page.click('[data-command="webhooks"]')
      await isFit(page, 'a form that was refused')
      await page.fill('#url', `https://billing.test/${'long'.repeat(30)}`)
      await page.click('[data-command="webhooks"]')
      await isFit(page, 'the secret, shown once')
      await context.close()
    })

  test('give back what was typed when the session ends meanwhile', async () => {
    const { context, page } = await open({})
    await page.goto('/admin/users/new')
    await page.fill('#name', 'Typed Before')
    await page.fill('#password', 'a long password')
    await rows(site.here.db.em(), sql`delete from web_sessions`)
    await page.click('[data-command="users"]')
    await page.waitForURL('**/admin/sign-in')
    await signIn(page)
    await page.waitForURL('**/admin/users/new')
    assert.equal(await page.inputValue('#name'), 'Typed Before')
    assert.equal(await page.inputValue('#password'), '')
    await isFit(page, 'a form that came back')
    await context.close()
  })

  test('come back after a button whose address is no page', async () => {
    const { context, page } = await open({})
    await page.goto('/admin/ca')
    await rows(site.here.db.em(), sql`delete from web_sessions`)
    await page.click('[data-command="check"]')
    await page.waitForURL('**/admin/sign-in')
    await signIn(page)
    await page.waitForURL('**/admin/ca')
    assert.match((await page.textContent('main')) ?? '', /Nothing was done/)
    await context.close()
  })
})
