import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ProductJson } from '../../web/services.ts'
import { ADMIN_CALLER, signedInAdmin, signedInClient, waitingOrder } from './scenes.ts'
import { MULTI, withSite } from './site.ts'

const site = withSite()
const HOSTILE = '"><script>alert(1)</script>'

async function product(code: string): Promise<ProductJson> {
  const found = (await site.services.products.list()).items.find((each) => each.code === code)
  assert.ok(found)
  return found
}

async function adminAt(path: string) {
  const { browser } = await signedInAdmin(site)
  const page = await browser.get(path)
  assert.equal(page.status, 200, page.text)
  return { browser, page }
}

describe('the catalogue', () => {
  test('lists what there is, and finds by text and by whether it is sold', async () => {
    const { browser, page } = await adminAt('/admin/products')
    assert.ok(page.root.querySelectorAll('[data-product]').length >= 3)
    assert.ok(page.root.querySelector('nav [aria-current="page"][href="/admin/products"]'))
    const found = await browser.get('/admin/products?q=multidomain&sold=yes')
    assert.deepEqual(
      found.root.querySelectorAll('[data-product]').map((row) => row.getAttribute('data-product')),
      [MULTI.code],
    )
    const none = await browser.get(`/admin/products?q=${encodeURIComponent(HOSTILE)}`)
    assert.match(none.text, /No product matches/)
    assert.equal(none.html.includes('<script>alert'), false)
  })

  test('sells and stops selling at a button', async () => {
    const { browser, page } = await adminAt(`/admin/products?q=${MULTI.code}`)
    const stopped = await browser.press(page, 'disable')
    assert.match(stopped.text, /is not sold any more/)
    assert.equal((await product(MULTI.code)).enabled, false)
    await browser.press(await browser.get(`/admin/products?q=${MULTI.code}`), 'enable')
    assert.equal((await product(MULTI.code)).enabled, true)
  })

  test('is brought up to the CA’s list, and says what came of it', async () => {
    const { browser, page } = await adminAt('/admin/products')
    const nothing = { unknown: [], gone: [], ignored: [] }
    site.engine.importResult = { ok: true, added: ['1', '2'], changed: ['3'], ...nothing }
    assert.match((await browser.press(page, 'import')).text, /2 added, 1 changed/)
    site.engine.importResult = null
    assert.match((await browser.press(page, 'import')).text, /goes on by itself/)
  })

  test('says which account a product’s orders go to', async () => {
    const { caAccountId } = site.here
    const { name } = (await site.services.caAccounts.list()).items.find(({ id }) => id === caAccountId) ?? {}
    await site.services.products.edit(ADMIN_CALLER, MULTI.code, { settings: { caAccountId } })
    const { page } = await adminAt(`/admin/products?q=${MULTI.code}`)
    const row = page.root.querySelector(`[data-product="${MULTI.code}"] [data-label="CA account"]`)
    assert.equal(row?.text, name)
    const { accountName, ...shown } =
      (await site.services.products.listWithAccounts()).find(({ code }) => code === MULTI.code) ?? {}
    assert.equal(accountName, name)
    assert.deepEqual(shown, await product(MULTI.code))
    await site.services.products.edit(ADMIN_CALLER, MULTI.code, { settings: { caAccountId: null } })
    assert.match((await adminAt(`/admin/products?q=${MULTI.code}`)).page.text, /The preferred one/)
  })

  test('says in words why the CA’s list could not be had', async () => {
    const { browser, page } = await adminAt('/admin/products')
    site.engine.importResult = { ok: false, problem: 'credentials' }
    const refused = await browser.press(page, 'import')
    site.engine.importResult = null
    assert.ok(refused.root.querySelector('.notice-bad'))
    assert.match(refused.text, /does not accept the user name/)
  })

  test('is no client’s', async () => {
    const { browser } = await signedInClient(site, await waitingOrder(site))
    assert.equal((await browser.get('/admin/products')).path, '/admin/sign-in')
  })
})

