import assert from 'node:assert/strict'
import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { after, before, describe, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { splitPemBundle } from '../../pki/pem.ts'
import { launchBrowser } from '../support/chromium.ts'
import { unzip } from '../support/unzip.ts'
import { openP12 } from '../web/p12-reader.ts'
import { watchSecrets } from '../web/secret-watch.ts'
import { look, openVisit, type Visit } from './support/look.ts'
import {
  configuration,
  fresh,
  orderOf,
  PLANTED,
  publish,
  publishProof,
  startOrder,
  untilState,
} from './support/order-steps.ts'
import { type Rest, restOf, type Verification } from './support/rest.ts'
import { type SandboxDoor, sandboxOf } from './support/sandbox-door.ts'
import { type LiveStack, startStack } from './support/stack.ts'
import { until } from './support/until.ts'

const PASSWORD = 'correct horse 7!'

const VISITS: readonly (Visit & { keyType: string })[] = [
  { language: 'pl', javaScript: true, width: 360, colorScheme: 'dark', keyType: 'ec-p256' },
  { language: 'en', javaScript: true, width: 1280, colorScheme: 'light', keyType: 'rsa-2048' },
]

describe('a client who has neither key nor CSR', () => {
  let stack: LiveStack
  let rest: Rest
  let sandbox: SandboxDoor
  let browser: Browser

  before(async () => {
    ;[stack, browser] = await Promise.all([startStack(), launchBrowser()])
    rest = restOf(stack)
    sandbox = sandboxOf(stack)
  })
  after(async () => {
    await browser.close()
    await stack.stop()
  })

  async function saved(page: Page, selector: string): Promise<Buffer> {
    const [download] = await Promise.all([page.waitForEvent('download'), page.locator(selector).click()])
    return readFile(await download.path())
  }

  async function makeKey(page: Page, visit: Visit, keyType: string): Promise<string> {
    await page.locator('[data-key-tool] summary').click()
    await page.locator('[data-key-type]').selectOption(keyType)
    await page.locator('[data-key-make]').click()
    await page.locator('[data-key-save]:focus').waitFor()
    await look(page, visit, 'key-made')
    const keyPem = (await saved(page, '[data-key-save]')).toString()
    await look(page, visit, 'key-saved')
    return keyPem
  }

  async function configure(page: Page, orderId: string): Promise<void> {
    await page.locator('[name="serverType"]').selectOption('nginx')
    for (const [field, value] of Object.entries(PLANTED))
      await page.locator(`[name="contact.${field}"]`).fill(value)
    await page.locator('[data-command="configuration/draft"]').first().click()
    await page.locator('select[name="verification.method"]').selectOption('DNS_TXT_PREFIX')
    await page.locator('[data-command="configuration"]').click()
    await page.waitForURL(`**/orders/${orderId}/verification`)
  }

  async function makeP12(page: Page, visit: Visit, keyPem: string): Promise<Buffer> {
    await page.locator('[data-p12-tool] summary').click()
    const file = { name: 'shop.key', mimeType: 'application/octet-stream', buffer: Buffer.from(keyPem) }
    await page.locator('[data-p12-key]').setInputFiles(file)
    await page.locator('[data-p12-make]').click()
    await page.locator('[data-p12-problem="password"]').waitFor()
    await look(page, visit, 'p12-problem')
    await page.locator('[data-p12-password]').fill(PASSWORD)
    await page.locator('[data-p12-make]').click()
    await page.locator('[data-p12-save]:focus').waitFor()
    await look(page, visit, 'p12-made')
    return saved(page, '[data-p12-save]')
  }

  for (const visit of VISITS)
    test(`comes to a certificate, a server's files and a .p12: ${visit.language}`, async () => {
      const { reference, domain } = fresh()
      const order = await startOrder(rest, reference, {}, visit.language)
      const context = await openVisit(browser, visit)
      const watch = watchSecrets(context)
      const page = await context.newPage()
      const { body } = await rest<{ url: string }>('POST', `/orders/${order.id}/client-link`, {})
      await page.goto(body.url)
      await page.locator('[data-command="sign-in"]').click()
      const pages = `${stack.ready().pages}/orders/${order.id}`
      await page.goto(`${pages}/configure`)
      await page.locator('[name="subject.commonName"]').fill(domain)
      const keyPem = await makeKey(page, visit, visit.keyType)
      await configure(page, order.id)
      await publishProof(rest, sandbox, order.id)
      await page.locator('[data-command="verification/check"]').click()
      await untilState(rest, order.id, 'issued')

      await page.goto(`${pages}/certificates`)
      assert.equal(await page.locator('select[name="server"]').inputValue(), 'nginx', 'what was configured')
      const files = unzip(await saved(page, '[data-download="zip"]'))
      const [leaf = '', ...above] = splitPemBundle(files[`${domain}.fullchain.pem`] ?? '')
      const publicKey = createPublicKey(createPrivateKey(keyPem)).export({ type: 'spki', format: 'der' })
      assert.ok(new X509Certificate(leaf).publicKey.export({ type: 'spki', format: 'der' }).equals(publicKey))

      const opened = openP12(await makeP12(page, visit, keyPem), PASSWORD)
      assert.ok(createPrivateKey(opened.keyPem).equals(createPrivateKey(keyPem)))
      assert.deepEqual(opened.certificates, [leaf, ...above])
      await page.goto(pages)
      assert.deepEqual(watch.leaksOf(keyPem), [])
      await context.close()
    })

  /** The certificate that the page's key is of: whatever is to be proven for it is proven meanwhile. */
  async function untilCertified(orderId: string, keyPem: string): Promise<void> {
    const isOf = (pem: string): boolean => new X509Certificate(pem).checkPrivateKey(createPrivateKey(keyPem))
    await until('a certificate of the key that was saved', async () => {
      await publish(sandbox, (await rest<Verification>('GET', `/orders/${orderId}/verification`)).body)
      const { certificates, activity } = await orderOf(rest, orderId)
      if (activity !== null) return null
      const files = certificates.map(
        ({ serialNumber }) => `/orders/${orderId}/certificates/${serialNumber}.cer`,
      )
      const answers = await Promise.all(files.map((path) => rest<string>('GET', path)))
      return answers.some(({ body }) => isOf(body)) ? true : null
    })
  }

  test('comes to each of the next certificates on a key made where it is asked for', async () => {
    const { reference, domain } = fresh()
    const more = { term: { period: 'P5Y', recurring: false }, renewal: { policy: 'none' } }
    const order = await startOrder(rest, reference, { ...more, configuration: configuration(domain) }, 'en')
    await untilState(rest, order.id, 'verifying')
    await publishProof(rest, sandbox, order.id)
    await untilState(rest, order.id, 'issued')
    const visit: Visit = { language: 'en', javaScript: true, width: 1280, colorScheme: 'light' }
    const context = await openVisit(browser, visit)
    const page = await context.newPage()
    const { body } = await rest<{ url: string }>('POST', `/orders/${order.id}/client-link`, {})
    await page.goto(body.url)
    await page.locator('[data-command="sign-in"]').click()
    const pages = `${stack.ready().pages}/orders/${order.id}`
    const press = async (command: string): Promise<void> => {
      await page.locator(`[data-command="${command}"]`).click()
      await page.waitForURL(pages)
    }
    for (const command of ['reissue', 'renew', 'renewal-csr']) {
      await page.goto(`${pages}/${command}`)
      const keyPem = await makeKey(page, visit, 'ec-p256')
      await press(command)
      if (command === 'renewal-csr') {
        await page.goto(`${pages}/renew`)
        await press('renew')
      }
      await untilCertified(order.id, keyPem)
    }
    await context.close()
  })
})
