import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { makeCsr } from '../api/csr-maker.ts'
import { openVisit, type Visit } from '../end-to-end/support/look.ts'
import { launchBrowser } from '../support/chromium.ts'
import { askedFor, issuedOrder } from './configured-scene.ts'
import { linkFor } from './scenes.ts'
import { ADMIN_EMAIL, ADMIN_PASSWORD, withSite } from './site.ts'

const site = withSite()

const VISITS: readonly Visit[] = [
  { language: 'pl', javaScript: false, width: 360, colorScheme: 'dark' },
  { language: 'en', javaScript: true, width: 1280, colorScheme: 'light' },
]

interface Step {
  /** Below the order. */
  path: string
  /** What is typed or chosen, by the field's name. */
  fields: Record<string, string>
  button: string
  command: string
}

/** What a client asks for in the years after. `csr` is put in. */
const CLIENTS: readonly Step[] = [
  { path: 'renewal-csr', fields: { csr: '' }, button: 'renewal-csr', command: 'provideRenewalCsr' },
  { path: 'reissue', fields: { csr: '' }, button: 'reissue', command: 'reissue' },
  {
    path: 'properties',
    fields: { 'contact.email': 'new@example.com' },
    button: 'properties',
    command: 'editProperties',
  },
  {
    path: 'renewal',
    fields: { policy: 'notify', daysBefore: '20' },
    button: 'renewal',
    command: 'changeRenewal',
  },
  { path: 'send', fields: { to: 'web@example.com' }, button: 'send', command: 'send' },
  { path: 'revoke', fields: { reason: 'superseded', note: 'żółw' }, button: 'revoke', command: 'revoke' },
  {
    path: 'cancellation',
    fields: { when: 'end-of-term' },
    button: 'cancellation-request',
    command: 'requestCancellation',
  },
]

const ADMINS: readonly Step[] = [
  { path: 'payment', fields: { invoice: 'FV 7' }, button: 'payment', command: 'paymentReceived' },
  { path: 'renew', fields: {}, button: 'renew', command: 'renew' },
  { path: 'terminate', fields: {}, button: 'terminate', command: 'terminateService' },
]

describe('what is asked for by forms, in a browser', () => {
  let browser: Browser

  before(async () => {
    browser = await launchBrowser()
  })
  after(() => browser.close())

  async function fill(page: Page, fields: Record<string, string>, csr: string): Promise<void> {
    for (const [name, value] of Object.entries(fields)) {
      const field = page.locator(`[name="${name}"]`)
      const isSelect = (await page.locator(`select[name="${name}"]`).count()) > 0
      if (isSelect) await field.selectOption(value)
      else await field.fill(name === 'csr' ? csr : value)
    }
  }

  async function walk(page: Page, path: string, steps: readonly Step[]): Promise<void> {
    for (const step of steps) {
      await page.goto(`${site.origin}${path}/${step.path}`)
      await fill(page, step.fields, await makeCsr('example.com'))
      await page.click(`main [data-command="${step.button}"]`)
      await page.waitForURL(`${site.origin}${path}`)
      assert.equal(await page.locator('.notice-good').count(), 1, step.path)
    }
  }

  for (const visit of VISITS)
    test(`${visit.language}, ${visit.javaScript ? 'with' : 'without'} JavaScript`, async () => {
      const { order } = await issuedOrder(site, { term: { period: 'P1Y', recurring: true, paidUntil: null } })
      const context = await openVisit(browser, visit)
      const page = await context.newPage()
      await page.goto(site.origin + (await linkFor(site, order)))
      await page.click('[data-command="sign-in"]')
      await walk(page, `/orders/${order.id}`, CLIENTS)
      await context.clearCookies()
      await page.goto(`${site.origin}/admin/sign-in`)
      await page.fill('[name="email"]', ADMIN_EMAIL)
      await page.fill('[name="password"]', ADMIN_PASSWORD)
      await page.click('[data-command="sign-in"]')
      await page.waitForURL(`${site.origin}/admin`)
      await walk(page, `/admin/orders/${order.id}`, ADMINS)
      const asked = (await askedFor(site, order)).map(({ name }) => name)
      assert.deepEqual(
        asked,
        [...CLIENTS, ...ADMINS].map(({ command }) => command),
      )
      await context.close()
    })

  test('a field that is of no use is hidden with scripts, until it is of use', async () => {
    const { order } = await issuedOrder(site)
    const context = await openVisit(browser, {
      language: 'en',
      javaScript: true,
      width: 1280,
      colorScheme: 'light',
    })
    const page = await context.newPage()
    await page.goto(site.origin + (await linkFor(site, order)))
    await page.click('[data-command="sign-in"]')
    await page.goto(`${site.origin}/orders/${order.id}/revoke`)
    assert.equal(await page.locator('#compromisedOn').isVisible(), false)
    await page.selectOption('#reason', 'keyCompromise')
    assert.equal(await page.locator('#compromisedOn').isVisible(), true)
    await page.fill('#note', 'four')
    assert.equal(await page.textContent('#note-count'), '4/250')
    await context.close()
  })
})