describe('one product', () => {
  test('shows what it is, its flags, and how it is sold', async () => {
    const { page } = await adminAt(`/admin/products/${MULTI.code}`)
    assert.match(page.root.querySelector('[data-flag="multipleNames"]')?.textContent ?? '', /yes/)
    assert.equal(page.root.querySelector('#name')?.getAttribute('value'), MULTI.name)
    assert.equal(page.root.querySelector('#enabled')?.hasAttribute('checked'), true)
  })

  test('changes only what was changed', async () => {
    const { browser, page } = await adminAt(`/admin/products/${MULTI.code}`)
    const before = await product(MULTI.code)
    const done = await browser.press(page, 'save', {
      'settings.additionalNames.mode': 'limit',
      'settings.additionalNames.limit': '3',
      'settings.renewal.policy': 'notify',
      'settings.renewal.daysBefore': '14',
      'settings.defaultMethod': 'FILE',
    })
    assert.match(done.text, /is saved/)
    const { settings, ...facts } = await product(MULTI.code)
    assert.deepEqual(settings, {
      ...before.settings,
      additionalNames: { mode: 'limit', limit: 3 },
      renewal: { policy: 'notify', daysBefore: 14 },
      defaultMethod: 'FILE',
    })
    assert.equal(facts.name, before.name)
    await browser.press(await browser.get(`/admin/products/${MULTI.code}`), 'save', {
      'settings.renewal.policy': '',
      'settings.renewal.daysBefore': '',
      'settings.defaultMethod': '',
    })
    const after = await product(MULTI.code)
    assert.deepEqual([after.settings.renewal, after.settings.defaultMethod], [null, null])
  })

  test('refuses at the fields, with everything typed kept', async () => {
    const { browser, page } = await adminAt(`/admin/products/${MULTI.code}`)
    const refused = await browser.press(page, 'save', {
      name: HOSTILE.repeat(10),
      validityDays: 'ten',
      'settings.additionalNames.limit': '0',
    })
    assert.equal(refused.status, 422)
    for (const id of ['name', 'validityDays', 'settings-additionalNames-limit'])
      assert.ok(refused.root.querySelector(`#${id}-problem`), id)
    assert.equal(refused.root.querySelector('#validityDays')?.getAttribute('value'), 'ten')
    assert.equal(refused.html.includes('<script>alert'), false)
  })

  test('takes no emptied field for a word about it', async () => {
    const emptied = ['name', 'kind', 'validityDays', 'settings.additionalNames.limit']
    const { browser, page } = await adminAt(`/admin/products/${MULTI.code}`)
    const before = await product(MULTI.code)
    const refused = await browser.press(page, 'save', {
      ...Object.fromEntries(emptied.map((name) => [name, ''])),
      'settings.additionalNames.mode': 'limit',
    })
    assert.equal(refused.status, 422)
    for (const name of emptied)
      assert.ok(refused.root.querySelector(`#${name.replaceAll('.', '-')}-problem`), name)
    assert.deepEqual(await product(MULTI.code), before)
  })

  test('holds as many names as are typed; what is left empty stays', async () => {
    const { browser, page } = await adminAt(`/admin/products/${MULTI.code}`)
    const refused = await browser.press(page, 'save', { 'names.included': '9', 'names.max': '4' })
    assert.ok(refused.root.querySelector('#names-included-problem'), refused.text)
    const typed = { 'names.included': '3', 'names.max': '4', 'names.step': '' }
    const mode = { 'settings.additionalNames.mode': 'ca-maximum', 'settings.additionalNames.limit': '' }
    assert.match((await browser.press(refused, 'save', { ...typed, ...mode })).text, /is saved/)
    const { names, settings } = await product(MULTI.code)
    assert.deepEqual(names, { included: 3, max: 4, step: MULTI.names.step })
    assert.equal(settings.additionalNames.mode, 'ca-maximum')
  })

  test('says at each field what it does', async () => {
    const { browser, page } = await adminAt(`/admin/products/${MULTI.code}`)
    for (const form of [page, await browser.get('/admin/products/new')]) {
      const fields = form.root
        .querySelectorAll('main [name]')
        .map((field) => field.getAttribute('name') ?? '')
      for (const name of fields.filter((each) => !each.startsWith('_')))
        assert.ok(form.root.querySelector(`#${name.replaceAll('.', '-')}-hint`), name)
    }
  })

  test('is added for a CA without an API, under a code of its own', async () => {
    const { browser, page } = await adminAt('/admin/products/new')
    const typed = { code: 'HAND-1', name: 'By hand', kind: 'ssl', validation: 'DV', validityDays: '199' }
    const taken = await browser.press(page, 'save', { ...typed, code: MULTI.code })
    assert.ok(taken.root.querySelector('#code-problem'), taken.text)
    const done = await browser.press(taken, 'save', typed)
    assert.equal(done.path, '/admin/products/HAND-1', done.text)
    assert.equal((await product('HAND-1')).enabled, false)
  })

  test('speaks Polish, and is not there under a code that nobody knows', async () => {
    const { browser, page } = await adminAt(`/admin/products/${MULTI.code}?lang=pl`)
    assert.match(page.text, /Dodatkowe nazwy/)
    assert.doesNotMatch(page.text, /products:|field\.|option\.|hint\./)
    assert.doesNotMatch((await browser.get('/admin/products/new?lang=pl')).text, /products:|field\./)
    assert.equal((await browser.get('/admin/products/nothing')).status, 404)
  })
})
