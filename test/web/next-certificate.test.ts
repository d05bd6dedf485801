import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { makeCsr } from '../api/csr-maker.ts'
import { tell, viewOf } from '../store/order-factory.ts'
import type { Page } from './browser.ts'
import { askedFor, broughtAlong, CONTACT, GROWING, issuedOrder, NAMES } from './configured-scene.ts'
import { signedInClient, waitingOrder } from './scenes.ts'
import { withSite } from './site.ts'

const site = withSite()
const HOSTILE = '<script>alert(1)</script>'

const ONCE = { period: 'P1Y', recurring: false, paidUntil: null } as const

async function formOf(path: string, overrides: Parameters<typeof issuedOrder>[1] = {}) {
  const issued = await issuedOrder(site, overrides)
  const { browser } = await signedInClient(site, issued.order)
  const form = await browser.get(`/orders/${issued.order.id}/${path}`)
  assert.equal(form.status, 200, form.text)
  return { ...issued, browser, form }
}

function typedIn(page: Page, id: string): string {
  const field = page.root.querySelector(`#${id}`)
  return (field?.tagName === 'TEXTAREA' ? field.textContent : field?.getAttribute('value')) ?? ''
}

function summaryOf(page: Page): string[] {
  return page.root.querySelectorAll('[data-summary] a').map((link) => link.getAttribute('href') ?? '')
}

describe('the CSR of the next certificate, by a page', () => {
  test('is stored, shown again, and put in the place of another', async () => {
    const { order, browser, form } = await formOf('renewal-csr')
    assert.ok(form.root.querySelector('[data-note="none"]'))
    const csr = await makeCsr('example.com')
    const done = await browser.press(form, 'renewal-csr', { csr })
    assert.equal(done.path, `/orders/${order.id}`)
    assert.match(done.text, /stored for the next certificate/)
    const again = await browser.get(`/orders/${order.id}/renewal-csr`)
    assert.ok(again.root.querySelector('[data-note="stored"]'))
    assert.equal(typedIn(again, 'csr').trim(), csr.trim())
    const names = (await askedFor(site, order)).map(({ name }) => name)
    assert.deepEqual(names, ['provideRenewalCsr'])
  })

  test('is refused at its field, with what was pasted still there', async () => {
    const { order, browser, form } = await formOf('renewal-csr')
    for (const csr of ['', HOSTILE, await makeCsr('other.example.com')]) {
      const refused = await browser.press(form, 'renewal-csr', { csr })
      assert.equal(refused.status, 422)
      assert.ok(refused.root.querySelector('#csr-problem'))
      assert.deepEqual([...new Set(summaryOf(refused))], ['#csr'])
      assert.equal(typedIn(refused, 'csr').trim(), csr.trim())
      assert.equal(refused.html.includes(HOSTILE), false)
    }
    assert.deepEqual(await askedFor(site, order), [])
  })

  test('can be made in the browser for the name that is certain already', async () => {
    const { form } = await formOf('renewal-csr')
    assert.equal(form.root.querySelector('[data-key-tool]')?.getAttribute('data-name'), 'example.com')
  })
})

describe('reissuing by a page', () => {
  test('takes a new CSR and asks once, however often the button is pressed', async () => {
    const { order, browser, form, certificate } = await formOf('reissue')
    const csr = await makeCsr('example.com')
    const typed = { csr, serialNumber: certificate.serialNumber }
    await browser.press(form, 'reissue', typed)
    const second = await browser.press(form, 'reissue', typed)
    assert.equal(second.path, `/orders/${order.id}`)
    const [asked, ...others] = await askedFor(site, order)
    assert.deepEqual(others, [])
    assert.equal(asked?.arguments.serialNumber, certificate.serialNumber)
    const brought = await broughtAlong(site, order)
    assert.deepEqual(brought?.names, NAMES)
    assert.deepEqual(brought?.body.verification, { method: 'DNS_TXT_PREFIX' })
  })

  test('adds names where the product is sold so, and says how many fit', async () => {
    const { order, browser, form } = await formOf('reissue', { product: GROWING })
    assert.match(form.text, /3 more names may be added/)
    const csr = await makeCsr('example.com')
    const wrong = { csr, 'addNames[]': 'www.example.com shop..example' }
    const refused = await browser.press(form, 'reissue', wrong)
    assert.equal(refused.status, 422)
    assert.ok(refused.root.querySelector('#addNames-problem'))
    assert.equal(typedIn(refused, 'addNames'), wrong['addNames[]'])
    await browser.press(refused, 'reissue', {
      csr,
      'addNames[]': 'shop.example.com,\nblog.example.com',
      'verification.method': 'FILE',
    })
    const brought = await broughtAlong(site, order)
    assert.deepEqual(brought?.names, [...NAMES, 'shop.example.com', 'blog.example.com'])
    assert.deepEqual(brought?.body.verification, { method: 'FILE', notify: false })
  })

  test('offers no field for names where none may be added', async () => {
    const { form } = await formOf('reissue')
    assert.equal(form.root.querySelector('#addNames'), null)
  })

  test('says plainly that the order moved on while the form was open', async () => {
    const { order, browser, form } = await formOf('reissue')
    await tell(site.here, {
      orderId: order.id,
      sequence: 9,
      view: viewOf({ state: 'ended', names: NAMES, caOrderPlaced: true }),
    })
    const late = await browser.press(form, 'reissue', { csr: await makeCsr('example.com') })
    assert.equal(late.path, `/orders/${order.id}`)
    assert.ok(late.root.querySelector('.notice-bad'), late.text)
  })
})

