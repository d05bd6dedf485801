import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { findingOf } from '../../domain/preflight.ts'
import { CONTROL_METHODS, type ControlMethod } from '../../domain/product.ts'
import { noteFindings } from '../../store/queries/ca-findings.ts'
import { currentCaOrder } from '../../store/queries/ca-orders.ts'
import { row, sql } from '../../store/sql.ts'
import { type Page, textOf } from './browser.ts'
import { awaitProof, issue, type Proof, signedInClient, waitingOrder } from './scenes.ts'
import { withSite } from './site.ts'

const site = withSite()

async function provingPage(proof: Proof = {}) {
  const order = await waitingOrder(site)
  await awaitProof(site, order, proof)
  const { browser } = await signedInClient(site, order)
  const path = `/orders/${order.id}/verification`
  return { order, browser, path, page: await browser.get(path) }
}

/** Label and value of everything that is to be published for a name. */
function facts(page: Page, name: string): Record<string, string> {
  const article = page.root.querySelector(`[data-name="${name}"]`)
  assert.ok(article, `${name} is not on the page`)
  const found = article.querySelectorAll('dl > div').map((each) => {
    const [label, value] = [each.querySelector('dt'), each.querySelector('dd code')]
    return [label === null ? '' : textOf(label), value === null ? '' : textOf(value)]
  })
  return Object.fromEntries(found)
}

describe('what proves control of a name', () => {
  const wanted: Record<Exclude<ControlMethod, 'ADMIN'>, Record<string, string>> = {
    DNS_TXT: { 'Record name': 'shop.example.com', Type: 'TXT', Value: 'c0de5' },
    DNS_TXT_PREFIX: { 'Record name': '_certum.shop.example.com', Type: 'TXT', Value: 'c0de5' },
    DNS_CNAME: { 'Record name': 'shop.example.com', Type: 'CNAME', Value: 'c0de5.certum.pl' },
    DNS_CNAME_PREFIX: { 'Record name': '_certum.shop.example.com', Type: 'CNAME', Value: 'c0de5.certum.pl' },
    FILE: {
      'Address of the file': 'http://shop.example.com/.well-known/pki-validation/certum.txt',
      'Content of the file': 'c0de5-certum.pl',
    },
  }
  for (const method of CONTROL_METHODS.filter((each) => each !== 'ADMIN')) {
    test(`is said to the letter for ${method}, and can be copied`, async () => {
      const { page } = await provingPage({ method })
      const expected = wanted[method]
      assert.deepEqual(facts(page, 'shop.example.com'), expected)
      const copies = page.root
        .querySelectorAll('[data-copy]')
        .map((button) => button.getAttribute('data-copy'))
      assert.ok(copies.every((copy) => Object.values(expected).includes(copy ?? '')))
      assert.equal(copies.length, 2)
    })
  }

  test('by e-mail names the mailbox', async () => {
    const { page } = await provingPage({ method: 'ADMIN', code: '' })
    assert.match(page.text, /admin@example\.com/)
  })

  test('is shown name by name, with what a look found and what is done', async () => {
    const { page } = await provingPage({
      names: [
        { name: 'a.example.com', state: 'VERIFIED' },
        { name: 'b.example.com', state: 'REQUIRED', problem: 'record-absent' },
        { name: 'c.example.com', state: 'FAILED', problem: 'record-different' },
      ],
    })
    assert.match(page.text, /1 of 3 verified/)
    assert.deepEqual(facts(page, 'a.example.com'), {})
    const said = (name: string) => textOf(page.root.querySelector(`[data-name="${name}"]`) ?? assert.fail())
    assert.match(said('b.example.com'), /Nothing is visible there yet/)
    assert.match(said('c.example.com'), /Check failed.*Something else is there/)
  })

  test('is no use where the CA’s own checks stand in the way, which is said in plain words', async () => {
    const { order, path, browser } = await provingPage()
    const checks = [{ name: 'shop.example.com', method: 'CAA', info: 'issue "other.example"' }]
    await row(
      site.here.db.em(),
      sql`update ca_orders set system_checks = ${JSON.stringify(checks)}::jsonb where order_id = ${order.id} returning id`,
    )
    const page = await browser.get(path)
    assert.match(page.text, /CAA record of the domain does not allow Certum/)
    assert.match(page.text, /other\.example/)
  })
})

