import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { tell, viewOf } from '../store/order-factory.ts'
import { type Page, textOf } from './browser.ts'
import { awaitProof, issue, LEAF, signedInAdmin, signedInClient, somebody, waitingOrder } from './scenes.ts'
import { MULTI, withSite } from './site.ts'

const site = withSite()

function rowsOf(page: Page): string[] {
  return page.root.querySelectorAll('tr[data-order]').map((row) => row.getAttribute('data-order') ?? '')
}

/** What stands beside a label on the overview. */
function fact(page: Page, label: string): string {
  const found = page.root.querySelectorAll('.facts > div').find((each) => {
    const name = each.querySelector('dt')
    return name !== null && textOf(name) === label
  })
  const value = found?.querySelector('dd')
  assert.ok(value, `${label} is not on the page: ${page.text}`)
  return textOf(value)
}

describe('the list of orders', () => {
  test('shows a client every order of theirs, what ends soonest first, with state and end', async () => {
    const customer = somebody()
    const first = await waitingOrder(site, { customer })
    const second = await waitingOrder(site, { customer, product: MULTI })
    await awaitProof(site, first)
    await issue(site, first)
    const { browser } = await signedInClient(site, first)
    const page = await browser.get('/orders')
    assert.deepEqual(rowsOf(page), [first.id, second.id])
    const rows = page.root.querySelectorAll('tr[data-order]').map(textOf)
    assert.match(rows[1] ?? '', /Commercial MultiDomain SSL.*Awaiting details –/)
    assert.match(rows[0] ?? '', /\*\.example\.com and 1 more.*Issued/)
    const end = page.root.querySelectorAll('tr[data-order] time').map((time) => time.getAttribute('datetime'))
    assert.deepEqual(end, [LEAF.notAfter])
  })

  test('tells a client without any that there are none', async () => {
    const customer = somebody()
    const order = await waitingOrder(site, { customer })
    const { browser } = await signedInClient(site, order)
    assert.match((await browser.get('/orders?q=no-such-order')).text, /No order matches/)
    const state = await browser.get('/orders?state=issued')
    assert.match(state.text, /No order matches/)
    assert.equal(state.root.querySelector('option[selected]')?.getAttribute('value'), 'issued')
  })

  test('is searched and filtered by its address, page after page', async () => {
    const customer = somebody()
    const orders = []
    for (let n = 0; n < 27; n += 1) orders.push(await waitingOrder(site, { customer }))
    const { browser } = await signedInAdmin(site)
    const path = `/admin/orders?q=${encodeURIComponent(customer.email)}&state=awaiting-configuration`
    const first = await browser.get(path)
    assert.equal(first.root.querySelector('#q')?.getAttribute('value'), customer.email)
    const next = first.root.querySelector('a[rel=next]')?.getAttribute('href') ?? ''
    const second = await browser.get(next)
    assert.equal(second.root.querySelector('a[rel=next]'), null)
    const seen = [...rowsOf(first), ...rowsOf(second)]
    assert.equal(rowsOf(first).length, 25)
    assert.deepEqual(seen.toSorted(), orders.map(({ id }) => id).toSorted())
  })

  test('finds by name, reference and serial number', async () => {
    const order = await waitingOrder(site)
    await awaitProof(site, order, { names: [{ name: 'very-special.example.org', state: 'REQUIRED' }] })
    const { browser } = await signedInAdmin(site)
    for (const q of ['very-special', order.reference])
      assert.deepEqual(rowsOf(await browser.get(`/admin/orders?q=${q}`)), [order.id], q)
  })

  test('says of a filter and a page that they make no sense', async () => {
    const { browser } = await signedInAdmin(site)
    assert.equal((await browser.get('/admin/orders?state=nonsense')).status, 422)
    assert.equal((await browser.get('/admin/orders?q=a&q=b')).status, 200)
    assert.equal((await browser.get('/admin/orders?cursor=nonsense')).status, 422)
  })
})

