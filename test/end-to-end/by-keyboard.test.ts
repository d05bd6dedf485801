import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, describe, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { launchBrowser } from '../support/chromium.ts'
import { Keyboard } from './support/keyboard.ts'
import { openVisit, type Visit } from './support/look.ts'
import { namesOfCertificate, verifyChain } from './support/openssl.ts'
import { fresh, publishProof, startOrder } from './support/order-steps.ts'
import { restOf } from './support/rest.ts'
import { sandboxOf } from './support/sandbox-door.ts'
import { type LiveStack, startStack } from './support/stack.ts'

const VISIT: Visit = { language: 'en', javaScript: true, width: 1280, colorScheme: 'light' }
/** From the order to the published record, for one name and with a key made in the browser. */
const MOST_INTERACTIONS = 12

describe('a client without a mouse, and without a CSR', () => {
  let stack: LiveStack
  let browser: Browser

  before(async () => {
    ;[stack, browser] = await Promise.all([startStack(), launchBrowser()])
  })
  after(async () => {
    await browser.close()
    await stack.stop()
  })

  test('configures, proves and downloads by keys alone, in few steps', async (context) => {
    const rest = restOf(stack)
    const { reference, domain } = fresh()
    const order = await startOrder(rest, reference, {}, 'en')
    const { body } = await rest<{ url: string }>('POST', `/orders/${order.id}/client-link`, {})
    const visit = await openVisit(browser, VISIT)
    await visit.grantPermissions(['clipboard-read', 'clipboard-write'])
    const page = await visit.newPage()
    const keys = new Keyboard(page)
    await page.goto(body.url)
    await keys.press('[data-command="sign-in"]')
    await page.waitForURL(`**/orders/${order.id}`)
    await keys.press('[data-command="configuration"]')
    await page.waitForURL('**/configure**')
    await keys.type('[name="subject.commonName"]', domain)
    await keys.press('[data-key-tool] summary')
    await keys.press('[data-key-make]')
    await page.locator('[data-key-save]:focus').waitFor()
    const key = await keys.download('[data-key-save]')
    assert.match(await readFile(await key.path(), 'utf8'), /PRIVATE KEY/)
    await keys.press('[data-command="configuration/draft"].main')
    await page.waitForURL('**/configure?step=2')
    await keys.press('[data-command="configuration"]')
    await page.waitForURL('**/verification')
    const host = `_certum.${domain}`
    await keys.press(`button[data-copy^="${host}"]`)
    assert.match(await page.evaluate<string>('navigator.clipboard.readText()'), new RegExp(`^${host}`))
    await keys.press(`button[data-copy]:not([data-copy^="${host}"])`)
    // Publishing it is one more, at the provider of the DNS.
    const steps = keys.interactions + 1
    context.diagnostic(`from the order to the published record: ${steps} interactions`)
    assert.ok(steps <= MOST_INTERACTIONS, `${steps} interactions`)
    await publishProof(rest, sandboxOf(stack), order.id)
    await page.locator(`a[href="/orders/${order.id}/certificates"].button`).waitFor({ timeout: 60_000 })
    await keys.press(`a[href="/orders/${order.id}/certificates"].button`)
    await page.waitForURL('**/certificates')
    const pem = await readFile(await (await keys.download('a[href$=".pem"]')).path(), 'utf8')
    assert.equal(verifyChain(pem), 'leaf: OK')
    assert.ok(namesOfCertificate(pem).includes(`DNS:${domain}`))
    await visit.close()
  })
})
