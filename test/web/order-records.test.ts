import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { CA_AWAY_CODES } from '../../activities/ca/errors.ts'
import { insertExchanges } from '../../store/queries/exchanges.ts'
import { beginLedger, finishLedger } from '../../store/queries/ledger.ts'
import { requestMail } from '../../store/queries/outbox.ts'
import { pageTexts } from '../../web/page-texts.ts'
import { signedInAdmin, signedInClient, waitingOrder } from './scenes.ts'
import { withSite } from './site.ts'

const site = withSite()
const HOSTILE = '<script>alert(1)</script>'

async function adminAt(path: string) {
  const order = await waitingOrder(site)
  const { browser } = await signedInAdmin(site)
  return { order, browser, path: `/admin/orders/${order.id}/${path}` }
}

describe('what is kept about an order', () => {
  test('what was said to and by the CA, escaped, newest first', async () => {
    const { order, browser, path } = await adminAt('exchanges')
    assert.match((await browser.get(path)).text, /Nothing was said yet/)
    const call = {
      ...{ caAccountId: site.here.caAccountId, orderId: order.id, durationMs: 120, httpStatus: 200 },
      ...{ errorNumbers: [], request: `<quickOrder>${HOSTILE}`, response: null, failure: null },
    }
    await insertExchanges(site.here.db, [
      { ...call, operation: 'quickOrder', startedAt: '2026-05-04T09:30:00.000Z' },
      {
        ...call,
        ...{ operation: 'getOrderState', startedAt: '2026-05-04T09:31:00.000Z' },
        ...{ failure: 'refused', errorNumbers: [1014] },
      },
    ])
    const page = await browser.get(path)
    assert.deepEqual(
      page.root.querySelectorAll('[data-exchange]').map((each) => each.getAttribute('data-exchange')),
      ['getOrderState', 'quickOrder'],
    )
    assert.match(page.root.querySelector('.badge-bad')?.text ?? '', /1014/)
    assert.equal(page.html.includes(HOSTILE), false)
    assert.ok(page.root.querySelector('.tabs [aria-current="page"][href$="/exchanges"]'))
  })

  test('whatever came of a call has words in both languages', () => {
    for (const code of [...CA_AWAY_CODES, 'refused', 'misunderstood', 'unsendable', 'ok'])
      for (const language of ['pl', 'en'] as const)
        assert.ok(pageTexts(language).has(`order-admin:exchanges.result.${code}`), `${language} ${code}`)
  })

  test('which mails went out, and which are to go', async () => {
    const { order, browser, path } = await adminAt('mails')
    await requestMail(site.here.db, order.id, { template: 'configuration-needed', occasion: 'start' })
    const page = await browser.get(path)
    const row = page.root.querySelector('[data-mail="configuration-needed"]')
    assert.match(row?.text ?? '', /waiting for its details/)
    assert.match(row?.text ?? '', /Next attempt/)
  })

  test('what it had done at its partners, and what was asked of it', async () => {
    const { order, browser, path } = await adminAt('ledger')
    await beginLedger(site.here.db, order.id, 'invoice', 'term-1')
    await finishLedger(site.here.db, order.id, 'invoice', 'term-1', { invoice: 'FV 7' })
    const page = await browser.get(path)
    assert.match(page.root.querySelector('[data-entry="invoice"]')?.text ?? '', /term-1.*Done.*FV 7/s)
    assert.ok(page.root.querySelector('[data-asked="create"]'))
  })

  test('is for admins only, and in Polish too', async () => {
    const { order, browser } = await adminAt('mails')
    const client = await signedInClient(site, order)
    for (const tab of ['exchanges', 'mails', 'ledger', 'notes']) {
      assert.equal((await client.browser.get(`/orders/${order.id}/${tab}`)).status, 404)
      assert.equal((await client.browser.get(`/admin/orders/${order.id}/${tab}`)).path, '/admin/sign-in')
      const polish = await browser.get(`/admin/orders/${order.id}/${tab}?lang=pl`)
      assert.equal(polish.status, 200)
      assert.doesNotMatch(polish.text, /order-admin:/)
    }
    assert.equal((await browser.get('/admin/orders/0123/ledger')).status, 404)
  })
})