describe('the overview of an order', () => {
  test('of a new one says what is wanted, and leads there', async () => {
    const order = await waitingOrder(site, {
      billing: {
        registeredOn: '2026-04-02',
        cycle: 'Annually',
        firstPayment: { amount: 12_300, currency: 'PLN' },
        recurring: { amount: 9_900, currency: 'PLN' },
        nextDueDate: '2027-04-02',
        paymentMethod: 'Bank transfer',
        serviceStatus: 'Active',
      },
    })
    const { page } = await signedInClient(site, order)
    assert.equal(fact(page, 'Registered'), '2 April 2026')
    assert.equal(fact(page, 'First payment').replaceAll(' ', ' '), 'PLN 123.00')
    assert.equal(fact(page, 'Recurring amount').replaceAll(' ', ' '), 'PLN 99.00')
    assert.equal(fact(page, 'Billing cycle'), 'Annually')
    assert.equal(fact(page, 'Next due date'), '2 April 2027')
    assert.equal(fact(page, 'Payment method'), 'Bank transfer')
    assert.equal(fact(page, 'Order id'), order.id)
    assert.equal(fact(page, 'Serial number'), '–')
    const links = page.root
      .querySelectorAll('a[data-command]')
      .map((link) => link.getAttribute('data-command'))
    assert.deepEqual(links, ['configuration', 'renewal', 'cancellation-request'])
    assert.ok(page.root.querySelector('[data-next="next.awaiting-configuration"]'))
  })

  test('of an issued one shows its certificate, its dates and its names as links', async () => {
    const order = await waitingOrder(site)
    await awaitProof(site, order)
    await issue(site, order)
    const { page } = await signedInClient(site, order)
    assert.equal(fact(page, 'Serial number'), LEAF.serialNumber)
    assert.equal(fact(page, 'Status'), 'Valid')
    assert.equal(fact(page, 'Status at the CA'), 'Issued')
    assert.equal(fact(page, 'Product valid until'), '4 May 2027')
    assert.equal(fact(page, 'Paid until'), '–')
    assert.ok(page.root.querySelector('a[href="https://example.com/"]'))
    assert.equal(page.root.querySelector('a[href*="*."]'), null, 'a wildcard is no address')
    assert.ok(page.root.querySelector(`main a[href="/orders/${order.id}/certificates"]`))
  })

  test('shows the plan of the term before it is bought and as it runs, with what is the client’s to do', async () => {
    const term = { period: 'P5Y', recurring: false, paidUntil: '2032-01-01' }
    const order = await waitingOrder(site, { term, firstView: viewOf({ paidUntil: '2032-01-01' }) })
    const { browser, page } = await signedInClient(site, order)
    const steps = (shown: Page) =>
      shown.root.querySelectorAll('[data-plan] [data-step]').map((step) => step.getAttribute('data-step'))
    assert.equal(steps(page)[0], 'issue')
    assert.equal(steps(page).filter((step) => step === 'renew').length, 5)
    assert.match(page.text, /Control of the names must be proven again by 20\d\d-/)
    assert.match(page.text, /something for you to do/)
    await awaitProof(site, order)
    await issue(site, order)
    const running = steps(await browser.get(`/orders/${order.id}`))
    assert.ok(running.length > 0 && !running.includes('issue'), running.join())
    await tell(site.here, { orderId: order.id, sequence: 9, view: viewOf({ state: 'ended' }) })
    assert.deepEqual(steps(await browser.get(`/orders/${order.id}`)), [])
  })

  test('of one that is stuck says that nothing is lost', async () => {
    const order = await waitingOrder(site)
    const activity = {
      kind: 'ordering',
      step: 'ordering',
      waitsFor: 'ca',
      since: '2026-05-04T09:30:00.000Z',
      dueBy: null,
      problem: 'ca-unreachable',
    } as const
    await tell(site.here, { orderId: order.id, view: viewOf({ activity }) })
    const { page } = await signedInClient(site, order)
    assert.match(page.text, /being placed at the certification authority/)
    assert.match(page.text, /cannot be reached at the moment/)
    assert.equal(page.root.querySelector('[data-command=configuration]'), null)
    const admin = await signedInAdmin(site)
    for (const [language, words] of [
      ['en', /It is tried again by itself/],
      ['pl', /Próba zostanie powtórzona/],
    ] as const) {
      const shown = await admin.browser.get(`/admin/orders/${order.id}?lang=${language}`)
      assert.match(shown.root.querySelector('[data-problem="ca-unreachable"]')?.text ?? '', words)
      assert.doesNotMatch(shown.root.querySelector('main')?.text ?? '', /ca-unreachable/)
    }
  })

  test('in Polish has not a word of English', async () => {
    const order = await waitingOrder(site, { customer: somebody({ language: 'pl' }) })
    const { page } = await signedInClient(site, order)
    assert.match(page.text, /Co dalej/)
    assert.equal(fact(page, 'Pierwsza płatność').replaceAll(' ', ' '), '123,00 zł')
    assert.doesNotMatch(page.text, /\b(Order|Status at|Payment|Certificate|Names|Overview)\b/)
  })
})
