import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createAdmin } from '../../store/queries/admins.ts'
import type { Page, TestBrowser } from './browser.ts'
import { signedInAdmin } from './scenes.ts'
import { ADMIN_EMAIL, ADMIN_PASSWORD, withSite } from './site.ts'

const site = withSite()
const PATH = '/admin/users'
const PASSWORD = 'correct horse battery'

function person(email: string, overrides: Record<string, string> = {}): Record<string, string> {
  return { name: 'Grace', email, language: 'en', password: PASSWORD, passwordAgain: PASSWORD, ...overrides }
}

async function added(browser: TestBrowser, email: string): Promise<string> {
  const page = await browser.press(await browser.get(`${PATH}/new`), 'users', person(email))
  assert.equal(page.path, PATH, page.text)
  const row = page.root.querySelectorAll('[data-user]').find(({ text }) => text.includes(email))
  return row?.getAttribute('data-user') ?? assert.fail(page.text)
}

async function signsIn(email: string, password: string): Promise<{ browser: TestBrowser; page: Page }> {
  const browser = site.browser()
  const page = await browser.press(await browser.get('/admin/sign-in'), 'sign-in', { email, password })
  return { browser, page }
}

function wrongFields(page: Page): (string | undefined)[] {
  return page.root.querySelectorAll('[aria-invalid=true]').map((field) => field.getAttribute('name'))
}

describe('administrators', () => {
  test('are listed, added, and can then sign in', async () => {
    const { browser } = await signedInAdmin(site)
    const id = await added(browser, 'Grace@Certloom.test'.toLowerCase())
    const row = (page: Page) => page.root.querySelector(`[data-user="${id}"]`)?.text ?? ''
    assert.match(row(await browser.get(PATH)), /grace@certloom\.test[\s\S]*English[\s\S]*–/)
    assert.equal((await signsIn('grace@certloom.test', PASSWORD)).page.path, '/admin')
    assert.match(row(await browser.get(PATH)), /CES?T|GMT\+[12]/)
  })

  test('with bad data are refused at the fields; what was typed stays, but no password is printed', async () => {
    const { browser } = await signedInAdmin(site)
    const form = await browser.get(`${PATH}/new`)
    const hostile = person('x', {
      name: '<script>alert(1)</script>',
      password: 'short',
      passwordAgain: 'short',
    })
    const refused = await browser.press(form, 'users', hostile)
    assert.equal(refused.status, 422)
    assert.deepEqual(wrongFields(refused), ['email', 'password'])
    assert.equal(refused.root.querySelector('#name')?.getAttribute('value'), hostile.name)
    assert.doesNotMatch(refused.html, /<script>alert|value="short"/)
    const differ = await browser.press(
      form,
      'users',
      person('y@certloom.test', { passwordAgain: 'another one' }),
    )
    assert.deepEqual([differ.status, wrongFields(differ)], [422, ['passwordAgain']])
    const taken = await browser.press(form, 'users', person(ADMIN_EMAIL.toUpperCase()))
    assert.deepEqual([taken.status, wrongFields(taken)], [422, ['email']])
    const empty = await browser.press(
      form,
      'users',
      person('', { name: ' ', password: '', passwordAgain: '' }),
    )
    assert.deepEqual(wrongFields(empty), ['name', 'email', 'password'])
    const long = await browser.press(form, 'users', person('z@certloom.test', { name: 'x'.repeat(101) }))
    assert.deepEqual(wrongFields(long), ['name'])
  })

  test('change their name and language, which hold at once', async () => {
    await createAdmin(site.here.db, 'linus@certloom.test', PASSWORD, { name: 'Linus' })
    const { browser } = await signsIn('linus@certloom.test', PASSWORD)
    const list = await browser.get(PATH)
    const me = list.root.querySelectorAll('[data-user]').find(({ text }) => text.includes('(you)'))
    const form = await browser.get(me?.querySelector('a')?.getAttribute('href') ?? '')
    assert.equal(form.root.querySelector('a[href$="/remove"]'), null)
    const changed = await browser.press(form, 'user', { name: 'Liinus', language: 'pl' })
    assert.match(changed.text, /Administratorzy[\s\S]*Liinus/)
    assert.doesNotMatch(changed.html, /users:/)
  })

  test('with a new password are signed out everywhere else', async () => {
    const { browser } = await signedInAdmin(site)
    const id = await added(browser, 'ken@certloom.test')
    const ken = await signsIn('ken@certloom.test', PASSWORD)
    const again = { password: 'another long password', passwordAgain: 'another long password' }
    const form = await browser.get(`${PATH}/${id}/password`)
    assert.equal((await browser.press(form, 'password', again)).path, PATH)
    assert.equal((await ken.browser.get('/admin')).path, '/admin/sign-in')
    assert.equal((await signsIn('ken@certloom.test', PASSWORD)).page.status, 422)
    const back = await signsIn('ken@certloom.test', again.password)
    const [here, elsewhere] = [back.browser, (await signsIn('ken@certloom.test', again.password)).browser]
    const own = { password: 'yet another password', passwordAgain: 'yet another password' }
    const done = await here.press(await here.get(`${PATH}/${id}/password`), 'password', own)
    assert.equal(done.path, PATH)
    assert.ok(done.root.querySelector('.notice-good'))
    assert.equal((await elsewhere.get('/admin')).path, '/admin/sign-in')
  })

  test('once removed are signed out, and come back only where they are added again', async () => {
    const { browser } = await signedInAdmin(site)
    const id = await added(browser, 'rob@certloom.test')
    const rob = await signsIn('rob@certloom.test', PASSWORD)
    const question = await browser.get(`${PATH}/${id}/remove`)
    assert.match(question.text, /rob@certloom\.test/)
    const left = await browser.press(question, 'remove')
    assert.equal(left.root.querySelector(`[data-user="${id}"]`), null)
    assert.equal((await browser.press(question, 'remove')).status, 404)
    assert.equal((await rob.browser.get('/admin')).path, '/admin/sign-in')
    assert.equal((await signsIn('rob@certloom.test', PASSWORD)).page.status, 422)
    await createAdmin(site.here.db, 'rob@certloom.test', PASSWORD, { onlyIfNew: true })
    assert.equal((await signsIn('rob@certloom.test', PASSWORD)).page.status, 422)
    assert.equal(await added(browser, 'rob@certloom.test'), id)
  })
})

describe('the last administrator', () => {
  const lonely = withSite()

  test('cannot be removed, and nobody removes themselves', async () => {
    const { browser } = await signedInAdmin(lonely)
    const [me] = await lonely.services.admins.list()
    const refused = await browser.press(await browser.get(`${PATH}/${me?.id}/remove`), 'remove')
    assert.match(refused.text, /You cannot remove yourself/)
    const other = {
      tenant: { billingSystemId: null },
      actor: { role: 'admin', id: 'a token' },
      role: 'admin',
      customerId: null,
      language: 'en',
    } as const
    await assert.rejects(lonely.services.admins.remove(other, me?.id ?? ''), { code: 'invalid-input' })
    const signedIn = await lonely.services.admins.signIn(ADMIN_EMAIL, ADMIN_PASSWORD)
    assert.equal(signedIn?.id, me?.id)
  })

  test('is asked to sign in before anything is shown', async () => {
    for (const path of ['', '/new', '/unknown', '/unknown/remove'])
      assert.equal((await lonely.browser().get(PATH + path)).path, '/admin/sign-in')
  })
})
