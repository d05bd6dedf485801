import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { look, openVisit, type Visit } from '../end-to-end/support/look.ts'
import { launchBrowser } from '../support/chromium.ts'
import { adminPages, clientPages, DOORS, makeScene, type Scene } from './page-list.ts'
import { linkFor } from './scenes.ts'
import { ADMIN_EMAIL, ADMIN_PASSWORD, withSite } from './site.ts'

const site = withSite()
/** A client's page, over the wire, without the tools that make keys. */
const MOST_BYTES = 100_000
const TOOLS = /\/assets\/make(key|p12)-/

const VISITS: readonly Visit[] = [
  { language: 'pl', javaScript: true, width: 360, colorScheme: 'dark' },
  { language: 'en', javaScript: true, width: 1280, colorScheme: 'light' },
  { language: 'pl', javaScript: false, width: 360, colorScheme: 'light' },
]

/** A page's picture is named after what stands in the scene, as `orders-waiting-configure`. */
function nameOf(path: string, scene: Scene): string {
  const named = Object.entries(scene).reduce((name, [key, id]) => name.replaceAll(id, key), path)
  return named.replaceAll(/[^\w-]+/g, '-').replaceAll(/^-|-$/g, '')
}

/** What a page asks the network for while it is visited. */
class Traffic {
  readonly strangers: string[] = []
  bytes = 0

  constructor(page: Page) {
    page.on('request', (request) => {
      if (!request.url().startsWith(site.origin)) this.strangers.push(request.url())
    })
    page.on('requestfinished', async (request) => {
      if (!TOOLS.test(request.url())) this.bytes += (await request.sizes()).responseBodySize
    })
  }
}

describe('every page', () => {
  let browser: Browser
  let scene: Scene

  before(async () => {
    ;[browser, scene] = await Promise.all([launchBrowser(), makeScene(site)])
  })
  after(() => browser.close())

  async function signIn(page: Page, who: 'client' | 'admin'): Promise<void> {
    if (who === 'client') {
      // A link is good once: each visit has one of its own.
      const order = { id: scene.issued, customerId: scene.customerId }
      await page.goto(site.origin + (await linkFor(site, order as Parameters<typeof linkFor>[1])))
    } else {
      await page.goto(`${site.origin}/admin/sign-in`)
      await page.fill('[name="email"]', ADMIN_EMAIL)
      await page.fill('[name="password"]', ADMIN_PASSWORD)
    }
    await page.click('[data-command="sign-in"]')
    await page.locator('form[action="/sign-out"]').waitFor()
  }

  async function lookAt(page: Page, path: string, visit: Visit): Promise<void> {
    assert.equal(await page.locator('h1').count(), 1, path)
    assert.ok((await page.title()).length > ' · Certloom'.length, path)
    if (visit.javaScript) {
      // What people read; what browsers without scripts would read is left out of it.
      const words = String(await page.evaluate("document.querySelector('main').innerText"))
      assert.doesNotMatch(words, /\b[a-z-]+:[a-z-]+\.[a-z]/, `${path}: a text is missing`)
      assert.doesNotMatch(words, /<\/?[a-z]+[ >]/, `${path}: markup is shown`)
      // Tools and copy buttons are hidden until their script is there.
      const dead = await page.locator('main details[hidden], main button[hidden]').count()
      assert.equal(dead, 0, `${path}: ${dead} parts are drawn without their script`)
      for (const current of await page.locator('nav [aria-current="page"]').all()) {
        const box = await current.boundingBox()
        const isSeen = box !== null && box.x >= 0 && box.x + box.width <= visit.width
        assert.ok(isSeen, `${path} does not show where one is`)
      }
    }
    await look(page, visit, nameOf(path, scene))
  }

  async function visitAll(
    visit: Visit,
    who: 'client' | 'admin' | 'nobody',
    paths: readonly string[],
  ): Promise<void> {
    const context = await openVisit(browser, visit)
    const page = await context.newPage()
    const traffic = new Traffic(page)
    if (who !== 'nobody') await signIn(page, who)
    if (visit.language === 'pl' && who !== 'nobody') await page.click('a.language')
    for (const path of paths) {
      traffic.bytes = 0
      const response = await page.goto(site.origin + path)
      if (who !== 'nobody') assert.equal(response?.status(), 200, path)
      await lookAt(page, path, visit)
      if (who === 'client') assert.ok(traffic.bytes <= MOST_BYTES, `${path}: ${traffic.bytes} bytes`)
    }
    assert.deepEqual(traffic.strangers, [])
    await context.close()
  }

  for (const visit of VISITS) {
    const how = visit.javaScript ? visit.colorScheme : 'without JavaScript'
    const where = `${visit.language}, ${visit.width} px, ${how}`
    test(`before anybody is signed in: ${where}`, () => visitAll(visit, 'nobody', DOORS))
    test(`of a client keeps the rules of access and fits: ${where}`, async () => {
      await visitAll(visit, 'client', clientPages(scene))
    })
    for (const part of [0, 1, 2])
      test(`of an admin keeps the rules of access and fits: ${where}, part ${part + 1}`, async () => {
        const pages = adminPages(scene)
        await visitAll(
          visit,
          'admin',
          pages.filter((_path, index) => index % 3 === part),
        )
      })
  }
})
