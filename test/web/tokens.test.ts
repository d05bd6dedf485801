import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { tokenByPlain } from '../../store/queries/tokens.ts'
import type { Page } from './browser.ts'
import { signedInAdmin, signedInClient, waitingOrder } from './scenes.ts'
import { withSite } from './site.ts'

const site = withSite()
const PATH = '/admin/tokens'

function shownToken(page: Page): string | null {
  return page.root.querySelector('[data-shown-once] code')?.text ?? null
}

function rowOf(page: Page, name: string): string {
  return page.root.querySelectorAll('[data-token]').find(({ text }) => text.includes(name))?.text ?? ''
}

describe('tokens of the API', () => {
  test('are made for a billing system, and shown this one time', async () => {
    const { browser } = await signedInAdmin(site)
    const form = await browser.get(`${PATH}/new`)
    const fields = {
      name: '<b>WHMCS</b>',
      billingSystem: site.here.billingSystemId,
      'scopes[]': ['orders:read', 'orders:write'],
    }
    const made = await browser.press(form, 'tokens', fields)
    assert.equal(made.path, PATH)
    const token = shownToken(made) ?? assert.fail(made.text)
    assert.match(token, /^cl_/)
    assert.doesNotMatch(made.html, /<b>WHMCS/)
    assert.match(rowOf(made, 'WHMCS'), /default[\s\S]*orders:read[\s\S]*orders:write[\s\S]*–/)
    const holder = await tokenByPlain(site.here.db, token)
    assert.equal(holder?.billingSystemId, site.here.billingSystemId)
    const again = await browser.get(PATH)
    assert.equal(shownToken(again), null)
    assert.equal(again.html.includes(token), false)
    assert.match(rowOf(again, 'WHMCS'), /CES?T|GMT\+[12]/)
  })

  test('without a billing system need the scope admin; what is wrong is said at its field', async () => {
    const { browser } = await signedInAdmin(site)
    const form = await browser.get(`${PATH}/new`)
    const send = (fields: Record<string, string | string[]>) => browser.press(form, 'tokens', fields)
    const refused = await send({ name: 'all', 'scopes[]': ['orders:read'] })
    assert.equal(refused.status, 422)
    assert.match(refused.root.querySelector('#scopes-problem')?.text ?? '', /scope “admin”/)
    assert.ok(refused.root.querySelector('[name="scopes[]"][value="orders:read"]')?.hasAttribute('checked'))
    assert.equal(refused.root.querySelector('#name')?.getAttribute('value'), 'all')
    assert.ok(refused.root.querySelector('[data-summary] a[href="#scopes"]'))
    const empty = await send({ name: '' })
    assert.ok(empty.root.querySelector('#name-problem') && empty.root.querySelector('#scopes-problem'))
    assert.ok((await send({ name: 'x', 'scopes[]': ['everything'] })).root.querySelector('.summary'))
    const unknown = await send({ name: 'x', billingSystem: 'nobody', 'scopes[]': ['admin'] })
    assert.ok(unknown.root.querySelector('#billingSystem-problem'))
    assert.ok(
      (await send({ name: 'x'.repeat(101), 'scopes[]': ['admin'] })).root.querySelector('#name-problem'),
    )
    const made = await send({ name: 'all', 'scopes[]': ['admin'] })
    assert.match(rowOf(made, 'all'), /None: the whole installation[\s\S]*admin/)
  })

  test('are revoked after a question, once', async () => {
    const { browser } = await signedInAdmin(site)
    const fields = { name: 'to be revoked', 'scopes[]': ['admin'] }
    const made = await browser.press(await browser.get(`${PATH}/new`), 'tokens', fields)
    const token = shownToken(made) ?? ''
    const row = made.root.querySelectorAll('[data-token]').find(({ text }) => text.includes(fields.name))
    const question = await browser.get(row?.querySelector('a')?.getAttribute('href') ?? '')
    assert.match(question.text, /to be revoked/)
    assert.ok(await tokenByPlain(site.here.db, token))
    const revoked = await browser.press(question, 'revoke')
    assert.match(rowOf(revoked, fields.name), /Revoked/)
    assert.equal((await browser.press(question, 'revoke')).path, PATH)
    assert.equal(await tokenByPlain(site.here.db, token), null)
    const changes = await site.services.audit.list({ what: 'token.revoked' })
    assert.equal(changes.items.filter(({ subject }) => subject === fields.name).length, 1)
    assert.equal(JSON.stringify(await site.services.audit.list({})).includes(token), false)
  })

  test('are for admins only, and there in Polish', async () => {
    const client = await signedInClient(site, await waitingOrder(site))
    for (const path of [PATH, `${PATH}/new`, `${PATH}/x/revoke`])
      assert.equal((await client.browser.get(path)).path, '/admin/sign-in')
    const { browser } = await signedInAdmin(site)
    assert.equal((await browser.get(`${PATH}/unknown/revoke`)).status, 404)
    await browser.get(`${PATH}?lang=pl`)
    for (const path of [PATH, `${PATH}/new`])
      assert.doesNotMatch((await browser.get(path)).html, /tokens:|administration:/)
  })
})
