import assert from 'node:assert/strict'
import { after, afterEach, before, describe } from 'node:test'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import type { OrderRecord } from '../../store/queries/orders.ts'
import { openVisit, type Visit } from '../end-to-end/support/look.ts'
import { launchBrowser } from '../support/chromium.ts'
import { linkFor } from './scenes.ts'
import { ADMIN_EMAIL, ADMIN_PASSWORD, type Site } from './site.ts'

/** Whatever is acted out is so twice: on a phone in Polish without scripts, and on a desk in English with them. */
const VISITS: readonly Visit[] = [
  { language: 'pl', javaScript: false, width: 360, colorScheme: 'dark' },
  { language: 'en', javaScript: true, width: 1280, colorScheme: 'light' },
]

/** Somebody before Chromium. Fields go by their name, buttons and links by their `data-command`. */
export interface Person {
  visit: Visit
  page: Page
  context: BrowserContext
  go(path: string): Promise<void>
  /** Types, chooses and ticks; a list is one value for each field of that name, or the choices among them. */
  fill(fields: Readonly<Record<string, string | boolean | readonly string[]>>): Promise<void>
  /** Presses, and waits for the page that follows. */
  press(command: string, within?: string): Promise<void>
  /** Presses, and gives the file that comes: its name and content. */
  save(selector: string): Promise<{ name: string; content: string }>
  /** The path shown, with its query. */
  path(): string
  /** How often a selector is on the page. */
  count(selector: string): Promise<number>
  /** What stands in the first place that a selector finds. */
  text(selector: string): Promise<string>
  /** The page says that it is done, and where it leads. */
  isDone(path?: string): Promise<void>
}

async function fillField(page: Page, name: string, value: string | boolean): Promise<void> {
  const field = page.locator(`main [name="${name}"]`)
  if (typeof value === 'boolean') return field.setChecked(value)
  const [first = ''] = await field.evaluateAll((all) =>
    all.map((each) => (each as { tagName?: string }).tagName ?? ''),
  )
  if (first === 'SELECT') await field.selectOption(value)
  else await field.fill(value)
}

async function fillList(page: Page, name: string, values: readonly string[]): Promise<void> {
  const fields = page.locator(`main [name="${name}"]`)
  if ((await fields.first().getAttribute('type')) === 'checkbox')
    for (const value of values) await page.locator(`main [name="${name}"][value="${value}"]`).check()
  else for (const [index, value] of values.entries()) await fields.nth(index).fill(value)
}

function personAt(site: Site, visit: Visit, context: BrowserContext, page: Page): Person {
  const count = (selector: string): Promise<number> => page.locator(selector).count()
  const text = async (selector: string): Promise<string> =>
    (await page.locator(selector).first().textContent())?.trim() ?? ''
  const path = (): string => page.url().replace(site.origin, '')
  return {
    visit,
    page,
    context,
    path,
    count,
    text,
    go: async (to) => {
      const answer = await page.goto(site.origin + to)
      assert.ok((answer?.status() ?? 0) < 400, `${to}: ${answer?.status()}`)
    },
    fill: async (fields) => {
      for (const [name, value] of Object.entries(fields))
        if (typeof value === 'string' || typeof value === 'boolean') await fillField(page, name, value)
        else await fillList(page, name, value)
    },
    press: async (command, within = 'main') => {
      const loaded = page.waitForEvent('load', { timeout: 10_000 })
      await page.locator(`${within} [data-command="${command}"]`).first().click()
      await loaded
    },
    save: async (selector) => {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.locator(selector).first().click(),
      ])
      const chunks: Buffer[] = []
      for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer)
      return { name: download.suggestedFilename(), content: Buffer.concat(chunks).toString('latin1') }
    },
    isDone: async (to) => {
      const said = await text('main')
      if (to !== undefined) assert.equal(path(), to, said)
      assert.equal(await count('.notice-good'), 1, said)
      assert.equal(await page.locator('html').getAttribute('lang'), visit.language)
    },
  }
}

/** Signs an order's client in by a link, in place of whoever was there. */
export async function enterAsClient(person: Person, site: Site, order: OrderRecord): Promise<void> {
  await person.context.clearCookies()
  await person.go(await linkFor(site, order))
  await person.press('sign-in')
  assert.equal(person.path(), `/orders/${order.id}`)
}

/** Signs the admin of the tests in, in place of whoever was there. */
export async function enterAsAdmin(person: Person): Promise<void> {
  await person.context.clearCookies()
  await person.go('/admin/sign-in')
  await person.fill({ email: ADMIN_EMAIL, password: ADMIN_PASSWORD })
  await person.press('sign-in')
  // The account's language counts, whatever the browser says.
  await person.go(`/admin?lang=${person.visit.language}`)
}

/**
 * Tests that are acted out in Chromium, once for each visit. `person` is there inside tests only; a script that fails,
 * or anything that the content security policy keeps out, fails the test.
 */
export function inChromium(title: string, site: Site, tests: (person: () => Person) => void): void {
  for (const visit of VISITS)
    describe(`${title}: ${visit.language}, ${visit.javaScript ? 'with' : 'without'} scripts`, () => {
      let browser: Browser
      let person: Person
      const failures: string[] = []

      before(async () => {
        browser = await launchBrowser()
        const context = await openVisit(browser, visit)
        const page = await context.newPage()
        page.setDefaultTimeout(10_000)
        page.on('pageerror', (error) => failures.push(error.message))
        page.on('console', (message) => {
          const isExpected = /status of 4\d\d/.test(message.text())
          if (message.type() === 'error' && !isExpected) failures.push(message.text())
        })
        person = personAt(site, visit, context, page)
      })
      afterEach(() => assert.deepEqual(failures.splice(0), []))
      after(() => browser?.close())
      tests(() => person)
    })
}
