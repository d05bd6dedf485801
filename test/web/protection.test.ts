import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { formOf } from './browser.ts'
import {
  awaitProof,
  issue,
  LEAF,
  linkFor,
  signedInAdmin,
  signedInClient,
  somebody,
  waitingOrder,
} from './scenes.ts'
import { withSite } from './site.ts'

const site = withSite()

/** `name value` of each directive of a policy. */
function directives(policy: string | null): string[] {
  return (policy ?? '').split(';').map((each) => each.trim())
}

describe('what browsers are told', () => {
  test('nothing runs, loads or is framed but from here, and nothing inline', async () => {
    const { headers } = await site.browser().get('/sign-in')
    const policy = directives(headers.get('content-security-policy'))
    for (const wanted of [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "form-action 'self'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
    ])
      assert.ok(policy.includes(wanted), wanted)
    assert.doesNotMatch(policy.join(), /unsafe|http:|https:|\*/)
    assert.equal(headers.get('x-content-type-options'), 'nosniff')
    assert.equal(headers.get('referrer-policy'), 'same-origin')
    assert.match(headers.get('cache-control') ?? '', /no-store/)
  })

  test('every file of a page comes from here, under a name that changes with it', async () => {
    const browser = site.browser()
    const page = await browser.get('/sign-in')
    const files = page.root
      .querySelectorAll('link[href], script[src]')
      .map((element) => element.getAttribute('href') ?? element.getAttribute('src') ?? '')
    assert.equal(files.length, 3)
    for (const file of files) {
      assert.match(file, /^\/assets\/\w+-[0-9a-f]{16}\.(css|js|svg)$/)
      const { status, headers } = await browser.send('GET', file)
      assert.equal(status, 200)
      assert.match(headers.get('cache-control') ?? '', /immutable/)
      assert.equal(headers.getSetCookie().length, 0)
    }
  })

  test('a page without a form leaves no session behind', async () => {
    const browser = site.browser()
    await browser.get('/no-such-page')
    assert.equal(browser.cookies.has('certloom'), false)
  })

  test('choosing a language leads nowhere else', async () => {
    const answers = await Promise.all(
      ['//evil.test/?lang=pl', '/%5C%5Cevil.test?lang=pl', '/sign-in?lang=pl'].map((path) =>
        fetch(site.origin + path, { redirect: 'manual' }),
      ),
    )
    for (const { headers } of answers) {
      const target = new URL(headers.get('location') ?? '/', site.origin)
      assert.equal(target.origin, site.origin)
    }
  })
})

describe('forms', () => {
  const cancelForm = async () => {
    const order = await waitingOrder(site)
    const { browser } = await signedInAdmin(site)
    const page = await browser.get(`/admin/orders/${order.id}/cancel`)
    return { browser, page, ...formOf(page, 'cancel') }
  }

  test('without the session’s token are refused, and so are those with another session’s', async () => {
    const { browser, path, body } = await cancelForm()
    const stolen = new URLSearchParams(body)
    stolen.set('_csrf', (await cancelForm()).body.get('_csrf') ?? '')
    stolen.delete('_owner')
    body.delete('_owner')
    body.delete('_csrf')
    site.engine.reset()
    for (const forged of [body, stolen]) {
      const response = await browser.send('POST', path, { body: forged })
      assert.equal(response.status, 403)
      assert.match(await response.text(), /too old/)
    }
    assert.equal(site.engine.updates.length, 0)
  })

  test('that another site sends are refused, token or not', async () => {
    const { browser, path, body } = await cancelForm()
    site.engine.reset()
    const foreign = [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'none' },
    ]
    for (const headers of foreign)
      assert.equal((await browser.send('POST', path, { body, headers })).status, 403)
    assert.equal(site.engine.updates.length, 0)
  })

  test('of browsers that only name an origin pass when it is ours', async () => {
    const order = await waitingOrder(site)
    const browser = site.browser({ fetchSite: null })
    const { path, body } = formOf(await browser.get(await linkFor(site, order)), 'sign-in')
    const send = (origin: string) => browser.send('POST', path, { body, headers: { origin } })
    assert.equal((await send('https://evil.test')).status, 403)
    assert.equal((await send('null')).status, 403)
    assert.equal((await send(site.origin)).status, 303)
  })

  test('that are far too large are answered by a page', async () => {
    const { browser, path, body } = await cancelForm()
    body.set('note', 'x'.repeat(4_100_000))
    const response = await browser.send('POST', path, { body })
    assert.equal(response.status, 413)
    assert.match(await response.text(), /Too large/)
  })
})

