import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { WEBHOOK_TYPES } from '../../domain/webhook-types.ts'
import { rows, sql } from '../../store/sql.ts'
import { pageTexts } from '../../web/page-texts.ts'
import type { Page, TestBrowser } from './browser.ts'
import { awaitProof, signedInAdmin, waitingOrder } from './scenes.ts'
import { withSite } from './site.ts'

const site = withSite()
const PATH = '/admin/webhooks'

function secretOn(page: Page): string | null {
  return page.root.querySelector('[data-shown-once] code')?.text ?? null
}

async function added(browser: TestBrowser, fields: Record<string, string | string[]>) {
  const page = await browser.press(await browser.get(`${PATH}/new`), 'webhooks', fields)
  assert.equal(page.path, PATH, page.text)
  const row = page.root
    .querySelectorAll('[data-webhook]')
    .find(({ text }) => text.includes(String(fields.url)))
  return { page, id: row?.getAttribute('data-webhook') ?? assert.fail(page.text), text: row?.text ?? '' }
}

describe('webhooks', () => {
  test('are added with the types they are told; the secret is shown this one time', async () => {
    const { browser } = await signedInAdmin(site)
    const fields = { url: 'https://billing.test/a', 'events[]': ['order.issued', 'invoice.needed'] }
    const { page, text } = await added(browser, fields)
    assert.match(secretOn(page) ?? '', /^whsec_/)
    assert.match(
      text,
      /the whole installation[\s\S]*Certificate issued, An invoice is needed[\s\S]*nothing told yet/,
    )
    assert.equal(secretOn(await browser.get(PATH)), null)
  })

  test('have words for each of their types, in both languages', () => {
    for (const language of ['pl', 'en'] as const)
      for (const type of WEBHOOK_TYPES)
        assert.ok(
          pageTexts(language).has(`webhooks:type.${type.replaceAll('.', '-')}`),
          `${language} ${type}`,
        )
  })

  test('of a bad address are refused at the field, with everything kept', async () => {
    const { browser } = await signedInAdmin(site)
    const form = await browser.get(`${PATH}/new`)
    const hostile = '"><script>alert(1)</script>'
    for (const url of ['', 'ftp://x', 'http://billing.test/open', hostile, `https://x/${'x'.repeat(2000)}`]) {
      const refused = await browser.press(form, 'webhooks', { url, 'events[]': ['order.issued'] })
      assert.equal(refused.status, 422)
      assert.ok(refused.root.querySelector('#url-problem'), url)
      assert.equal(refused.root.querySelector('#url')?.getAttribute('value'), url)
      assert.ok(refused.root.querySelector('[value="order.issued"]')?.hasAttribute('checked'))
      assert.doesNotMatch(refused.html, /<script>alert/)
    }
  })

  test('of a billing system show what it was told, and tell it again', async () => {
    const { browser } = await signedInAdmin(site)
    const system = { billingSystem: site.here.billingSystemId }
    const { id, text } = await added(browser, { url: 'https://billing.test/b', ...system })
    assert.match(text, /default[\s\S]*All/)
    const order = await waitingOrder(site)
    await awaitProof(site, order)
    const db = site.here.db.em()
    const told = await rows(db, sql`select id from webhook_deliveries where webhook_id = ${id}`)
    assert.ok(told.length > 0)
    await rows(
      db,
      sql`update webhook_deliveries set state = 'given-up', attempts = 9, last_attempt_at = now(), last_status = 503,
            last_problem = 'bad-status' where webhook_id = ${id}`,
    )
    assert.match((await browser.get(PATH)).text, /does not answer/)
    const page = await browser.get(`${PATH}/${id}`)
    assert.match(page.text, /given up 503 bad-status/)
    assert.ok(page.root.querySelector(`a[href="/admin/orders/${order.id}"]`))
    const again = await browser.press(page, 'redeliver')
    assert.equal(again.path, `${PATH}/${id}`)
    const due = await rows(
      db,
      sql`select id from webhook_deliveries where webhook_id = ${id} and state = 'pending'`,
    )
    assert.equal(due.length, 1)
  })

  test('are deleted after a question', async () => {
    const { browser } = await signedInAdmin(site)
    const { id } = await added(browser, { url: 'https://billing.test/c' })
    const question = await browser.get(`${PATH}/${id}/delete`)
    assert.match(question.text, /https:\/\/billing\.test\/c/)
    const gone = await browser.press(question, 'delete')
    assert.equal(gone.root.querySelector(`[data-webhook="${id}"]`), null)
    assert.equal((await browser.press(question, 'delete')).status, 404)
    assert.equal((await browser.get(`${PATH}/${id}`)).status, 404)
    const { items } = await site.services.audit.list({ what: 'webhook.' })
    assert.equal(items[0]?.what, 'webhook.deleted')
    assert.doesNotMatch(JSON.stringify(items), /whsec_/)
  })

  test('are for admins only, and there in Polish', async () => {
    assert.equal((await site.browser().get(PATH)).path, '/admin/sign-in')
    const { browser } = await signedInAdmin(site)
    const { id } = await added(browser, { url: 'https://billing.test/d' })
    await browser.get(`${PATH}?lang=pl`)
    for (const path of [PATH, `${PATH}/new`, `${PATH}/${id}`, `${PATH}/${id}/delete`])
      assert.doesNotMatch((await browser.get(path)).html, /webhooks:|administration:/)
  })
})
