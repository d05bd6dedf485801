import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Page, TestBrowser } from './browser.ts'
import { adminPages, clientPages, makeScene } from './page-list.ts'
import { linkFor, signedInAdmin } from './scenes.ts'
import { withSite } from './site.ts'

const site = withSite()

/** Files, and what changes the session. */
const NO_PAGE = /\.(pem|cer|der|p7b|zip|csv|chain)(\?|$)|^\/assets\/|[?&](lang|cursor|events)=|\/preview\?/

function linksOn(page: Page): string[] {
  return page.root
    .querySelectorAll('a[href^="/"]')
    .map((link) => (link.getAttribute('href') ?? '').replaceAll('&amp;', '&').split('#')[0] ?? '')
    .filter((href) => href !== '' && !NO_PAGE.test(href))
}

/** Addresses of one page with other ids, or other choices in the address, are one. */
function patternOf(href: string): string {
  const [path = ''] = href.split('?')
  const ids = path.replaceAll(/[0-9a-f]{32}/g, '{id}').replace(/\/mails\/[a-z-]+$/, '/mails/{template}')
  return ids.replace(/\/products\/(?!new)[\w.-]+$/, '/products/{code}')
}

/** Follows every link from these pages on, one of each kind; gives where they led, by kind. */
async function follow(browser: TestBrowser, starts: readonly string[]): Promise<Map<string, number>> {
  const seen = new Map<string, number>()
  const left = [...starts]
  for (let href = left.shift(); href !== undefined; href = left.shift()) {
    const pattern = patternOf(href)
    if (seen.has(pattern) && !starts.includes(href)) continue
    const page = await browser.get(href)
    seen.set(pattern, Math.max(page.status, seen.get(pattern) ?? 0))
    left.push(...linksOn(page).filter((each) => !seen.has(patternOf(each))))
  }
  return seen
}

function assertKnown(seen: Map<string, number>, listed: readonly string[]): void {
  const dead = [...seen].filter(([, status]) => status >= 400).map(([pattern]) => pattern)
  assert.deepEqual(dead, [], 'links that lead nowhere')
  const patterns = new Set(listed.map(patternOf))
  const missed = [...seen.keys()].filter((pattern) => !patterns.has(pattern) && pattern !== '/')
  assert.deepEqual(missed, [], 'pages that are not looked at in a browser')
}

describe('links', () => {
  test('lead somewhere, and to no page that is not looked at', async () => {
    const scene = await makeScene(site)
    const { browser } = await signedInAdmin(site)
    const admins = adminPages(scene)
    const shared = clientPages(scene).map((path) => `/admin${path}`)
    assertKnown(await follow(browser, admins), [...admins, ...shared])
    const client = site.browser()
    const order = { id: scene.issued, customerId: scene.customerId }
    const door = await client.get(await linkFor(site, order as Parameters<typeof linkFor>[1]))
    await client.press(door, 'sign-in')
    assertKnown(await follow(client, clientPages(scene)), clientPages(scene))
  })
})
