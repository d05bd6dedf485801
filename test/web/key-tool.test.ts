import assert from 'node:assert/strict'
import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { after, before, describe, test } from 'node:test'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import type { ProductSnapshot } from '../../domain/product.ts'
import { type CsrInspection, inspectCsr } from '../../pki/csr.ts'
import { Pkcs10CertificateRequest } from '../../pki/x509.ts'
import type { NewOrder, OrderRecord } from '../../store/queries/orders.ts'
import { launchBrowser } from '../support/chromium.ts'
import { signedInClient, waitingOrder } from './scenes.ts'
import { leaks } from './secret-watch.ts'
import { MAILBOX, TRUSTED, withSite } from './site.ts'
import { attributesOf, visit } from './visitor.ts'

const site = withSite()

const SIGNING: ProductSnapshot = { ...MAILBOX, kind: 'code-signing', validation: 'OV', minRsaBits: 3072 }

describe('the watch over what is sent', () => {
  test('finds a key in whatever form it is sent', () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    const der = privateKey.export({ type: 'pkcs8', format: 'der' })
    const { d = '' } = privateKey.export({ format: 'jwk' })
    const forms: (string | Buffer)[] = [
      pem,
      `csr=${encodeURIComponent(pem)}&next=1`,
      new URLSearchParams({ csr: pem }).toString(),
      JSON.stringify({ key: pem }),
      `/orders?x=${encodeURIComponent(Buffer.from(pem).toString('base64')).slice(0, 1_500)}`,
      JSON.stringify({ key: Buffer.from(pem).toString('base64') }),
      der,
      der.toString('hex'),
      `https://x.test/?k=${der.toString('base64url')}`,
      `ab${der.toString('base64')}`,
      d,
    ]
    for (const form of forms) assert.ok(leaks(Buffer.from(form), pem), String(form).slice(0, 60))
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    assert.ok(!leaks(Buffer.from(publicKey.export({ type: 'spki', format: 'pem' })), pem))
  })
})

