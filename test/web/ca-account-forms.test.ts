import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { CaAccount } from '../../store/entities/ca-account.ts'
import { caAccount } from '../../store/queries/ca-accounts.ts'
import type { AccountJson } from '../../web/services.ts'
import { signedInAdmin } from './scenes.ts'
import { withSite } from './site.ts'

const site = withSite()

async function storedPassword(id: string): Promise<string | null> {
  const access = await caAccount(site.here.db, id, site.here.keyRing)
  return access?.kind === 'certum' ? access.password : null
}

async function account(name: string): Promise<AccountJson> {
  const found = (await site.services.caAccounts.list()).items.find((each) => each.name === name)
  assert.ok(found, name)
  return found
}

const CERTUM = {
  kind: 'certum',
  name: 'Certum test',
  mode: 'test',
  url: 'https://gs.test.certum.pl/service/PartnerApi.wsdl',
  userName: 'reseller',
  password: ' a secret ',
  'minimalBalance.amount': '250,50',
  'minimalBalance.currency': 'PLN',
}

describe('accounts at CAs, by pages', () => {
  test('are added with what reaches them, and never show the password', async () => {
    const { browser } = await signedInAdmin(site)
    const form = await browser.get('/admin/ca/new')
    const done = await browser.press(form, 'save', CERTUM)
    assert.equal(done.path, '/admin/ca', done.text)
    const added = await account('Certum test')
    assert.deepEqual(added.minimalBalance, { amount: 25050, currency: 'PLN' })
    assert.equal(added.enabled, true)
    const edit = await browser.get(`/admin/ca/${added.id}`)
    assert.equal(edit.root.querySelector('#password')?.getAttribute('value'), '')
    assert.equal(edit.root.querySelector('#minimalBalance-amount')?.getAttribute('value'), '250.50')
    assert.equal(edit.html.includes('a secret'), false)
  })

  test('keep the password as it was typed, and the old one where none is', async () => {
    const { browser } = await signedInAdmin(site)
    const { id } = await account('Certum test')
    assert.equal(await storedPassword(id), CERTUM.password)
    await browser.press(await browser.get(`/admin/ca/${id}`), 'save', { department: 'Sales', password: '' })
    assert.equal(await storedPassword(id), CERTUM.password)
    await browser.press(await browser.get(`/admin/ca/${id}`), 'save', { password: 'another one ' })
    assert.equal(await storedPassword(id), 'another one ')
  })

  test('take no emptied field for a word about it', async () => {
    const { browser } = await signedInAdmin(site)
    const before = await account('Certum test')
    const emptied = ['name', 'url', 'userName', 'preference', 'callsPerSecond', 'callBurst']
    const values = Object.fromEntries(emptied.map((name) => [name, '']))
    const refused = await browser.press(await browser.get(`/admin/ca/${before.id}`), 'save', values)
    assert.equal(refused.status, 422)
    for (const name of emptied) assert.ok(refused.root.querySelector(`#${name}-problem`), name)
    assert.deepEqual(await account('Certum test'), before)
  })

  test('say what is wrong with them in words', async () => {
    const { browser } = await signedInAdmin(site)
    const { id } = await account('Certum test')
    await site.here.db.em().nativeUpdate(CaAccount, { id }, { lastProblem: 'not-allowed' })
    const shown = (await browser.get('/admin/ca')).root.querySelector(`[data-account="${id}"]`)
    assert.match(shown?.text ?? '', /API access list/)
    assert.doesNotMatch(shown?.text ?? '', /not-allowed/)
  })

  test('change only what was changed; an emptied limit is none', async () => {
    const { browser } = await signedInAdmin(site)
    const { id } = await account('Certum test')
    const edit = await browser.get(`/admin/ca/${id}`)
    await browser.press(edit, 'save', { department: 'Certificates', 'minimalBalance.amount': '' })
    const changed = await account('Certum test')
    assert.equal(changed.department, 'Certificates')
    assert.equal(changed.minimalBalance, null)
    assert.equal(changed.url, CERTUM.url)
    await browser.press(await browser.get(`/admin/ca/${id}`), 'save', { department: '' })
    assert.equal((await account('Certum test')).department, null)
  })

  test('are refused at the fields, with everything but the password kept', async () => {
    const { browser } = await signedInAdmin(site)
    const form = await browser.get('/admin/ca/new')
    const typed = { ...CERTUM, name: '', url: 'http://ca.example.com/', 'minimalBalance.amount': 'a lot' }
    const refused = await browser.press(form, 'save', typed)
    assert.equal(refused.status, 422)
    for (const id of ['name', 'url', 'minimalBalance-amount'])
      assert.ok(refused.root.querySelector(`#${id}-problem`), id)
    assert.equal(refused.root.querySelector('#url')?.getAttribute('value'), typed.url)
    assert.equal(refused.html.includes('a secret'), false)
  })

  test('without an API need no address', async () => {
    const { browser } = await signedInAdmin(site)
    const form = await browser.get('/admin/ca/new')
    const typed = { kind: 'manual', name: 'By hand', mode: 'production', url: '', userName: '', password: '' }
    const done = await browser.press(form, 'save', typed)
    assert.equal(done.path, '/admin/ca', done.text)
    const { id, kind } = await account('By hand')
    assert.equal(kind, 'manual')
    const edit = await browser.get(`/admin/ca/${id}`)
    assert.equal(edit.root.querySelector('#url'), null)
  })

  test('are in Polish too, and not there where nobody knows them', async () => {
    const { browser } = await signedInAdmin(site)
    const { id } = await account('By hand')
    for (const path of ['/admin/ca/new', `/admin/ca/${id}`]) {
      const page = await browser.get(`${path}?lang=pl`)
      assert.doesNotMatch(page.text, /accounts:|field\.|option\.|hint\./)
    }
    assert.equal((await browser.get('/admin/ca/unknown')).status, 404)
  })
})
