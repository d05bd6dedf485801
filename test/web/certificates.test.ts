import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { inspectCertificate } from '../../pki/certificate.ts'
import { splitPemBundle } from '../../pki/pem.ts'
import { SERVER_TYPES } from '../../pki/server-types.ts'
import { awaitProof, issue, LEAF, signedInClient, waitingOrder } from './scenes.ts'
import { MAILBOX, withSite } from './site.ts'

const site = withSite()

async function issuedOrder() {
  const order = await waitingOrder(site)
  await awaitProof(site, order)
  await issue(site, order)
  const { browser } = await signedInClient(site, order)
  return { order, browser, path: `/orders/${order.id}/certificates` }
}

describe('the certificates of an order', () => {
  test('are shown with everything people ask about', async () => {
    const { browser, path } = await issuedOrder()
    const page = await browser.get(path)
    assert.equal(page.status, 200)
    for (const text of [LEAF.serialNumber, LEAF.sha256, LEAF.sha1, LEAF.issuer, ...LEAF.names])
      assert.ok(page.text.includes(text), text)
    const shown = page.root
      .querySelectorAll('pre')
      .map((pre) => inspectCertificate(pre.textContent).serialNumber)
    assert.equal(shown[0], LEAF.serialNumber)
    assert.equal(shown.length, 3, 'the certificate, its issuer and the root')
    const lost = page.root.querySelector('[data-lost-key]')?.getAttribute('href') ?? ''
    assert.match(lost, /\/reissue$/, 'what to do about a lost key')
    const times = page.root.querySelectorAll('time').map((time) => time.getAttribute('datetime'))
    assert.deepEqual(times.slice(0, 2), [LEAF.notBefore, LEAF.notAfter])
    const above = shown.slice(1)
    for (const serialNumber of above) {
      const facts = page.root.querySelector(`[data-above="${serialNumber}"]`)?.text ?? ''
      assert.match(facts, /[0-9A-F]{64}|([0-9A-F]{2}:){31}/i, 'its fingerprint')
    }
    assert.equal(times.length, 2 + 2 * above.length, 'since when and until when, of each above it, too')
  })

  test('can be saved in each form the page links to', async () => {
    const { browser, path } = await issuedOrder()
    const page = await browser.get(path)
    const links = page.root
      .querySelectorAll('a[data-download]')
      .map((link) => link.getAttribute('href') ?? '')
    assert.equal(links.length, 5)
    for (const link of links) {
      const file = await browser.send('GET', link)
      assert.equal(file.status, 200)
      assert.match(
        file.headers.get('content-disposition') ?? '',
        /^attachment; filename="?wildcard\.example\.com(?:\.chain)?\.\w+"?$/,
      )
      assert.match(file.headers.get('cache-control') ?? '', /no-store/)
    }
    const pem = await (await browser.send('GET', links[0] ?? '')).text()
    assert.equal(splitPemBundle(pem).length, 3)
    assert.equal(inspectCertificate(splitPemBundle(pem)[0] ?? '').serialNumber, LEAF.serialNumber)
  })

  test('can be saved for every server', async () => {
    const { browser, path } = await issuedOrder()
    const page = await browser.get(path)
    const form = page.root.querySelector('form[action$=".zip"]')
    const offered = form?.querySelectorAll('option').map((option) => option.getAttribute('value'))
    assert.deepEqual(offered, [...SERVER_TYPES])
    for (const server of SERVER_TYPES) {
      const zip = await browser.send('GET', `${form?.getAttribute('action')}?server=${server}`)
      assert.equal(zip.headers.get('content-type'), 'application/zip')
      assert.equal(
        Buffer.from(await zip.arrayBuffer())
          .subarray(0, 2)
          .toString(),
        'PK',
        server,
      )
    }
  })

  test('of a mailbox are for no server: no archive is offered', async () => {
    const order = await waitingOrder(site, { product: MAILBOX })
    await awaitProof(site, order)
    await issue(site, order)
    const { browser } = await signedInClient(site, order)
    const page = await browser.get(`/orders/${order.id}/certificates`)
    assert.equal(page.root.querySelectorAll('a[data-download]').length, 5)
    assert.equal(page.root.querySelector('form[action$=".zip"]'), null)
  })

  test('that do not exist, and forms and servers nobody knows, are answered by a page', async () => {
    const { browser, path } = await issuedOrder()
    for (const file of [
      'ABCDEF.pem',
      `${LEAF.serialNumber}.exe`,
      LEAF.serialNumber,
      '..%2f..%2fetc%2fpasswd',
    ])
      assert.equal((await browser.get(`${path}/${file}`)).status, 404, file)
    assert.equal((await browser.get(`${path}/${LEAF.serialNumber}.zip?server=nonsense`)).status, 422)
  })

  test('of an order without any say so', async () => {
    const order = await waitingOrder(site)
    const { browser } = await signedInClient(site, order)
    assert.match(
      (await browser.get(`/orders/${order.id}/certificates`)).text,
      /No certificate has been issued yet/,
    )
  })
})
