import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import type { OrderRecord } from '../../store/queries/orders.ts'
import { linkFor } from './scenes.ts'
import { type SecretWatch, watchSecrets } from './secret-watch.ts'
import type { Site } from './site.ts'

export interface Visit {
  page: Page
  watch: SecretWatch
}

/**
 * Opens a page of an order in Chromium, its customer signed in. All it sends is kept, and whatever the browser
 * complains of is added to `complaints`.
 */
export async function visit(
  site: Site,
  browser: Browser,
  order: OrderRecord,
  path: string,
  { complaints, ...options }: BrowserContextOptions & { complaints: string[] },
): Promise<Visit> {
  const context = await browser.newContext({ baseURL: site.origin, locale: 'en', ...options })
  const watch = watchSecrets(context)
  const page = await context.newPage()
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' && !/status of 4/.test(message.text())) complaints.push(message.text())
  })
  await page.goto(await linkFor(site, order))
  await page.click('[data-command="sign-in"]')
  await page.goto(`/orders/${order.id}${path}`)
  return { page, watch }
}

/** The value of one attribute of every element that is found. */
export async function attributesOf(page: Page, selector: string, name: string): Promise<string[]> {
  const elements = await page.locator(selector).all()
  return Promise.all(elements.map(async (each) => (await each.getAttribute(name)) ?? ''))
}
