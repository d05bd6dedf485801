import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { rows, sql } from '../../store/sql.ts'
import type { Page } from './browser.ts'
import { awaitProof, issue, signedInAdmin, signedInClient, somebody, waitingOrder } from './scenes.ts'
import { MULTI, withSite } from './site.ts'

const site = withSite()
const PATH = '/admin/audit'

function whatIsOn(page: Page): string[] {
  return page.root.querySelectorAll('[data-what]').map((row) => row.getAttribute('data-what') ?? '')
}

describe('the journal', () => {
  test('tells what was done to orders and to the installation, newest first, with names', async () => {
    const { browser } = await signedInAdmin(site)
    const customer = somebody({ firstName: 'Zofia', lastName: '<i>Zając</i>' })
    const order = await waitingOrder(site, { customer })
    await awaitProof(site, order)
    const form = await browser.get('/admin/settings')
    await browser.press(form, 'settings', { exchangesKeptDays: '31' })
    const page = await browser.get(PATH)
    assert.equal(whatIsOn(page)[0], 'settings.changed')
    assert.match(page.text, /Keep exchanges with CAs, in days: 90 → 31/)
    assert.match(page.text, /administrator Ada/)
    assert.match(page.text, /customer Zofia <i>Zając/)
    assert.doesNotMatch(page.html, /<i>Zaj/)
    assert.ok(page.root.querySelector(`a[href="/admin/orders/${order.id}"]`))
    assert.equal(page.root.querySelector('nav [aria-current=page]')?.getAttribute('href'), PATH)
  })

  test('is searched by who, what and when; the search stands in the address', async () => {
    const { browser } = await signedInAdmin(site)
    const order = await waitingOrder(site)
    await awaitProof(site, order)
    await issue(site, order)
    const found = await browser.press(await browser.get(PATH), 'find', {
      what: 'order.issued',
      role: 'system',
    })
    assert.equal(found.root.querySelector('#what')?.getAttribute('value'), 'order.issued')
    assert.deepEqual([...new Set(whatIsOn(found))], ['order.issued'])
    assert.equal(found.root.querySelector('#role option[selected]')?.getAttribute('value'), 'system')
    const scene = await browser.get(`${PATH}?from=2026-05-04&until=2026-05-04&what=issued`)
    assert.equal(whatIsOn(scene).length, 1)
    assert.equal(whatIsOn(await browser.get(`${PATH}?until=2026-05-03&what=issued`)).length, 0)
    assert.ok(whatIsOn(await browser.get(`${PATH}?who=ada`)).every((what) => what === 'settings.changed'))
    for (const odd of ['%', '_', "'", '\\', '<script>'])
      assert.deepEqual(whatIsOn(await browser.get(`${PATH}?what=${encodeURIComponent(odd)}`)), [], odd)
  })

  test('tells what was changed of products, accounts, billing systems and mails, and no secret', async () => {
    const { browser } = await signedInAdmin(site)
    const saved = await browser.press(await browser.get(`/admin/products/${MULTI.code}`), 'save', {
      validityDays: '200',
    })
    assert.equal(saved.status, 200, saved.text)
    await browser.press(await browser.get(`/admin/products/${MULTI.code}`), 'save', { validityDays: '200' })
    const account = {
      ...{ kind: 'certum', name: 'Second', mode: 'test', userName: 'reseller', password: 'do not tell' },
      ...{ 'minimalBalance.amount': '250.00', 'minimalBalance.currency': 'PLN' },
      url: 'https://gs.test.certum.pl/service/PartnerApi.wsdl',
    }
    await browser.press(await browser.get('/admin/ca/new'), 'save', account)
    const { id = '' } =
      (await site.services.caAccounts.list()).items.find(({ name }) => name === 'Second') ?? {}
    await browser.press(await browser.get(`/admin/ca/${id}`), 'save', {
      'minimalBalance.amount': '',
      password: 'nor this one',
    })
    await browser.press(await browser.get('/admin/billing-systems/new'), 'save', { name: 'Second shop' })
    const mail = '/admin/mails/revoked?language=en'
    await browser.press(await browser.get(mail), 'save', { subject: 'Gone: {{names}}' })
    const added = { code: 'own-1', name: 'Own', kind: 'ssl', validation: 'DV', validityDays: '199' }
    await browser.press(await browser.get('/admin/products/new'), 'save', added)
    const page = await browser.get(PATH)
    const changes = [
      'product.added',
      'mail.changed',
      'system.added',
      'account.changed',
      'account.added',
      'product.changed',
    ]
    assert.deepEqual(whatIsOn(page).slice(0, 6), changes)
    assert.match(page.text, /Validity of the product, in days[^a-z]*365[^a-z]*200/)
    assert.match(page.text, /Minimal balance: 25000 → –/)
    assert.match(page.text, /Password[^a-z]*•••/)
    assert.match(page.text, /Gone: \{\{names\}\}/)
    assert.doesNotMatch(page.html, /do not tell|nor this one|\[object|flags\.|field\.|minKey|[a-z]+:change\./)
    assert.doesNotMatch((await browser.get(`${PATH}?lang=pl`)).text, /audit:/)
  })

  test('says what of a search cannot be read', async () => {
    const { browser } = await signedInAdmin(site)
    for (const [query, field] of [
      ['from=yesterday', 'from'],
      ['until=2026-02-30', 'until'],
      ['role=king', 'role'],
    ]) {
      const page = await browser.get(`${PATH}?${query}`)
      assert.equal(page.status, 422, query)
      assert.ok(page.root.querySelector(`[data-summary] a[href="#${field}"]`), query)
    }
    assert.equal((await browser.get(`${PATH}?cursor=made-up`)).status, 422)
  })

  test('comes page by page, none of it twice and none left out', async () => {
    const order = await waitingOrder(site)
    await rows(
      site.here.db.em(),
      sql`insert into order_events (order_id, sequence, position, at, name, actor, details)
          select ${order.id}, 100 + n / 3, n % 3, '2026-01-02T03:04:05Z'::timestamptz + (n / 10) * interval '1 s',
            'order.counted', '{"role": "system", "id": null}', '{}' from generate_series(0, 119) n`,
    )
    const pages = [await site.services.audit.list({ what: 'order.counted' })]
    for (let last = pages[0]; last?.nextCursor; last = pages.at(-1))
      pages.push(await site.services.audit.list({ what: 'order.counted', cursor: last.nextCursor }))
    assert.deepEqual(
      pages.map(({ items }) => items.length),
      [50, 50, 20],
    )
    const keys = pages.flatMap(({ items }) => items.map(({ key }) => key))
    assert.equal(new Set(keys).size, 120)
    const { browser } = await signedInAdmin(site)
    const first = await browser.get(`${PATH}?what=order.counted`)
    const next = await browser.get(first.root.querySelector('a[rel=next]')?.getAttribute('href') ?? '')
    assert.equal(whatIsOn(next).length, 50)
    assert.equal(next.root.querySelector('#what')?.getAttribute('value'), 'order.counted')
  })

  test('is for admins only, and there in Polish', async () => {
    const client = await signedInClient(site, await waitingOrder(site))
    assert.equal((await client.browser.get(PATH)).path, '/admin/sign-in')
    const { browser } = await signedInAdmin(site)
    const polish = await browser.get(`${PATH}?lang=pl`)
    assert.match(polish.text, /Dziennik/)
    assert.doesNotMatch(polish.html, /audit:|settings:/)
  })
})
