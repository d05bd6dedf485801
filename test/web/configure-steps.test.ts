import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { makeCsr, truncated, withWrongSignature } from '../api/csr-maker.ts'
import { fixture } from '../pki/fixture.ts'
import { type Fields, textOf } from './browser.ts'
import { assertLinksLead, configurePages, namesOn, problemAt, summary, valueIn } from './configure-pages.ts'
import { signedInClient, somebody } from './scenes.ts'
import { MULTI, TRUSTED, withSite } from './site.ts'

const site = withSite()
const { atStepOne, atStepTwo } = configurePages(site)

const COMPLETE = {
  company: 'Sklep Śmiała sp. z o.o.',
  address1: 'Prosta 1',
  city: 'Poznań',
  state: 'wielkopolskie',
  postalCode: '60-001',
  phone: '+48 600 000 000',
}

describe('step 1', () => {
  test('shows what was ordered and offers the customer’s own data', async () => {
    const { page } = await atStepOne({ customer: somebody(COMPLETE) })
    assert.match(page.text, /Commercial SSL/)
    assert.equal(valueIn(page, 'serverType'), 'other')
    assert.match(page.text, /Other \(not listed\)/)
    assert.equal(valueIn(page, 'contact.firstName'), 'Jadwiga')
    assert.equal(valueIn(page, 'administrativeContact.city'), 'Poznań')
    assert.ok(!page.root.querySelector('[name="subject.organization"]'), 'a DV certificate has none')
  })

  test('offers no half administrative contact, as only a whole one is taken', async () => {
    const { page } = await atStepOne()
    assert.equal(valueIn(page, 'contact.lastName'), 'Śmiała')
    assert.equal(valueIn(page, 'administrativeContact.lastName'), '')
  })

  test('asks what the product needs', async () => {
    const { browser, page } = await atStepOne({ product: TRUSTED })
    const required = page.root.querySelectorAll('[required]').map((field) => field.getAttribute('name'))
    assert.ok(
      ['csr', 'subject.organization', 'subject.country', 'organization.taxNumber'].every((name) =>
        required.includes(name),
      ),
    )
    const again = await browser.press(page, 'configuration/draft', { csr: await makeCsr('shop.example.com') })
    assert.equal(again.status, 422)
    for (const id of [
      'subject-organization',
      'subject-country',
      'subject-locality',
      'organization-taxNumber',
    ])
      assert.notEqual(problemAt(again, id), '', id)
    assertLinksLead(again)
  })

  test('fills its fields from the CSR, and keeps what else was typed', async () => {
    const { browser, page } = await atStepOne({ product: TRUSTED })
    const read = await browser.press(page, 'csr/inspect', {
      csr: fixture('full.csr'),
      'contact.phone': '+48 1',
      serverType: 'haproxy',
    })
    assert.equal(read.status, 200)
    assert.ok(read.root.querySelector('[data-csr-read]'))
    assert.match(valueIn(read, 'subject.commonName'), /\./)
    assert.notEqual(valueIn(read, 'subject.organization'), '')
    assert.equal(valueIn(read, 'contact.phone'), '+48 1')
    assert.equal(valueIn(read, 'serverType'), 'haproxy')
    assert.equal(valueIn(read, 'csr').trim(), fixture('full.csr').trim())
  })

  test('goes on by itself where the CSR says all, without reading it first', async () => {
    const { page } = await atStepTwo({}, ['shop.example.com', 'www.shop.example.com'])
    assert.deepEqual(namesOn(page), ['shop.example.com', 'www.shop.example.com'])
  })

  test('says at the field what is wrong with a contact, and loses nothing', async () => {
    const { browser, page } = await atStepOne({ customer: somebody(COMPLETE) })
    const csr = await makeCsr('shop.example.com')
    const typed: Fields = {
      csr,
      'contact.email': 'no address',
      'contact.lastName': '',
      'contact.firstName': 'Ćma "X"',
    }
    const again = await browser.press(page, 'configuration/draft', typed)
    assert.equal(again.status, 422)
    assert.match(problemAt(again, 'contact-email'), /not an e-mail address/)
    assert.match(problemAt(again, 'contact-lastName'), /required/)
    assert.match(problemAt(again, 'administrativeContact-jobTitle'), /job title is required/)
    assert.equal(valueIn(again, 'contact.email'), 'no address')
    assert.equal(again.root.querySelector('[name="contact.firstName"]')?.getAttribute('value'), 'Ćma "X"')
    assert.equal(valueIn(again, 'csr').trim(), csr.trim())
    assert.equal(summary(again).length, 3)
    assertLinksLead(again)
  })

  describe('with a CSR that is none, or none to be used', () => {
    const bad: [string, () => Promise<string> | string, RegExp][] = [
      ['nothing', () => '', /required|Paste/i],
      ['cut off', async () => truncated(await makeCsr('shop.example.com')), /\w/],
      [
        'with a wrong signature',
        async () => withWrongSignature(await makeCsr('shop.example.com')),
        /signature/i,
      ],
      ['with RSA 1024', () => fixture('rsa-1024.csr'), /1024/],
      ['with exponent 3', () => fixture('roca.csr'), /\w/],
      ['with an unsupported curve', () => fixture('ec-secp256k1.csr'), /curve/i],
      ['that is a certificate', () => fixture('leaf.pem'), /certificate/i],
      ['of 1 MB', () => 'A'.repeat(1_000_000), /\w/],
      ['that is a page of text', () => 'Dear CA, please send a certificate.', /\w/],
    ]
    for (const [what, csr, message] of bad) {
      test(`${what}: at the field, in both languages, with all that was typed`, async () => {
        const { order, browser, page } = await atStepOne()
        const text = await csr()
        for (const command of ['csr/inspect', 'configuration/draft']) {
          const again = await browser.press(page, command, { csr: text, 'contact.phone': '+48 7' })
          assert.ok(again.path.endsWith('/configure'), again.path)
          assert.match(problemAt(again, 'csr'), message)
          assert.equal(valueIn(again, 'contact.phone'), '+48 7')
          assert.equal(valueIn(again, 'csr').trim(), text.trim())
        }
        const polish = await browser.get(`/orders/${order.id}/configure?lang=pl`)
        const refused = await browser.press(polish, 'configuration/draft', { csr: text })
        assert.equal(refused.status, 422)
        assert.notEqual(problemAt(refused, 'csr'), '')
        assert.doesNotMatch(problemAt(refused, 'csr'), /\b(the|this|is|of|not)\b/i)
      })
    }
  })

  test('can be left and resumed', async () => {
    const { order, browser, page } = await atStepOne()
    const saved = await browser.press(page, 'configuration/save', {
      'contact.phone': '+48 22',
      csr: 'half a CSR',
    })
    assert.match(saved.text, /You can go on later/)
    const { browser: other } = await signedInClient(site, order)
    const resumed = await other.get(`/orders/${order.id}/configure`)
    assert.equal(valueIn(resumed, 'contact.phone'), '+48 22')
    assert.equal(valueIn(resumed, 'csr').trim(), 'half a CSR')
  })

  test('does not lose what is too much to be kept', async () => {
    const { browser, page } = await atStepOne()
    const csr = 'B'.repeat(300_000)
    const again = await browser.press(page, 'configuration/save', { csr })
    assert.equal(again.status, 422)
    assert.match(problemAt(again, 'csr'), /more text than can be kept/)
    assert.equal(valueIn(again, 'csr').trim(), csr)
  })
})

