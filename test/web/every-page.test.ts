import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { look, openVisit, type Visit } from '../end-to-end/support/look.ts'
import { launchBrowser } from '../support/chromium.ts'
import { issuedOrder } from './configured-scene.ts'
import { awaitProof, issue, linkFor, waitingOrder } from './scenes.ts'
import { ADMIN_EMAIL, ADMIN_PASSWORD, MULTI, TRUSTED, withSite } from './site.ts'

const site = withSite()
/** A client's page, over the wire, without the tools that make keys. */
const MOST_BYTES = 100_000

const VISITS: readonly Visit[] = [
  { language: 'pl', javaScript: true, width: 360, colorScheme: 'dark' },
  { language: 'en', javaScript: true, width: 1280, colorScheme: 'light' },
]

interface Scene {
  waiting: string
  proving: string
  issued: string
  finished: string
  once: string
  account: string
  system: string
}

/** Every page that an order's client has, by the scene it stands in. */
function clientPages({ waiting, proving, issued, finished, once }: Scene): string[] {
  const later = ['renewal-csr', 'reissue', 'properties', 'renewal', 'revoke', 'send', 'cancellation']
  return [
    '/orders',
    `/orders/${waiting}`,
    `/orders/${waiting}/configure`,
    `/orders/${waiting}/configure?step=2`,
    ...['', '/verification', '/state', '/documents', '/contact'].map((page) => `/orders/${proving}${page}`),
    ...['', ...later.map((page) => `/${page}`)].map((page) => `/orders/${issued}${page}`),
    `/orders/${once}/renew`,
    `/orders/${finished}/certificates`,
  ]
}

/** Every page that admins have, besides those of clients. */
function adminPages({ waiting, issued, account, system }: Scene): string[] {
  const records = ['', '/exchanges', '/mails', '/ledger', '/notes', '/move', '/payment', '/terminate']
  return [
    ...['', '/orders', '/orders?state=issued&waitsFor=client', '/ca-tasks', '/ca-orders', '/components'],
    ...['/products', '/products/new', `/products/${MULTI.code}`, '/ca', '/ca/new', `/ca/${account}`],
    ...['/mails', '/mails/issued?language=en', '/billing-systems', '/billing-systems/new'],
    ...[
      '/audit',
      '/settings',
      '/users',
      '/users/new',
      '/tokens',
      '/tokens/new',
      '/webhooks',
      '/webhooks/new',
    ],
    `/billing-systems/${system}`,
    '/bulk/new?state=issued&action=send',
    `/orders/${waiting}/cancel`,
    ...records.map((page) => `/orders/${issued}${page}`),
  ].map((path) => `/admin${path}`)
}

async function makeScene(): Promise<Scene> {
  const term = (recurring: boolean) => ({ period: 'P1Y', recurring, paidUntil: null })
  const { order } = await issuedOrder(site, { term: term(true) })
  const customer = { customer: order.customer }
  const { order: once } = await issuedOrder(site, { ...customer, term: term(false) })
  const waiting = await waitingOrder(site, { ...customer, product: MULTI })
  const proving = await waitingOrder(site, { ...customer, product: TRUSTED })
  await awaitProof(site, proving)
  const finished = await waitingOrder(site, customer)
  await awaitProof(site, finished)
  await issue(site, finished)
  const ids = {
    waiting: waiting.id,
    proving: proving.id,
    issued: order.id,
    finished: finished.id,
    once: once.id,
  }
  const { caAccountId: account } = site.here
  return { ...ids, account, system: order.billingSystemId }
}

function nameOf(path: string): string {
  return path
    .replaceAll(/[0-9a-f]{32}/g, 'x')
    .replaceAll(/[^\w-]+/g, '-')
    .replaceAll(/^-|-$/g, '')
}

describe('every page', () => {
  let browser: Browser
  let scene: Awaited<ReturnType<typeof makeScene>>

  before(async () => {
    ;[browser, scene] = await Promise.all([launchBrowser(), makeScene()])
  })
  after(() => browser.close())

  async function signIn(page: Page, isAdmin: boolean): Promise<void> {
    if (!isAdmin) {
      // A link is good once: each visit has one of its own.
      const order = { id: scene.issued, customerId: await customerOf(scene.issued) }
      await page.goto(site.origin + (await linkFor(site, order as Parameters<typeof linkFor>[1])))
    } else {
      await page.goto(`${site.origin}/admin/sign-in`)
      await page.fill('[name="email"]', ADMIN_EMAIL)
      await page.fill('[name="password"]', ADMIN_PASSWORD)
    }
    await page.click('[data-command="sign-in"]')
    await page.locator('a.language').waitFor()
  }

  async function customerOf(id: string): Promise<string> {
    const caller = {
      tenant: { billingSystemId: null },
      actor: { role: 'admin', id: null },
      role: 'admin',
    } as const
    const owner = await site.services.orderJournal.owner({ ...caller, customerId: null, language: 'en' }, id)
    return owner.customerId
  }

  async function visitAll(visit: Visit, isAdmin: boolean, paths: readonly string[]): Promise<void> {
    const context = await openVisit(browser, visit)
    const page = await context.newPage()
    const strangers: string[] = []
    let bytes = 0
    page.on('request', (request) => {
      if (!request.url().startsWith(site.origin)) strangers.push(request.url())
    })
    page.on('requestfinished', async (request) => {
      const isTool = /\/assets\/make(key|p12)-/.test(request.url())
      if (!isTool) bytes += (await request.sizes()).responseBodySize
    })
    await signIn(page, isAdmin)
    if (visit.language === 'pl') await page.click('a.language')
    for (const path of paths) {
      bytes = 0
      const response = await page.goto(site.origin + path)
      assert.equal(response?.status(), 200, path)
      assert.equal(await page.locator('h1').count(), 1, path)
      assert.ok((await page.title()).length > ' · Certloom'.length, path)
      // What people read; what browsers without scripts would read is left out of it.
      const words = String(await page.evaluate("document.querySelector('main').innerText"))
      assert.doesNotMatch(words, /\b[a-z-]+:[a-z-]+\.[a-z]/, `${path}: a text is missing`)
      assert.doesNotMatch(words, /<\/?[a-z]+[ >]/, `${path}: markup is shown`)
      await look(page, visit, nameOf(path))
      if (!isAdmin) assert.ok(bytes <= MOST_BYTES, `${path}: ${bytes} bytes`)
    }
    assert.deepEqual(strangers, [])
    await context.close()
  }

  for (const visit of VISITS) {
    const where = `${visit.language}, ${visit.width} px, ${visit.colorScheme}`
    test(`of a client keeps the rules of access and fits: ${where}`, async () => {
      await visitAll(visit, false, clientPages(scene))
    })
    for (const half of [0, 1])
      test(`of an admin keeps the rules of access and fits: ${where}, half ${half + 1}`, async () => {
        const pages = adminPages(scene)
        const middle = Math.ceil(pages.length / 2)
        await visitAll(visit, true, half === 0 ? pages.slice(0, middle) : pages.slice(middle))
      })
  }
})
