import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { saveCertificates } from '../../store/queries/certificates.ts'
import { certificateOf, type MadeCertificate } from '../api/certificate-maker.ts'
import { tell, viewOf } from '../store/order-factory.ts'
import type { Page } from './browser.ts'
import { askedFor, type Issued, issuedOrder } from './configured-scene.ts'
import { issue, signedInAdmin, signedInClient, waitingOrder } from './scenes.ts'
import { TRUSTED, withSite } from './site.ts'

const site = withSite()

/** Certificates of one order, as its workflow tells of them. */
async function holding({ order }: Issued, certificates: readonly MadeCertificate[]): Promise<void> {
  await saveCertificates(site.here.db, order.id, certificates)
  const newest = certificates.at(-1)
  await tell(site.here, {
    orderId: order.id,
    sequence: 9,
    view: viewOf({
      state: 'issued',
      names: ['example.com'],
      expiresAt: newest?.notAfter.toISOString() ?? null,
      certificates: certificates.map(
        ({ serialNumber, status, notBefore, notAfter, names, issuer, caOrderId }) => ({
          ...{ serialNumber, status, names, issuer, caOrder: caOrderId },
          ...{ notBefore: notBefore.toISOString(), notAfter: notAfter.toISOString() },
        }),
      ),
      caOrderPlaced: true,
    }),
  })
}

/** An order that was reissued an hour after it was issued. */
async function reissued() {
  const issued = await issuedOrder(site, {
    term: { period: 'P1Y', recurring: false, paidUntil: null },
  })
  const older = await certificateOf({ commonName: 'example.com', beganHoursAgo: 3 })
  const newer = await certificateOf({ commonName: 'example.com', beganHoursAgo: 2 })
  await holding(issued, [older, newer])
  const { browser } = await signedInClient(site, issued.order)
  return { ...issued, older, newer, browser, path: `/orders/${issued.order.id}` }
}

const optionsOf = (page: Page, id: string) =>
  page.root.querySelectorAll(`#${id} option`).map((option) => ({
    value: option.getAttribute('value') ?? '',
    label: option.text,
    isSelected: option.hasAttribute('selected'),
  }))

describe('several certificates of one order', () => {
  test('are told apart by day and time in every picker, and the one in use is marked', async () => {
    const { browser, path, older, newer } = await reissued()
    for (const page of ['revoke', 'reissue', 'renew']) {
      const options = optionsOf(await browser.get(`${path}/${page}`), 'serialNumber').filter(
        ({ value }) => value !== '',
      )
      assert.deepEqual(
        options.map(({ value }) => value),
        [newer.serialNumber, older.serialNumber],
        page,
      )
      const labels = options.map(({ label, value }) => label.replaceAll(value, ''))
      assert.equal(new Set(labels.map((label) => label.replace(/^In use: /, ''))).size, 2, labels.join())
      for (const label of labels) assert.match(label, /\d\d:\d\d.* – .*\d\d:\d\d/)
      assert.deepEqual(
        labels.map((label) => label.startsWith('In use')),
        [true, false],
      )
    }
    const polish = await browser.get(`${path}/revoke?lang=pl`)
    assert.match(optionsOf(polish, 'serialNumber')[1]?.label ?? '', /^W użyciu/)
    const shown = await browser.get(`${path}/certificates?lang=en`)
    const inUse = shown.root
      .querySelectorAll('[data-serial]')
      .filter((card) => card.querySelector('[data-in-use]'))
    assert.deepEqual(
      inUse.map((card) => card.getAttribute('data-serial')),
      [newer.serialNumber],
    )
  })

  test('are not chosen among for anybody who revokes: without a choice nothing is revoked', async () => {
    const { order, browser, path, older } = await reissued()
    const form = await browser.get(`${path}/revoke`)
    const options = optionsOf(form, 'serialNumber')
    assert.equal(options[0]?.value, '')
    assert.deepEqual(
      options.filter(({ isSelected }) => isSelected).map(({ value }) => value),
      [''],
    )
    const refused = await browser.press(form, 'revoke', { reason: 'superseded' })
    assert.equal(refused.status, 422)
    assert.ok(refused.root.querySelector('#serialNumber-problem'))
    assert.deepEqual(await askedFor(site, order), [])
    const chosen = { serialNumber: older.serialNumber, reason: 'superseded' }
    await browser.press(refused, 'revoke', chosen)
    assert.equal((await askedFor(site, order))[0]?.arguments.serialNumber, older.serialNumber)
  })

  test('are revoked for reasons that fit what they name', async () => {
    const domain = await reissued()
    const order = await waitingOrder(site, { product: TRUSTED })
    await issue(site, order)
    const { browser: ofOrganization } = await signedInClient(site, order)
    const reasonsOn = (page: Page) => optionsOf(page, 'reason').map(({ value }) => value)
    assert.ok(!reasonsOn(await domain.browser.get(`${domain.path}/revoke`)).includes('affiliationChanged'))
    const theirs = await ofOrganization.get(`/orders/${order.id}/revoke`)
    assert.ok(reasonsOn(theirs).includes('affiliationChanged'))
    const form = await domain.browser.get(`${domain.path}/revoke`)
    const posted = { serialNumber: domain.newer.serialNumber, reason: 'affiliationChanged' }
    const refused = await domain.browser.press(form, 'revoke', posted)
    assert.equal(refused.status, 422)
    assert.ok(refused.root.querySelector('#reason-problem'))
  })
})

describe('a certificate that ends soon', () => {
  test('says so on every page of its order and in the lists, with the days left, whatever the plan does', async () => {
    const issued = await issuedOrder(site)
    await holding(issued, [
      await certificateOf({ commonName: 'example.com', beganHoursAgo: 190 * 24, daysLeft: 9.5 }),
    ])
    const { browser } = await signedInClient(site, issued.order)
    const { browser: admin } = await signedInAdmin(site)
    const path = `/orders/${issued.order.id}`
    const pages = ['/orders', path, `${path}/certificates`, `${path}/contact`]
    for (const page of pages)
      for (const [who, at] of [
        [browser, page],
        [admin, page === '/orders' ? `/admin/orders?q=${issued.order.reference}` : `/admin${page}`],
      ] as const) {
        const badge = (await who.get(at)).root.querySelector('[data-ends-in]')
        assert.equal(badge?.getAttribute('data-ends-in'), '9', at)
        assert.match(badge?.text ?? '', /Ends in 9 days/)
      }
    assert.match((await browser.get(`${path}?lang=pl`)).text, /Kończy się za 9 dni/)
  })

  test('says nothing while its end is far, nor once another has replaced it', async () => {
    const { browser, path } = await reissued()
    assert.equal((await browser.get(path)).root.querySelector('[data-ends-in]'), null)
    const issued = await issuedOrder(site)
    await holding(issued, [
      await certificateOf({ commonName: 'example.com', beganHoursAgo: 195 * 24, daysLeft: 5 }),
      await certificateOf({ commonName: 'example.com', beganHoursAgo: 1 }),
    ])
    const client = await signedInClient(site, issued.order)
    assert.equal((await client.browser.get('/orders')).root.querySelector('[data-ends-in]'), null)
  })
})
