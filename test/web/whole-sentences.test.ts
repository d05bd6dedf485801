import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ORDER_STATES, type OrderStateName } from '../../domain/order-state.ts'
import { PRODUCT_KINDS, type ProductKind } from '../../domain/product.ts'
import { saveInstallationSettings } from '../../store/queries/settings.ts'
import { LANGUAGES, translate } from '../../texts/texts.ts'
import { tell, viewOf } from '../store/order-factory.ts'
import type { TestBrowser } from './browser.ts'
import { signedInAdmin, signedInClient, somebody, waitingOrder } from './scenes.ts'
import { MULTI, withSite } from './site.ts'

const site = withSite()

const PAGES = [
  ...['', '/configure', '/verification', '/state', '/documents', '/contact', '/certificates', '/renewal-csr'],
  ...['/reissue', '/renew', '/properties', '/renewal', '/revoke', '/send', '/cancellation'],
]
const ADMINS = ['/payment', '/cancel', '/terminate', '/mails', '/ledger', '/notes', '/move', '/exchanges']

/** An order in this state of which nothing else is known: no plan, no certificate, no names. */
async function bareOrder(state: OrderStateName, kind: ProductKind, owner = somebody()) {
  const renewal = { policy: null, daysBefore: null }
  const order = await waitingOrder(site, { product: { ...MULTI, kind }, renewal, customer: owner })
  await tell(site.here, { orderId: order.id, view: viewOf({ state, caOrderPlaced: state !== 'cancelled' }) })
  return order
}

async function assertWhole(browser: TestBrowser, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const page = await browser.get(path)
    assert.notEqual(page.status, 500, `${path}: a text lacks a value`)
    assert.doesNotMatch(page.text, /\{\{|undefined|\bNaN\b/, path)
  }
}

describe('no sentence lacks a number', () => {
  for (const kind of PRODUCT_KINDS)
    test(`on the admin’s pages of an order of ${kind} in every state`, async () => {
      const { browser } = await signedInAdmin(site, { language: 'en' })
      for (const state of ORDER_STATES) {
        const order = await bareOrder(state, kind)
        await assertWhole(
          browser,
          [...PAGES, ...ADMINS].map((page) => `/admin/orders/${order.id}${page}`),
        )
      }
    })

  test('on the client’s pages in every state', async () => {
    for (const state of ORDER_STATES) {
      const order = await bareOrder(state, 'ssl', somebody({ language: 'pl' }))
      const { browser } = await signedInClient(site, order, { language: 'pl' })
      await assertWhole(
        browser,
        PAGES.map((page) => `/orders/${order.id}${page}`),
      )
    }
  })

  test('and in a test one that does is an error', () => {
    for (const language of LANGUAGES) {
      assert.throws(() => translate(language, 'pages:plan.method-ends', {}), /lacks its value “date”/)
      const params = { days: '', effective: 3 }
      assert.throws(() => translate(language, 'pages:plan.policy.auto', params), /lacks its value “days”/)
    }
  })
})

describe('before its first plan', () => {
  test('an order shows the days that the installation set, on its page and by API', async () => {
    const order = await bareOrder('issued', 'ssl')
    await saveInstallationSettings(site.here.db, { renewal: { policy: 'notify', daysBefore: 23 } })
    const { browser } = await signedInAdmin(site, { language: 'en' })
    const page = await browser.get(`/admin/orders/${order.id}/renewal`)
    assert.match(page.text, /told 23 days before a certificate ends \(23 for the one in use\)/)
  })
})