describe('renewing by a page', () => {
  test('needs nothing where all is stored, and says what a renewal now comes to', async () => {
    const { order, browser, form } = await formOf('renew', { term: ONCE })
    assert.match(form.root.querySelector('[data-if-renewed]')?.textContent ?? '', /renewed now/)
    const done = await browser.press(form, 'renew')
    assert.equal(done.path, `/orders/${order.id}`, done.text)
    const [asked] = await askedFor(site, order)
    assert.deepEqual(asked, {
      name: 'renew',
      arguments: { serialNumber: null, configurationId: null, product: null },
    })
  })

  test('tells of a certificate that is not of this order, at its field', async () => {
    const { browser, form } = await formOf('renew', { term: ONCE })
    const refused = await browser.press(form, 'renew', { certificate: 'nonsense', csr: HOSTILE })
    assert.equal(refused.status, 422)
    assert.ok(refused.root.querySelector('#certificate-problem'))
    assert.ok(refused.root.querySelector('#csr-problem'))
    assert.equal(typedIn(refused, 'certificate'), 'nonsense')
  })
})

describe('what the next renewal is ordered with', () => {
  test('begins with what was entered, and changes only what was changed', async () => {
    const { order, browser, form } = await formOf('properties')
    assert.equal(typedIn(form, 'contact-email'), CONTACT.email)
    assert.equal(typedIn(form, 'revocationEmail'), 'revoked@example.com')
    const typed = { 'contact.email': 'new@example.com', revocationEmail: '', 'verification.method': '' }
    const done = await browser.press(form, 'properties', typed)
    assert.equal(done.path, `/orders/${order.id}`, done.text)
    const brought = await broughtAlong(site, order)
    assert.deepEqual(brought?.body.contact, { ...CONTACT, email: 'new@example.com' })
    assert.equal(brought?.body.revocationEmail, undefined)
    assert.deepEqual(brought?.body.verification, { method: 'DNS_TXT_PREFIX' })
    const again = await browser.get(`/orders/${order.id}/properties`)
    assert.equal(typedIn(again, 'contact-email'), 'new@example.com')
  })

  test('is refused half given, with everything typed kept', async () => {
    const { browser, form } = await formOf('properties')
    const typed = { 'contact.email': 'no address', 'administrativeContact.city': HOSTILE }
    const refused = await browser.press(form, 'properties', typed)
    assert.equal(refused.status, 422)
    assert.ok(refused.root.querySelector('#contact-email-problem'))
    assert.ok(refused.root.querySelector('#administrativeContact-firstName-problem'))
    assert.equal(typedIn(refused, 'administrativeContact-city'), HOSTILE)
    assert.equal(refused.html.includes(HOSTILE), false)
  })
})

describe('how an order is renewed, by a page', () => {
  test('is chosen, and left to the product again', async () => {
    const { order, browser, form } = await formOf('renewal')
    await browser.press(form, 'renewal', { policy: 'notify', daysBefore: '20' })
    const changed = await browser.get(`/orders/${order.id}/renewal`)
    assert.equal(changed.root.querySelector('#policy option[selected]')?.getAttribute('value'), 'notify')
    assert.equal(typedIn(changed, 'daysBefore'), '20')
    await browser.press(changed, 'renewal', { policy: '', daysBefore: '' })
    assert.deepEqual(
      (await askedFor(site, order)).map((each) => each.arguments),
      [
        { policy: 'notify', daysBefore: 20 },
        { policy: null, daysBefore: null },
      ],
    )
  })

  test('refuses what is no number of days', async () => {
    const { browser, form } = await formOf('renewal')
    for (const daysBefore of ['0', '201', 'ten', '-3', '1.5']) {
      const refused = await browser.press(form, 'renewal', { policy: 'auto', daysBefore })
      assert.equal(refused.status, 422, daysBefore)
      assert.ok(refused.root.querySelector('#daysBefore-problem'))
      assert.equal(typedIn(refused, 'daysBefore'), daysBefore)
    }
  })
})

describe('pages about the next certificate', () => {
  const PATHS = ['renewal-csr', 'reissue', 'renew', 'properties', 'renewal']

  test('are in Polish too', async () => {
    const { order, browser } = await formOf('renewal', { term: ONCE })
    for (const path of PATHS) {
      const page = await browser.get(`/orders/${order.id}/${path}?lang=pl`)
      assert.equal(page.status, 200, path)
      assert.doesNotMatch(page.text, /next-certificate\.|field\.|hint\.|section\.|option\./, path)
      assert.match(page.text, /zamówieni/i)
    }
  })

  test('are offered on the order’s page where they are possible, and nowhere else', async () => {
    const { order, browser } = await formOf('renewal', { term: ONCE })
    const overview = await browser.get(`/orders/${order.id}`)
    for (const path of PATHS)
      assert.equal(
        overview.root.querySelector(`[data-command="${path}"]`)?.getAttribute('href'),
        `/orders/${order.id}/${path}`,
      )
    const waiting = await waitingOrder(site)
    const other = await signedInClient(site, waiting)
    assert.equal((await other.browser.get(`/orders/${waiting.id}/reissue`)).status, 409)
    assert.equal((await other.browser.get(`/orders/${order.id}/reissue`)).status, 404)
  })
})
