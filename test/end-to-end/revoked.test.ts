import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { launchBrowser } from '../support/chromium.ts'
import { isOnRevocationList, ocspStatus } from './support/openssl.ts'
import { configuration, fresh, orderOf, publishProof, startOrder, untilState } from './support/order-steps.ts'
import { type Order, type Rest, restOf } from './support/rest.ts'
import { type SandboxDoor, sandboxOf } from './support/sandbox-door.ts'
import { type LiveStack, startStack } from './support/stack.ts'
import { until } from './support/until.ts'

describe('a certificate that the CA revokes', () => {
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

  async function issued(): Promise<{ order: Order; serial: string; pem: string }> {
    const { reference, domain } = fresh()
    const { id } = await startOrder(rest, reference, { configuration: configuration(domain) }, 'en')
    await untilState(rest, id, 'verifying')
    await publishProof(rest, sandbox, id)
    const order = await untilState(rest, id, 'issued')
    const serial = order.certificates[0]?.serialNumber ?? ''
    const pem = (await rest<string>('GET', `/orders/${id}/certificates/${serial}.pem`)).body
    return { order, serial, pem }
  }

  /** What the client's page of certificates says of their status. */
  async function statusOnPage(orderId: string): Promise<string> {
    const context = await browser.newContext({
      locale: 'en',
      javaScriptEnabled: false,
      extraHTTPHeaders: { 'accept-language': 'en' },
    })
    const page = await context.newPage()
    const { body } = await rest<{ url: string }>('POST', `/orders/${orderId}/client-link`, {})
    await page.goto(body.url)
    await page.locator('[data-command="sign-in"]').click()
    await page.goto(`${stack.ready().pages}/orders/${orderId}/certificates`)
    const text = await page.locator('.certificate .badge').first().textContent()
    await context.close()
    return text ?? ''
  }

  test('is revoked for openssl by OCSP and CRL, and on the page, at the same time', async () => {
    const { order, serial, pem } = await issued()
    assert.equal(ocspStatus(pem), 'good')
    assert.equal(await isOnRevocationList(pem), false)
    assert.equal(await statusOnPage(order.id), 'Valid')

    await sandbox.call('POST', `/certificates/${serial}/revoke`)
    await until('the order says so', async () => {
      await rest('POST', `/orders/${order.id}/synchronize`, {})
      return (await orderOf(rest, order.id)).certificates[0]?.status === 'REVOKED'
    })
    assert.equal(ocspStatus(pem), 'revoked')
    assert.equal(await isOnRevocationList(pem), true)
    assert.equal(await statusOnPage(order.id), 'Revoked')
    assert.equal((await orderOf(rest, order.id)).state, 'revoked')
  })
})
