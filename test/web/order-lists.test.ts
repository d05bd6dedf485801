import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { awaitProof, issue, signedInAdmin, signedInClient, somebody, waitingOrder } from './scenes.ts'
import { withSite } from './site.ts'

const site = withSite()

function shown(page: {
  root: { querySelectorAll(selector: string): { getAttribute(name: string): string | undefined }[] }
}) {
  return page.root.querySelectorAll('[data-order]').map((row) => row.getAttribute('data-order'))
}

async function issuedOrder(customer = somebody()) {
  const order = await waitingOrder(site, { customer })
  await awaitProof(site, order)
  await issue(site, order)
  return order
}

describe('a client’s list', () => {
  test('shows what ends soonest first, or the newest where they like', async () => {
    const customer = somebody()
    const issued = await issuedOrder(customer)
    const waiting = await waitingOrder(site, { customer })
    const { browser } = await signedInClient(site, issued)
    assert.deepEqual(shown(await browser.get('/orders')), [issued.id, waiting.id])
    const newest = await browser.get('/orders?sort=-createdAt')
    assert.deepEqual(shown(newest), [waiting.id, issued.id])
    assert.equal(newest.root.querySelector('#sort option[selected]')?.getAttribute('value'), '-createdAt')
    assert.equal(newest.root.querySelector('#caOrderId'), null)
    assert.equal(newest.root.querySelector('[data-command="bulk"]'), null)
  })

  test('is saved as a table, with no cell that a spreadsheet would run', async () => {
    const customer = somebody({ firstName: '=cmd|calc', lastName: 'A "quoted" name' })
    const order = await issuedOrder(customer)
    await waitingOrder(site)
    const { browser } = await signedInClient(site, order)
    const response = await browser.send('GET', '/orders.csv')
    assert.match(response.headers.get('content-type') ?? '', /text\/csv/)
    const bytes = Buffer.from(await response.arrayBuffer())
    assert.deepEqual([...bytes.subarray(0, 3)], [0xef, 0xbb, 0xbf])
    const [head, ...rows] = bytes.toString('utf8').trim().split('\r\n')
    assert.match(head ?? '', /id,reference,state/)
    assert.equal(rows.length, 1)
    assert.match(rows[0] ?? '', new RegExp(`${order.id},.*,issued,`))
    assert.ok(rows[0]?.includes(`"'=cmd|calc A ""quoted"" name"`), rows[0])
  })
})

describe('an admin’s list', () => {
  test('keeps its filters in the address, also on the next page', async () => {
    const order = await issuedOrder()
    const { browser } = await signedInAdmin(site)
    const address = `/admin/orders?state=issued&caOrderId=${order.id}-1&expiresBefore=2099-01-01`
    const page = await browser.get(address)
    assert.deepEqual(shown(page), [order.id])
    assert.equal(page.root.querySelector('#expiresBefore')?.getAttribute('value'), '2099-01-01')
    assert.ok(page.root.querySelector('.filter-more')?.hasAttribute('open'))
    assert.deepEqual(shown(await browser.get(`${address}&waitsFor=client`)), [])
    for (let count = 0; count < 26; count += 1) await waitingOrder(site)
    const first = await browser.get('/admin/orders?state=awaiting-configuration&product=601')
    const next = first.root.querySelector('[rel="next"]')?.getAttribute('href') ?? ''
    assert.match(next, /state=awaiting-configuration.*product=601.*cursor=/)
    const second = await browser.get(next)
    assert.ok(shown(second).length > 0)
    assert.ok(shown(second).every((id) => !shown(first).includes(id)))
  })

  test('says at its field what makes no sense', async () => {
    const { browser } = await signedInAdmin(site)
    for (const [name, value] of [
      ['state', 'nothing'],
      ['expiresBefore', '2026-02-30'],
      ['paidUntilBefore', 'soon'],
      ['q', 'x'.repeat(5000)],
    ] as const) {
      const page = await browser.get(`/admin/orders?${name}=${value}`)
      assert.equal(page.status, 422, name)
      assert.ok(page.root.querySelector(`#${name}-problem`), name)
    }
    assert.equal((await browser.send('GET', '/admin/orders.csv?state=nothing')).status, 422)
  })

  test('is told apart from a list of nothing at all, and speaks Polish', async () => {
    const { browser } = await signedInAdmin(site)
    assert.match((await browser.get('/admin/orders?q=nothinglikethat')).text, /No order matches/)
    const polish = await browser.get('/admin/orders?lang=pl')
    assert.match(polish.text, /Więcej filtrów/)
    assert.doesNotMatch(polish.text, /lists:|option\./)
    const other = await signedInClient(site, await waitingOrder(site))
    assert.equal((await other.browser.get('/admin/orders.csv')).path, '/admin/sign-in')
  })
})

describe('the CA orders of a month', () => {
  test('are listed with totals, to be compared with the bill', async () => {
    const order = await issuedOrder()
    const { browser } = await signedInAdmin(site)
    const page = await browser.get('/admin/ca-orders?month=2026-05')
    const row = page.root.querySelector(`[data-ca-order="${order.id}-1"]`)
    assert.match(row?.text ?? '', new RegExp(order.reference))
    assert.ok(page.root.querySelector(`[data-total="${order.product.code}"]`))
    assert.match(page.root.querySelector('[rel="prev"]')?.getAttribute('href') ?? '', /month=2026-04/)
    const csv = await (await browser.send('GET', '/admin/ca-orders.csv?month=2026-05')).text()
    assert.match(csv, new RegExp(`${order.id}-1,`))
    assert.match((await browser.get('/admin/ca-orders?month=2020-01')).text, /Nothing was ordered/)
    assert.doesNotMatch((await browser.get('/admin/ca-orders?lang=pl')).text, /lists:/)
    assert.equal((await browser.get('/admin/ca-orders?month=2026-13')).status, 422)
  })
})
