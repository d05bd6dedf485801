import assert from 'node:assert/strict'
import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { after, before, describe, test } from 'node:test'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { fixture } from '../pki/fixture.ts'
import { launchBrowser } from '../support/chromium.ts'
import { issued } from '../support/openssl-issuer.ts'
import { openP12 } from './p12-reader.ts'
import { awaitProof, issue, signedInClient, waitingOrder } from './scenes.ts'
import { MAILBOX, withSite } from './site.ts'
import { attributesOf, visit } from './visitor.ts'

const site = withSite()
const PASSWORD = 'correct horse 7!'

describe('a .p12 file made on the page', () => {
  let browser: Browser
  const complaints: string[] = []
  const root = issued('ec:P-256', 'Test root')
  const middle = issued('ec:P-256', 'Test issuer', root)

  before(async () => {
    browser = await launchBrowser()
  })
  after(() => browser.close())

  async function open(kind = 'rsa:2048') {
    const leaf = issued(kind, 'shop.example.com', middle)
    const order = await waitingOrder(site)
    await awaitProof(site, order)
    await issue(site, order, 5, { leaf: leaf.pem, above: [root.pem, middle.pem] })
    const seen = await visit(site, browser, order, '/certificates', { complaints })
    await seen.page.click('[data-p12-tool] summary')
    return { leaf, order, ...seen }
  }

  async function choose(page: Page, content: string): Promise<void> {
    const file = { name: 'my.key', mimeType: 'application/octet-stream', buffer: Buffer.from(content) }
    await page.setInputFiles('[data-p12-key]', file)
  }

  async function problemAfter(page: Page): Promise<string> {
    await page.click('[data-p12-make]')
    await page.locator('[data-p12-problem]:visible').waitFor()
    const names = await attributesOf(page, '[data-p12-problem]:visible', 'data-p12-problem')
    return names.join()
  }

  for (const kind of ['rsa:2048', 'ec:P-256'])
    test(`holds key, certificate and issuer (${kind}), and nothing of the key is sent`, async () => {
      const { page, leaf, watch } = await open(kind)
      await choose(page, leaf.keyPem)
      await page.fill('[data-p12-password]', PASSWORD)
      await page.click('[data-p12-make]')
      await page.locator('[data-p12-save]:focus').waitFor()
      assert.equal(await page.inputValue('[data-p12-password]'), '')
      const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')])
      assert.equal(download.suggestedFilename(), 'shop.example.com.p12')
      const { keyPem, certificates } = openP12(await readFile(await download.path()), PASSWORD)
      assert.ok(createPrivateKey(keyPem).equals(createPrivateKey(leaf.keyPem)))
      assert.deepEqual(certificates, [leaf.pem, middle.pem], 'the root is known to who is to trust it')
      await page.reload()
      assert.ok(watch.count() > 5)
      assert.deepEqual(watch.leaksOf(leaf.keyPem), [])
      assert.equal(watch.sockets(), 0)
      await page.context().close()
    })

  test('says what is in the way', async () => {
    const { page, leaf } = await open()
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const locked = { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' } as const
    assert.equal(await problemAfter(page), 'no-file')
    await choose(page, leaf.keyPem)
    assert.equal(await problemAfter(page), 'password')
    await page.fill('[data-p12-password]', 'zażółć gęślą')
    assert.equal(await problemAfter(page), 'password')
    await page.fill('[data-p12-password]', PASSWORD)
    const files: [string, string][] = [
      [leaf.pem, 'not-a-key'],
      ['A'.repeat(200_000), 'not-a-key'],
      [privateKey.export(locked).toString(), 'locked'],
      [privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), 'other-key'],
      [middle.keyPem, 'other-key'],
    ]
    for (const [content, problem] of files) {
      await choose(page, content)
      assert.equal(await problemAfter(page), problem)
    }
    assert.equal(await page.isVisible('[data-p12-save]'), false)
    assert.deepEqual((await new AxeBuilder({ page }).analyze()).violations, [])
    await page.context().close()
  })

  test('shows the password to who wants to see it', async () => {
    const { page } = await open()
    assert.equal(await page.getAttribute('[data-p12-password]', 'type'), 'password')
    await page.check('[data-p12-show]')
    assert.equal(await page.getAttribute('[data-p12-password]', 'type'), 'text')
    await page.context().close()
  })

  test('is offered for each certificate, but not where the key is in hardware, nor without scripts', async () => {
    const order = await waitingOrder(site)
    await awaitProof(site, order)
    await issue(site, order)
    const { browser: plain } = await signedInClient(site, order)
    const page = await plain.get(`/orders/${order.id}/certificates`)
    const [tool] = page.root.querySelectorAll('[data-p12-tool]')
    assert.ok(tool)
    assert.ok(tool.hasAttribute('hidden'))
    assert.deepEqual(tool.querySelectorAll('[name], form'), [], 'nothing of it can be sent')

    const signing = await waitingOrder(site, { product: { ...MAILBOX, kind: 'code-signing' } })
    await awaitProof(site, signing)
    await issue(site, signing)
    const { browser: signer } = await signedInClient(site, signing)
    const without = await signer.get(`/orders/${signing.id}/certificates`)
    assert.match(without.text, new RegExp(fixture('leaf.pem').slice(30, 60).replaceAll('+', '\\+')))
    assert.equal(without.root.querySelector('[data-p12-tool]'), null)
    assert.equal(without.root.querySelectorAll('script').length, 1)
  })

  test('costs less than 100 KB', async () => {
    const { page, order } = await open()
    const scripts = await attributesOf(page, 'script[src]', 'src')
    assert.equal(scripts.length, 2)
    const { browser: plain } = await signedInClient(site, order)
    const answers = await Promise.all(
      scripts.map((src) => plain.send('GET', src, { headers: { 'accept-encoding': 'gzip' } })),
    )
    const sizes = answers.map(({ headers }) => Number(headers.get('content-length')))
    assert.ok(
      sizes.every((size) => size > 500) && sizes.reduce((sum, size) => sum + size) < 100_000,
      String(sizes),
    )
    await page.context().close()
  })

  test('leads to no complaint of the browser', () => {
    assert.deepEqual(complaints, [])
  })
})
