import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContext, Page } from 'playwright-core'

/** Where pictures of every page go, for a person to look at; none are taken without it. */
const PICTURES = process.env.CERTLOOM_TEST_PICTURES

export interface Visit {
  language: 'pl' | 'en'
  javaScript: boolean
  width: number
  colorScheme: 'light' | 'dark'
}

export function openVisit(browser: Browser, visit: Visit): Promise<BrowserContext> {
  return browser.newContext({
    locale: visit.language,
    javaScriptEnabled: visit.javaScript,
    viewport: { width: visit.width, height: 900 },
    colorScheme: visit.colorScheme,
    extraHTTPHeaders: { 'accept-language': visit.language },
  })
}

/** A picture for people; width, rules of access, language and the warning about test certificates are looked at here. */
export async function look(page: Page, visit: Visit, name: string): Promise<void> {
  assert.equal(await page.locator('html').getAttribute('lang'), visit.language, name)
  assert.equal(await page.locator('[data-untrusted]').count(), 1, `${name} warns`)
  const overflow = visit.javaScript
    ? await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
    : 0
  assert.ok(Number(overflow) <= 0, `${name} is ${String(overflow)} px too wide`)
  if (visit.javaScript) {
    // Of this page alone: in a frame without scripts, as that of a mail, there is nobody to ask.
    const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze()
    assert.deepEqual(
      violations.map(({ id, nodes }) => [id, nodes[0]?.html]),
      [],
      name,
    )
  }
  if (PICTURES !== undefined) await takePictures(page, visit, `${PICTURES}/${name}-${visit.language}`)
}

/** In both themes, on a phone and on a desk; without scripts the page stays as it was opened. */
async function takePictures(page: Page, visit: Visit, beginning: string): Promise<void> {
  mkdirSync(dirname(beginning), { recursive: true })
  for (const width of [360, 1280])
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.setViewportSize({ width, height: 900 })
      await page.emulateMedia({ colorScheme })
      await page.screenshot({ path: `${beginning}-${width}-${colorScheme}.png`, fullPage: true })
    }
  await page.setViewportSize({ width: visit.width, height: 900 })
  await page.emulateMedia({ colorScheme: visit.colorScheme })
}