describe('step 2', () => {
  test('begins with the certificate’s own name, counted', async () => {
    const { page } = await atStepTwo()
    assert.deepEqual(namesOn(page), ['shop.example.com'])
    assert.equal(textOf(page.root.querySelector('#names-0-count') ?? assert.fail()), '16/230')
    assert.equal(valueIn(page, 'verification.method'), 'DNS_TXT_PREFIX')
  })

  test('adds www, one more name, a list, and takes names out', async () => {
    const { browser, page } = await atStepTwo({ product: MULTI })
    let now = await browser.press(page, 'names/add-www', {}, 'add-www:0')
    assert.deepEqual(namesOn(now), ['shop.example.com', 'www.shop.example.com'])
    now = await browser.press(now, 'names/add')
    assert.deepEqual(namesOn(now), ['shop.example.com', 'www.shop.example.com', ''])
    now = await browser.press(now, 'names/add-list', {
      _list: 'a.example.com, b.example.com\nc.example.com shop.example.com',
    })
    const five = [
      'shop.example.com',
      'www.shop.example.com',
      'a.example.com',
      'b.example.com',
      'c.example.com',
    ]
    assert.deepEqual(namesOn(now), five)
    assert.ok(!now.root.querySelector('[data-command="names/add-www"]'), 'no more fit')
    now = await browser.press(now, 'names/remove', {}, 'remove:1')
    assert.deepEqual(namesOn(now), five.toSpliced(1, 1))
    assert.equal(now.root.querySelector('[value="add-www:0"]')?.tagName, 'BUTTON')
  })

  test('offers a single certificate no lists', async () => {
    const { page } = await atStepTwo()
    assert.ok(!page.root.querySelector('[data-command="names/add-list"]'))
    assert.match(page.text, /2 names fit/)
  })

  test('has every field’s name as the JSON path', async () => {
    const { page } = await atStepTwo()
    const names = new Set(
      page.root.querySelectorAll('main [name]').map((field) => field.getAttribute('name')),
    )
    for (const name of [
      'names[]',
      'verification.method',
      'verification.emailPrefix',
      'verification.email',
      'verification.notify',
    ])
      assert.ok(names.has(name), name)
  })

  test('can be left, and gone back from, with what was typed', async () => {
    const { order, browser, page } = await atStepTwo({ product: MULTI })
    const fields = { 'names[]': ['shop.example.com', 'new.example.com'], 'verification.method': 'FILE' }
    const back = await browser.press(page, 'configuration/draft', fields)
    assert.equal(back.path, `/orders/${order.id}/configure?step=1`)
    const again = await browser.get(`/orders/${order.id}/configure?step=2`)
    assert.deepEqual(namesOn(again), fields['names[]'])
    assert.equal(valueIn(again, 'verification.method'), 'FILE')
  })

  test('Enter in a field saves; it neither orders nor adds a name', async () => {
    const { page } = await atStepTwo()
    assert.equal(page.root.querySelector('main form button')?.getAttribute('value'), 'save')
  })

  const badNames: [string, string[], string[]][] = [
    ['an underscore', ['shop.example.com', 'bad_name.example.com'], ['names-1']],
    ['an internal name', ['shop.example.com', 'server.local'], ['names-1']],
    ['a wildcard in a product without', ['shop.example.com', '*.example.com'], ['names-1']],
    ['a name that is too long', ['shop.example.com', `${'a'.repeat(64)}.example.com`], ['names-1']],
    [
      'an empty row between, which does not count',
      ['', 'shop.example.com', '', 'bad_name.example.com'],
      ['names-1'],
    ],
  ]
  for (const [what, names, at] of badNames) {
    test(`says at the name what is wrong: ${what}`, async () => {
      const { browser, page } = await atStepTwo({ product: MULTI })
      site.engine.reset()
      const again = await browser.press(page, 'configuration', { 'names[]': names })
      assert.equal(again.status, 422)
      for (const id of at) assert.notEqual(problemAt(again, id), '', id)
      assert.deepEqual(
        namesOn(again),
        names.filter((name) => name !== ''),
      )
      assertLinksLead(again)
      assert.equal(site.engine.updates.length, 0, 'nothing was ordered')
    })
  }

  test('takes the same name twice as one', async () => {
    const { browser, page } = await atStepTwo({ product: MULTI })
    site.engine.reset()
    const names = ['shop.example.com', 'SHOP.example.com.', 'https://shop.example.com/']
    const next = await browser.press(page, 'configuration', { 'names[]': names })
    assert.ok(next.status < 400, next.text)
    assert.equal(site.engine.updates.length, 1)
    assert.match(next.text, /the name alone was taken: shop\.example\.com/)
  })

  test('says of too many names how many fit', async () => {
    const { browser, page } = await atStepTwo()
    const names = ['shop.example.com', 'www.shop.example.com', 'more.example.com']
    const again = await browser.press(page, 'configuration', { 'names[]': names })
    assert.equal(again.status, 422)
    assert.match(again.text, /2/)
    assert.deepEqual(namesOn(again), names)
    assert.ok(summary(again).length > 0)
  })

  test('refuses a method its names cannot be proven by', async () => {
    const { browser, page } = await atStepTwo({ product: { ...MULTI, kind: 'ssl-multi-wildcard' } })
    const fields = { 'names[]': ['shop.example.com', '*.shop.example.com'], 'verification.method': 'FILE' }
    const again = await browser.press(page, 'configuration', fields)
    assert.equal(again.status, 422)
    assert.match(problemAt(again, 'verification-method'), /wildcard/)
    assert.doesNotMatch(textOf(again.root.querySelector('#verification-method') ?? assert.fail()), /FILE/)
  })

  test('wants an address only where messages are to be sent', async () => {
    const { browser, page } = await atStepTwo()
    const again = await browser.press(page, 'configuration', { 'verification.notify': 'true' })
    assert.equal(again.status, 422)
    assert.notEqual(problemAt(again, 'verification-email'), '')
    assert.ok(again.root.querySelector('#verification-notify[checked]'))
  })
})
