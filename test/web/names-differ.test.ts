import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { OrderActivity } from '../../domain/order-state.ts'
import type { OrderView } from '../../domain/order-view.ts'
import { rows, sql } from '../../store/sql.ts'
import { translate } from '../../texts/texts.ts'
import { awaitProof, issue, LEAF, signedInAdmin, signedInClient, somebody, waitingOrder } from './scenes.ts'
import { withSite } from './site.ts'

const site = withSite()

/** An issued order whose certificate lacks one name and has another besides. */
async function misnamed(language: 'pl' | 'en') {
  const order = await waitingOrder(site, { customer: somebody({ language }) })
  await awaitProof(site, order)
  const { serialNumber, notBefore, notAfter, names, issuer } = LEAF
  const certificate = { serialNumber, notBefore, notAfter, names, issuer, status: 'VALID' as const }
  const differing = { missingNames: ['lacking.example.com'], extraNames: ['strange.example.com'] }
  const view: Partial<OrderView> = {
    certificates: [{ ...certificate, caOrder: `${order.id}-1`, ...differing }],
  }
  await issue(site, order, 5, undefined, view)
  await rows(
    site.here.db.em(),
    sql`update certificates set missing_names = '{lacking.example.com}', extra_names = '{strange.example.com}'
        where order_id = ${order.id}`,
  )
  return order
}

describe('a certificate whose names are not those that were ordered', () => {
  for (const language of ['pl', 'en'] as const)
    test(`is no success on its pages, which say which names and what will be done (${language})`, async () => {
      const order = await misnamed(language)
      const { browser } = await signedInClient(site, order)
      for (const path of [`/orders/${order.id}`, `/orders/${order.id}/certificates`]) {
        const page = await browser.get(path)
        const missing = page.root.querySelector('[data-names-missing]')?.text ?? ''
        assert.match(missing, /lacking\.example\.com/)
        assert.ok(missing.includes(translate(language, 'pages:names-differ.missing-next')), missing)
        assert.match(page.root.querySelector('[data-names-extra]')?.text ?? '', /strange\.example\.com/)
        assert.equal(page.root.querySelector('[data-next="next.issued"]'), null)
      }
    })

  test('one that is as it was ordered says nothing of the kind', async () => {
    const order = await waitingOrder(site)
    await awaitProof(site, order)
    await issue(site, order)
    const { browser } = await signedInClient(site, order)
    const page = await browser.get(`/orders/${order.id}`)
    assert.ok(page.root.querySelector('[data-next="next.issued"]'))
    for (const mark of ['[data-names-missing]', '[data-names-extra]'])
      assert.equal(page.root.querySelector(mark), null)
  })
})

test('what only an admin can mend is told to the client as theirs, and to the admin with the reason', async () => {
  const order = await waitingOrder(site)
  const activity: OrderActivity = {
    ...{ kind: 'ordering', step: 'verifying', waitsFor: 'admin', since: '2026-05-04T09:30:00.000Z' },
    ...{ dueBy: null, problem: 'unexpected-elements' },
  }
  await awaitProof(site, order, { view: { activity } })
  const { browser } = await signedInClient(site, order)
  const seen = await browser.get(`/orders/${order.id}`)
  assert.ok(seen.root.querySelector('[data-next="next.admin-needed"]'))
  assert.equal(seen.root.querySelector('[data-admin-needed]'), null)
  assert.ok(!seen.text.includes(translate('en', 'pages:next.stuck')))
  const admin = await signedInAdmin(site)
  const page = await admin.browser.get(`/admin/orders/${order.id}`)
  assert.match(page.root.querySelector('[data-admin-needed]')?.text ?? '', /did not expect|nie spodziewał/)
})
