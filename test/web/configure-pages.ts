import assert from 'node:assert/strict'
import type { NewOrder, OrderRecord } from '../../store/queries/orders.ts'
import { makeCsr } from '../api/csr-maker.ts'
import { type Page, type TestBrowser, textOf } from './browser.ts'
import { signedInClient, waitingOrder } from './scenes.ts'
import type { Site } from './site.ts'

/** The way to each step of the form that an order is configured by. */
export function configurePages(site: Site) {
  async function atStepOne(
    overrides: Partial<NewOrder> = {},
  ): Promise<{ order: OrderRecord; browser: TestBrowser; page: Page }> {
    const order = await waitingOrder(site, overrides)
    const { browser } = await signedInClient(site, order)
    return { order, browser, page: await browser.get(`/orders/${order.id}/configure`) }
  }

  async function atStepTwo(overrides: Partial<NewOrder> = {}, names: readonly string[] = []) {
    const { order, browser, page } = await atStepOne(overrides)
    const csr = await makeCsr('shop.example.com', names)
    const next = await browser.press(page, 'configuration/draft', { csr })
    assert.equal(next.path, `/orders/${order.id}/configure?step=2`, next.text)
    return { order, browser, page: next, csr }
  }

  return { atStepOne, atStepTwo }
}

/** What a field holds as it was printed. */
export function valueIn(page: Page, name: string): string {
  const field = page.root.querySelector(`[name="${name}"]`)
  assert.ok(field, `no field ${name}`)
  if (field.tagName === 'TEXTAREA') return field.textContent
  const option = field.querySelector('option[selected]') ?? field.querySelector('option')
  return (field.tagName === 'SELECT' ? option?.getAttribute('value') : field.getAttribute('value')) ?? ''
}

export function namesOn(page: Page): string[] {
  return page.root.querySelectorAll('[name="names[]"]').map((field) => field.getAttribute('value') ?? '')
}

/** The problem said at a field, which the field itself points to. */
export function problemAt(page: Page, id: string): string {
  const field = page.root.querySelector(`#${id}`)
  assert.ok(field, `no field #${id}`)
  const said = page.root.querySelector(`#${id}-problem`)
  if (said === null) return ''
  assert.equal(field.getAttribute('aria-invalid'), 'true')
  assert.ok(field.getAttribute('aria-describedby')?.split(' ').includes(`${id}-problem`))
  return textOf(said)
}

export function summary(page: Page): string[] {
  return page.root.querySelectorAll('[data-summary] a').map((link) => link.getAttribute('href') ?? '')
}

/** Every in-page link of the summary must lead to something. */
export function assertLinksLead(page: Page): void {
  for (const href of summary(page))
    if (href.startsWith('#')) assert.ok(page.root.querySelector(href), `${href} leads nowhere`)
}