describe('what our own look found, on the page', () => {
  test('is said name by name, the worst first, and nothing is said before it looked', async () => {
    const { order, path, browser, page: before } = await provingPage()
    assert.equal(before.root.querySelector('#findings'), null)
    const caOrder = await currentCaOrder(site.here.db, order.id)
    const name = 'shop.example.com'
    const found = '<b>x</b>'
    const params = { host: `_certum.${name}`, type: 'TXT', value: 'c0de5', found }
    const findings = [
      findingOf(name, 'problem', 'record-different', params),
      findingOf(null, 'warning', 'look-unfinished', { names: 1 }),
      findingOf(name, 'ok', 'caa-allows', { at: 'example.com' }),
    ]
    await noteFindings(site.here.db, caOrder?.id ?? '', findings, new Date())
    const page = await browser.get(path)
    const rows = page.root.querySelectorAll('[data-finding]')
    assert.deepEqual(
      rows.map((each) => each.getAttribute('data-severity')),
      ['problem', 'warning', 'ok'],
    )
    assert.match(
      textOf(rows[0] ?? assert.fail()),
      /shop\.example\.com To be fixed.*another value: <b>x<\/b>\./,
    )
    assert.doesNotMatch(page.html, /<b>x/)
  })
})

describe('the page of the proof', () => {
  test('loads itself again without scripts, and only there', async () => {
    const { page } = await provingPage()
    assert.equal([...page.html.matchAll(/http-equiv="refresh"/g)].length, 1)
    assert.match(page.html, /<noscript><meta http-equiv="refresh" content="15"><\/noscript>/)
    assert.ok(page.root.querySelector('a[data-refresh]'))
  })

  test('gives its living part alone, and leaves notices for a whole page', async () => {
    const { browser, page, path } = await provingPage()
    assert.equal(page.root.querySelector('[data-live]')?.getAttribute('data-live'), `${path}?fragment=1`)
    site.engine.reset()
    const form = page.root.querySelector('form[action$="/verification/check"]')
    const body = new URLSearchParams({
      _csrf: form?.querySelector('[name=_csrf]')?.getAttribute('value') ?? '',
      _command: form?.querySelector('[name=_command]')?.getAttribute('value') ?? '',
    })
    await browser.send('POST', `${path}/check`, { body })
    const fragment = await browser.get(`${path}?fragment=1`)
    assert.doesNotMatch(fragment.html, /<html|<header|looked again/)
    assert.match(fragment.text, /shop\.example\.com/)
    assert.match((await browser.get(path)).text, /We looked again just now/)
  })

  test('has the CA asked within seconds while it is open', async () => {
    const { order } = await provingPage()
    const found = await row<{ soon: boolean }>(
      site.here.db.em(),
      sql`select next_look_at <= now() + interval '16 seconds' as soon from ca_orders where order_id = ${order.id}`,
    )
    assert.equal(found?.soon, true)
  })

  test('checks at the press of a button, once however often it is pressed', async () => {
    const { browser, page, path } = await provingPage()
    site.engine.reset()
    const first = await browser.press(page, 'verification/check')
    assert.equal(first.path, path)
    await browser.press(page, 'verification/check')
    assert.deepEqual(
      new Set(site.engine.updates.map(({ name, message }) => `${name} ${message.commandId}`)).size,
      1,
    )
  })

  test('says so where the engine is away, and where it is too late', async () => {
    const { order, browser, page } = await provingPage()
    site.engine.reset()
    site.engine.isAway = true
    assert.match((await browser.press(page, 'verification/check')).text, /kept and goes on by itself/)
    site.engine.reset()
    site.engine.answer = () => ({ kind: 'rejected' })
    const again = await browser.get(page.path)
    await issue(site, order)
    const late = await browser.press(again, 'verification/check')
    assert.match(late.text, /not possible any longer/)
    assert.ok(late.root.querySelector(`a[href="/orders/${order.id}/certificates"]`))
    site.engine.reset()
  })

  test('of an order that has nothing to prove shows what happens next instead', async () => {
    const order = await waitingOrder(site)
    const { browser } = await signedInClient(site, order)
    const page = await browser.get(`/orders/${order.id}/verification`)
    assert.equal(page.status, 200)
    assert.match(page.text, /certificate’s details are needed/)
  })
})