describe('a key made on the page', () => {
  let browser: Browser
  const complaints: string[] = []

  before(async () => {
    browser = await launchBrowser()
  })
  after(() => browser.close())

  async function open(overrides: Partial<NewOrder> = {}) {
    const order = await waitingOrder(site, overrides)
    return { order, ...(await visit(site, browser, order, '/configure', { complaints })) }
  }

  async function make(page: Page, type: string): Promise<string> {
    const isOpen = (await page.getAttribute('[data-key-tool]', 'open')) !== null
    if (!isOpen) await page.click('[data-key-tool] summary')
    await page.selectOption('[data-key-type]', type)
    await page.click('[data-key-make]')
    await page.locator('[data-key-save]:focus').waitFor({ timeout: 60_000 })
    return page.inputValue('#csr')
  }

  async function save(page: Page): Promise<{ name: string; keyPem: string }> {
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('[data-key-save]')])
    return { name: download.suggestedFilename(), keyPem: await readFile(await download.path(), 'utf8') }
  }

  async function read(csr: string): Promise<CsrInspection> {
    const result = await inspectCsr(csr)
    assert.ok(result.ok, JSON.stringify(result))
    assert.deepEqual(result.csr.refusals, [])
    return result.csr
  }

  async function assertBelongs(csr: string, keyPem: string): Promise<void> {
    const request = new Pkcs10CertificateRequest(csr)
    assert.equal(await request.verify(), true)
    const key = createPublicKey(createPrivateKey(keyPem)).export({ type: 'spki', format: 'der' })
    assert.ok(key.equals(Buffer.from(request.publicKey.rawData)), 'the CSR has the key of the file')
  }

  const onWayOut = (page: Page): Promise<string> =>
    new Promise((resolve) => {
      page.once('dialog', (dialog) => {
        resolve(dialog.type())
        void dialog.dismiss()
      })
    })

  test('goes into a file and nowhere else, and its CSR into the form', async () => {
    const { order, page, watch } = await open()
    await page.fill('#subject-commonName', 'shop.example.com')
    const csr = await make(page, 'rsa-2048')
    const { name, keyPem } = await save(page)
    assert.equal(name, 'shop.example.com.key')
    assert.match(keyPem, /^-----BEGIN PRIVATE KEY-----\n(?:.{1,64}\n)+-----END PRIVATE KEY-----\n$/)
    await assertBelongs(csr, keyPem)
    const { subject, names, key } = await read(csr)
    assert.deepEqual([subject, names], [{ commonName: 'shop.example.com' }, ['shop.example.com']])
    assert.deepEqual([key.algorithm, key.bits], ['RSA', 2048])

    await page.click('[data-command="csr/inspect"]')
    await page.locator('[data-csr-read]').waitFor()
    await page.goto(`/orders/${order.id}/configure?step=2`)
    assert.ok(watch.count() > 5)
    assert.deepEqual(watch.leaksOf(keyPem), [])
    assert.equal(watch.sockets(), 0)
    const kept = await page.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }])')
    assert.equal(kept, '[{},{}]')
    assert.ok(!leaks(Buffer.from(await page.content()), keyPem))
    await page.context().close()
  })

  const others: [string, string, object][] = [
    ['rsa-3072', 'RSA', { bits: 3072 }],
    ['rsa-4096', 'RSA', { bits: 4096 }],
    ['ec-p256', 'EC', { curve: 'P-256' }],
    ['ec-p384', 'EC', { curve: 'P-384' }],
  ]
  test('is of the kind that was chosen, also after another', async () => {
    const { page, watch } = await open()
    await page.fill('#subject-commonName', '*.żółw.pl')
    for (const [type, algorithm, expected] of others) {
      const csr = await make(page, type)
      const { name, keyPem } = await save(page)
      assert.equal(name, 'wildcard.zolw.pl.key')
      await assertBelongs(csr, keyPem)
      const { key, names } = await read(csr)
      assert.equal(key.algorithm, algorithm)
      assert.partialDeepStrictEqual(key, expected)
      assert.deepEqual(names, ['*.xn--w-uga1v8h.pl'])
      assert.deepEqual(watch.leaksOf(keyPem), [])
    }
    await page.context().close()
  })

  test('takes all details of an organization from the form, in any letters', async () => {
    const { page } = await open({ product: TRUSTED })
    const typed = {
      commonName: '192.0.2.7',
      organization: 'Żółta Łódź sp. z o.o.',
      locality: 'Łódź',
      state: 'łódzkie',
      country: 'PL',
    }
    for (const [field, value] of Object.entries(typed)) await page.fill(`#subject-${field}`, value)
    const csr = await make(page, 'ec-p256')
    const { subject, ipAddresses } = await read(csr)
    assert.deepEqual(subject, typed)
    assert.deepEqual(ipAddresses, ['192.0.2.7'])
    await save(page)
    await page.context().close()
  })

  for (const [language, said] of [
    ['en', 'Of the web address the name alone was taken: sklep.example.com.'],
    ['pl', 'Z adresu strony wzięto samą nazwę: sklep.example.com.'],
  ] as const) {
    test(`is for the name in a web address, which is said in ${language}, and never for https`, async () => {
      const { order, page } = await open()
      await page.goto(`/orders/${order.id}/configure?lang=${language}`)
      await page.click('[data-key-tool] summary')
      await page.fill('#subject-commonName', 'https:sklep')
      await page.click('[data-key-make]')
      await page.locator('[data-key-problem="bad-name"]:visible').waitFor()
      assert.equal(await page.inputValue('#csr'), '')
      await page.fill('#subject-commonName', 'https://sklep.example.com/koszyk?a=b')
      const csr = await make(page, 'ec-p256')
      const { subject, names } = await read(csr)
      assert.deepEqual([subject, names], [{ commonName: 'sklep.example.com' }, ['sklep.example.com']])
      assert.equal(await page.inputValue('#subject-commonName'), 'sklep.example.com')
      assert.ok((await page.textContent('[data-key-status]'))?.includes(said))
      assert.equal((await save(page)).name, 'sklep.example.com.key')
      await page.context().close()
    })
  }

  test('for a mailbox at an internationalised domain spells it as servers do', async () => {
    const { page } = await open({ product: MAILBOX })
    await page.fill('#subject-email', 'jan@żółw.pl')
    const { subject, emails } = await read(await make(page, 'ec-p256'))
    assert.deepEqual([subject.email, emails], ['jan@xn--w-uga1v8h.pl', ['jan@xn--w-uga1v8h.pl']])
    await save(page)
    await page.context().close()
  })

  test('for a mailbox names the mailbox', async () => {
    const { page } = await open({ product: MAILBOX })
    await page.click('[data-key-tool] summary')
    await page.click('[data-key-make]')
    await page.locator('[data-key-problem="no-name"]:visible').waitFor()
    assert.equal(await page.inputValue('#csr'), '')
    await page.fill('#subject-email', 'jan@example.com')
    const csr = await make(page, 'rsa-2048')
    const { subject, emails } = await read(csr)
    assert.deepEqual([subject, emails], [{ email: 'jan@example.com' }, ['jan@example.com']])
    await save(page)
    await page.context().close()
  })

  test('is not lost unnoticed: the form is held back, and so is a way out, until it is saved', async () => {
    const { order, page } = await open()
    await page.fill('#subject-commonName', 'shop.example.com')
    await make(page, 'ec-p256')
    await page.click('[data-command="csr/inspect"]')
    await page.locator('[data-key-problem="not-saved"]:visible').waitFor()
    assert.equal(await page.evaluate(`document.activeElement.matches('[data-key-save]')`), true)
    assert.deepEqual((await new AxeBuilder({ page }).analyze()).violations, [])
    const asked = onWayOut(page)
    await page.click('a.brand')
    assert.equal(await asked, 'beforeunload')
    assert.match(page.url(), new RegExp(`/orders/${order.id}/configure$`))

    await save(page)
    assert.equal(await page.isVisible('[data-key-problem="not-saved"]'), false)
    await page.click('[data-command="csr/inspect"]')
    await page.locator('[data-csr-read]').waitFor()
    await page.context().close()
  })

  test('that is for nothing holds nobody: another CSR was pasted over its own', async () => {
    const { page } = await open()
    await page.fill('#subject-commonName', 'shop.example.com')
    await make(page, 'ec-p256')
    await page.fill('#csr', 'another one')
    await page.click('[data-command="csr/inspect"]')
    await page.locator('[data-summary]').waitFor()
    await page.context().close()
  })

  test('can be made and saved with the keyboard alone', async () => {
    const { page } = await open()
    await page.fill('#subject-commonName', 'shop.example.com')
    await page.focus('[data-command="csr/inspect"]')
    const press = (...keys: string[]) =>
      keys.reduce((done, key) => done.then(() => page.keyboard.press(key)), Promise.resolve())
    await press('Tab', 'Enter', 'Tab', 'e', 'Tab', 'Enter')
    await page.locator('[data-key-save]:focus').waitFor()
    const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')])
    assert.match(await readFile(await download.path(), 'utf8'), /BEGIN PRIVATE KEY/)
    assert.equal((await read(await page.inputValue('#csr'))).key.algorithm, 'EC')
    await page.context().close()
  })

  test('is offered in the kinds that the product takes', async () => {
    const { page } = await open({ product: { ...MAILBOX, minRsaBits: 3072 } })
    const offered = await attributesOf(page, '[data-key-type] option', 'value')
    assert.deepEqual(offered, ['rsa-3072', 'rsa-4096', 'ec-p256', 'ec-p384'])
    await page.context().close()
  })

  test('is not offered for code signing, without scripts, or where the browser cannot', async () => {
    const signing: OrderRecord = await waitingOrder(site, { product: SIGNING })
    const { browser: plain } = await signedInClient(site, signing)
    const shown = await plain.get(`/orders/${signing.id}/configure`)
    assert.equal(shown.root.querySelector('[data-key-tool]'), null)
    assert.equal(shown.root.querySelectorAll('script').length, 1)
    const order = await waitingOrder(site)
    const { browser: other } = await signedInClient(site, order)
    const tool = (await other.get(`/orders/${order.id}/configure`)).root.querySelector('[data-key-tool]')
    assert.ok(tool)
    assert.ok(tool.hasAttribute('hidden'))
    assert.deepEqual(tool.querySelectorAll('[name]'), [], 'nothing of it is part of the form')
  })

  test('costs other pages nothing, and this one less than 100 KB', async () => {
    const { order, page } = await open()
    const { browser: plain } = await signedInClient(site, order)
    const scripts = await attributesOf(page, 'script[src]', 'src')
    assert.equal(scripts.length, 2)
    const sizes = await Promise.all(
      scripts.map(async (src) => {
        const answer = await plain.send('GET', src, {
          headers: { 'accept-encoding': 'gzip' },
        })
        assert.equal(answer.headers.get('content-encoding'), 'gzip')
        return Number(answer.headers.get('content-length'))
      }),
    )
    assert.ok(
      sizes.every((size) => size > 500) && sizes.reduce((sum, size) => sum + size) < 100_000,
      String(sizes),
    )
    await page.goto(`/orders/${order.id}`)
    assert.equal(await page.locator('script[src]').count(), 1)
    await page.context().close()
  })

  test('leads to no complaint of the browser', () => {
    assert.deepEqual(complaints, [])
  })
})
