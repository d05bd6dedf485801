import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ADMIN_CALLER, signedInAdmin } from './scenes.ts'
import { withSite } from './site.ts'

const site = withSite()

describe('the accounts at CAs', () => {
  test('are shown without their passwords; what a manual CA has no use for is left out', async () => {
    const manual = { name: '<b>By hand</b>', kind: 'manual', mode: 'sandbox' }
    const { id } = await site.services.caAccounts.add(ADMIN_CALLER, manual)
    const { browser } = await signedInAdmin(site)
    const page = await browser.get('/admin/ca')
    assert.equal(page.html.includes('<b>By hand'), false)
    const byHand = page.root.querySelector(`[data-account="${id}"]`)
    assert.match(byHand?.text ?? '', /Without an API/)
    assert.equal(byHand?.querySelector('[data-command=check]') ?? null, null)
    const api = page.root.querySelector(`[data-account="${site.here.caAccountId}"]`)
    assert.match(api?.text ?? '', /http:\/\/127\.0\.0\.1:1\//)
    assert.equal(page.root.querySelector('nav [aria-current=page]')?.getAttribute('href'), '/admin/ca')
  })

  test('are tried at the press of a button, with the answer in words', async () => {
    const { browser } = await signedInAdmin(site)
    const path = `/admin/ca/${site.here.caAccountId}/check`
    const page = await browser.get('/admin/ca')
    site.engine.accountCheck = { problem: null, caCode: null }
    assert.match((await browser.press(page, 'check')).text, /the connection works/)
    site.engine.isAway = true
    const away = await browser.press(await browser.get('/admin/ca'), 'check')
    site.engine.reset()
    assert.equal(away.path, '/admin/ca')
    assert.ok(away.root.querySelector('.notice-bad'))
    assert.equal((await browser.send('POST', path)).status, 403)
  })

  test('are for admins only', async () => {
    assert.equal((await site.browser().get('/admin/ca')).path, '/admin/sign-in')
  })
})
