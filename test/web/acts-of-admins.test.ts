import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { rows, sql } from '../../store/sql.ts'
import { enterAsAdmin, inChromium, type Person } from './acting.ts'
import { openManualTask, waitingOrder } from './scenes.ts'
import { MULTI, withSite } from './site.ts'

const site = withSite()
beforeEach(() => site.engine.reset())

const PASSWORD = 'correct horse battery'

/** The page to which the link of a row leads, by what the row says. */
async function open(person: Person, text: string): Promise<void> {
  await person.page.locator('main tr, main section', { hasText: text }).locator('a').first().click()
  await person.page.waitForLoadState()
}

inChromium('what admins look after', site, (person) => {
  const tag = (): string => `${person().visit.language}-${process.pid}`

  test('O1, O2, C6: bring the catalogue in, add a product, say how it is sold', async () => {
    await enterAsAdmin(person())
    await person().go('/admin/products')
    const nothing = { unknown: [], gone: [], ignored: [] }
    site.engine.importResult = { ok: true, added: ['1'], changed: [], ...nothing }
    await person().press('import')
    site.engine.importResult = null
    await person().isDone()
    await person().go('/admin/products/new')
    const code = `own-${tag()}`
    await person().fill({
      code,
      name: 'Własny SSL',
      kind: 'ssl-multi',
      validation: 'DV',
      validityDays: '199',
    })
    await person().press('save')
    await person().isDone(`/admin/products/${code}`)
    assert.ok((await person().count('[data-flag]')) > 0)
    await person().fill({ 'settings.additionalNames.mode': 'limit', 'settings.additionalNames.limit': '4' })
    await person().press('save')
    await person().isDone(`/admin/products/${code}`)
    assert.equal(await person().page.locator('[name="settings.additionalNames.limit"]').inputValue(), '4')
    await person().go(`/admin/products?q=${code}`)
    await person().press('enable')
    await person().isDone()
  })

  test('O3: add an account at a CA, change it, try its connection', async () => {
    await enterAsAdmin(person())
    await person().go('/admin/ca/new')
    const name = `Certum ${tag()}`
    await person().fill({
      kind: 'certum',
      name,
      mode: 'sandbox',
      url: 'http://127.0.0.1:1/service/PartnerApi.wsdl',
      userName: `reseller-${tag()}`,
      password: ' a secret ',
    })
    await person().press('save')
    await person().isDone('/admin/ca')
    await open(person(), name)
    await person().fill({ department: 'Sprzedaż' })
    await person().press('save')
    await person().isDone()
    await person().go('/admin/ca')
    await person().press('check')
    await person().isDone()
  })

  test('O4, O5, C5: start an order, accept it, send the configuration mail', async () => {
    await enterAsAdmin(person())
    await person().go('/admin/orders')
    await person().page.locator('[data-command="new-order"]').click()
    await person().page.waitForURL('**/admin/orders/new')
    const reference = `desk-${tag()}`
    await person().fill({
      reference,
      product: MULTI.code,
      namesRule: 'number',
      additionalNames: '3',
      setup: 'on-acceptance',
      'customer.reference': reference,
      'customer.firstName': 'Żaneta',
      'customer.lastName': 'Kowalska',
      'customer.email': 'zaneta@customer.test',
      'term.period': 'P2Y',
      'term.recurring': true,
    })
    await person().press('create')
    await person().isDone()
    await person().press('acceptance')
    await person().isDone()
    await person().go(`/admin/orders?q=${reference}`)
    assert.equal(await person().count('tr[data-order]'), 1)
    assert.deepEqual(
      site.engine.updates.map(({ name }) => name),
      ['accept'],
    )
    const waiting = await waitingOrder(site)
    await person().go(`/admin/orders/${waiting.id}`)
    await person().press('configuration-email')
    await person().isDone(`/admin/orders/${waiting.id}`)
  })

  test('O6: enter what came of a task at a CA without an API', async () => {
    await openManualTask(site, await waitingOrder(site))
    await enterAsAdmin(person())
    await person().go('/admin/ca-tasks')
    await person().page.locator('[data-task] a').first().click()
    await person().page.waitForURL('**/admin/ca-tasks/*')
    await person().fill({ certificate: 'no certificate', paidUntil: '2027-05-04' })
    await person().press('certificates')
    assert.equal(await person().count('#certificate[aria-invalid="true"]'), 1)
    assert.equal(await person().page.locator('#certificate').inputValue(), 'no certificate')
    await person().press('result')
    await person().isDone('/admin/ca-tasks')
    assert.equal(await person().count('[data-task]'), 0)
  })

  test('B1: make a token, see it once, take it back', async () => {
    await enterAsAdmin(person())
    await person().go('/admin/tokens/new')
    const name = `WHMCS ${tag()}`
    await person().fill({ name, billingSystem: site.here.billingSystemId, 'scopes[]': ['orders:read'] })
    await person().press('tokens')
    assert.match(await person().text('[data-shown-once] code'), /^cl_/)
    await person().go('/admin/tokens')
    assert.equal(await person().count('[data-shown-once]'), 0)
    await open(person(), name)
    await person().page.locator('main form button').first().click()
    await person().page.waitForURL('**/admin/tokens')
    await person().isDone('/admin/tokens')
  })

  test('B5: add a webhook, look at its deliveries, remove it', async () => {
    await enterAsAdmin(person())
    await person().go('/admin/webhooks/new')
    const url = `https://billing.test/${tag()}`
    await person().fill({ url, 'events[]': ['order.issued'] })
    await person().press('webhooks')
    assert.match(await person().text('[data-shown-once] code'), /^whsec_/)
    await open(person(), url)
    assert.equal(await person().count('.empty'), 1)
    const id = person().path().split('/').at(-1)
    await person().go(`/admin/webhooks/${id}/delete`)
    await person().page.locator('main form button').first().click()
    await person().page.waitForURL('**/admin/webhooks')
    await person().isDone('/admin/webhooks')
  })

  test('B7: add an administrator, change their password, remove them', async () => {
    await enterAsAdmin(person())
    await person().go('/admin/users/new')
    const email = `grace.${tag()}@certloom.test`
    const passwords = { password: PASSWORD, passwordAgain: PASSWORD }
    await person().fill({ name: 'Grace', email, language: 'pl', ...passwords })
    await person().press('users')
    await person().isDone('/admin/users')
    await open(person(), email)
    const path = person().path()
    await person().go(`${path}/password`)
    await person().fill({ password: `${PASSWORD}!`, passwordAgain: `${PASSWORD}?` })
    await person().press('password')
    assert.equal(await person().count('#passwordAgain[aria-invalid="true"]'), 1)
    await person().fill({ password: `${PASSWORD}!`, passwordAgain: `${PASSWORD}!` })
    await person().press('password')
    await person().go(`${path}/remove`)
    await person().page.locator('main form button').first().click()
    await person().page.waitForURL('**/admin/users')
    await person().isDone('/admin/users')
    assert.equal(await person().page.locator('[data-user]', { hasText: email }).count(), 0)
  })

  test('B9: change the words of a mail, look at them, send a test, take them back', async () => {
    await waitingOrder(site)
    await enterAsAdmin(person())
    const path = `/admin/mails/issued?language=${person().visit.language}`
    await person().go(path)
    await person().fill({ subject: 'Gotowe: {{names}}' })
    await person().press('preview')
    const frame = person().page.frameLocator('iframe')
    assert.ok(((await frame.locator('body').textContent()) ?? '').length > 20)
    assert.equal(await person().page.locator('[name="subject"]').inputValue(), 'Gotowe: {{names}}')
    await person().press('save')
    await person().isDone(path)
    await person().press('test')
    await person().isDone(path)
    await person().press('reset')
    await person().isDone(path)
    assert.notEqual(await person().page.locator('[name="subject"]').inputValue(), 'Gotowe: {{names}}')
  })

  test('B9: add a billing system, say how its mails look, make a new secret', async () => {
    await enterAsAdmin(person())
    await person().go('/admin/billing-systems/new')
    const name = `Shop ${tag()}`
    await person().fill({ name, invoicing: 'billing-system', 'brand.name': 'Sklep' })
    await person().press('save')
    await person().isDone()
    const first = await person().text('[data-shown-once] code')
    await person().fill({ 'brand.replyTo': 'pomoc@sklep.test', 'mails.issued': 'billing-system' })
    await person().press('save')
    await person().isDone()
    assert.equal(await person().page.locator('[name="mails.issued"]').inputValue(), 'billing-system')
    await person().press('rotate-secret')
    assert.notEqual(await person().text('[data-shown-once] code'), first)
  })

  test('S2: settings of the installation', async () => {
    await enterAsAdmin(person())
    await person().go('/admin/settings')
    await person().fill({ invoiceDaysBefore: '-1' })
    await person().press('settings')
    assert.equal(await person().count('#invoiceDaysBefore[aria-invalid="true"]'), 1)
    await person().fill({ 'renewal.policy': 'notify', 'renewal.daysBefore': '12', invoiceDaysBefore: '9' })
    await person().press('settings')
    await person().isDone('/admin/settings')
    assert.equal((await site.services.settings.read()).invoiceDaysBefore, 9)
  })

  test('X8: the same for many, with a look at it first', async () => {
    const { customer } = await waitingOrder(site)
    await enterAsAdmin(person())
    await person().go(`/admin/orders?q=${encodeURIComponent(customer.email)}`)
    await person().page.locator('[data-command="bulk"]').click()
    await person().page.waitForURL('**/admin/bulk/new**')
    await person().fill({ action: 'suspend' })
    await person().press('preview')
    assert.equal(await person().count('[data-preview]'), 1)
    await person().press('bulk')
    assert.match(person().path(), /^\/admin\/bulk\/[0-9a-f]{32}$/)
    assert.equal((await rows(site.here.db.em(), sql`select 1 from bulk_jobs`)).length >= 1, true)
  })

  test('X2, X9, B10: what needs a hand, who did what, the CA orders of a month', async () => {
    await enterAsAdmin(person())
    await person().go('/admin')
    assert.ok((await person().count('[data-part]')) > 0)
    await person().go('/admin/audit')
    await person().press('find')
    assert.ok((await person().count('tbody tr')) > 0)
    await person().go('/admin/ca-orders')
    const csv = await person().save('[data-command="csv"]')
    assert.ok(csv.name.endsWith('.csv'))
  })
})