describe('other people’s orders', () => {
  test('look like orders that do not exist, on every page and for every form', async () => {
    const mine = await waitingOrder(site)
    const theirs = await waitingOrder(site)
    await awaitProof(site, theirs)
    await issue(site, theirs)
    const { browser, page } = await signedInClient(site, mine)
    const token = formOf(page, 'sign-out').body.get('_csrf') ?? ''
    const pages = ['', '/configure', '/verification', '/verification?fragment=1', '/certificates']
    const paths = [...pages, `/certificates/${LEAF.serialNumber}.pem`].map(
      (path) => `/orders/${theirs.id}${path}`,
    )
    for (const path of [...paths, '/orders/unknown', `/orders/${'0'.repeat(32)}`]) {
      const answer = await browser.get(path)
      assert.equal(answer.status, 404, path)
      assert.match(answer.text, /Page not found/)
    }
    for (const path of ['/configure', '/verification/check', '/synchronize']) {
      const body = new URLSearchParams({ _csrf: token, _step: '2', _intent: 'order' })
      assert.equal((await browser.send('POST', `/orders/${theirs.id}${path}`, { body })).status, 404, path)
    }
  })

  test('are not in the list, nor found by search', async () => {
    const theirs = await waitingOrder(site)
    const { browser } = await signedInClient(site, await waitingOrder(site))
    assert.doesNotMatch((await browser.get('/orders')).html, new RegExp(theirs.id))
    assert.doesNotMatch((await browser.get(`/orders?q=${theirs.reference}`)).html, new RegExp(theirs.id))
  })

  test('what only admins do is not there for clients', async () => {
    const order = await waitingOrder(site)
    const { browser, page } = await signedInClient(site, order)
    const body = new URLSearchParams({ _csrf: formOf(page, 'sign-out').body.get('_csrf') ?? '' })
    site.engine.reset()
    for (const path of [`/orders/${order.id}/cancel`, `/orders/${order.id}/acceptance`])
      assert.equal((await browser.send('POST', path, { body })).status, 404)
    const admins = await browser.send('POST', `/admin/orders/${order.id}/cancel`, { body })
    assert.equal(admins.headers.get('location'), '/admin/sign-in')
    assert.equal(site.engine.updates.length, 0)
  })
})

describe('what people typed', () => {
  test('is text on every page, whatever it looks like', async () => {
    const evil = '<script>alert(1)</script>"\'&{{7}}'
    const customer = somebody({ company: evil })
    const order = await waitingOrder(site, { customer, reference: `ref-${evil}` })
    const { browser } = await signedInAdmin(site)
    for (const path of [`/admin/orders?q=${encodeURIComponent(evil)}`, `/admin/orders/${order.id}`]) {
      const page = await browser.get(path)
      assert.equal(page.status, 200)
      assert.ok(page.text.includes('alert(1)'))
      assert.doesNotMatch(page.html, /<script>/)
    }
  })
})

describe('pages that are not there', () => {
  test('say so, in the reader’s language', async () => {
    const page = await site.browser({ language: 'pl' }).get('/nothing/here')
    assert.equal(page.status, 404)
    assert.match(page.text, /Nie znaleziono strony/)
    assert.ok(page.root.querySelector('main a[href="/sign-in"]'))
  })

  test('an address that is no text is no page either', async () => {
    const { browser } = await signedInClient(site, await waitingOrder(site))
    assert.equal((await browser.get('/orders/%E0%A4%A')).status, 404)
  })
})
