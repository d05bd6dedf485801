import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { fixture } from '../pki/fixture.ts'
import { textOf } from './browser.ts'
import { configurePages, namesOn, problemAt, valueIn } from './configure-pages.ts'
import { ANY_WILDCARD, MULTI, TRUSTED, withSite } from './site.ts'

const site = withSite()
const { atStepOne, atStepTwo } = configurePages(site)
const csrOf = (name: string): string => fixture(`field/${name}`)

const READ = [
  'a01-end-4-dashes.txt',
  'a02-begin-4-dashes.txt',
  'a15-nbsp-in-marker.txt',
  'a16b-word-joiner.txt',
  'a22-plus-to-space.txt',
]

describe('a request as people paste it, on the page', () => {
  for (const name of READ) {
    test(`${name} is read`, async () => {
      const { browser, page } = await atStepOne()
      const read = await browser.press(page, 'csr/inspect', { csr: csrOf(name) })
      assert.equal(read.status, 200)
      assert.equal(valueIn(read, 'subject.commonName'), 'paste.example.com')
    })
  }

  const refused: [string, RegExp, RegExp][] = [
    ['a11-two-csrs.txt', /More than one CSR/, /więcej niż jeden CSR/],
    ['b13c-version-2.csr', /version 2/, /wersję 2/],
    ['b17i-negative-modulus.csr', /openssl req -new/, /openssl req -new/],
    ['b17m-spki-no-null.csr', /openssl req -new/, /openssl req -new/],
    ['b17p-nonminimal-modulus.csr', /openssl req -new/, /openssl req -new/],
  ]
  for (const [name, english, polish] of refused) {
    test(`${name} is refused at the field, in both languages`, async () => {
      const { order, browser, page } = await atStepOne()
      const again = await browser.press(page, 'configuration/draft', { csr: csrOf(name) })
      assert.match(problemAt(again, 'csr'), english)
      const other = await browser.get(`/orders/${order.id}/configure?lang=pl`)
      const said = await browser.press(other, 'configuration/draft', { csr: csrOf(name) })
      assert.match(problemAt(said, 'csr'), polish)
    })
  }

  const names: [string, string[]][] = [
    ['b01b-ms-old-extreq.csr', ['iis.example.com', 'www.iis.example.com']],
    ['b18d-two-extreq-attrs.csr', ['twoext.example.com']],
    ['b05-san-dup-upper.csr', ['www.dup.example.com', 'dup.example.com']],
    ['b22-idn-unicode-cn.csr', ['żółw.pl']],
    ['b22b-idn-unicode-san.csr', ['żółw.pl']],
    ['b08-ip-san.csr', ['ip8.example.com', '203.0.113.9']],
  ]
  for (const [name, expected] of names) {
    test(`${name} offers each of its names once`, async () => {
      const { browser, page } = await atStepOne({ product: MULTI })
      const next = await browser.press(page, 'configuration/draft', { csr: csrOf(name) })
      assert.deepEqual(namesOn(next), expected, next.text)
    })
  }

  for (const [language, said, confirm] of [
    ['en', /garbled.*“Spółka Żółw”/, /spelled as they shall stand/],
    ['pl', /przekłamane.*„Spółka Żółw”/, /tak, jak mają widnieć/],
  ] as const) {
    test(`ov_mojibake.csr goes on once the form says otherwise, or it is confirmed, in ${language}`, async () => {
      const { order, browser } = await atStepOne({ product: TRUSTED })
      const page = await browser.get(`/orders/${order.id}/configure?lang=${language}`)
      const typed = { csr: csrOf('ov_mojibake.csr'), 'organization.taxNumber': '1' }
      assert.equal(page.root.querySelector('#confirmSubject'), null)
      const again = await browser.press(page, 'configuration/draft', typed)
      assert.match(problemAt(again, 'subject-organization'), said)
      assert.match(again.text, confirm)
      const mended = await browser.press(again, 'configuration/draft', {
        ...typed,
        'subject.organization': 'Spółka Żółw',
        'subject.locality': 'Łódź',
        'subject.state': 'Łódzkie',
      })
      assert.match(mended.path, /step=2/, mended.text)
      const confirmed = await browser.press(again, 'configuration/draft', {
        ...typed,
        confirmSubject: 'true',
      })
      assert.match(confirmed.path, /step=2/, confirmed.text)
    })
  }
})

describe('names as people type and paste them, on the page', () => {
  for (const [language, said] of [
    ['en', /Of “https:\/\/sklep\.example\.com\/koszyk” the name alone was taken: sklep\.example\.com/],
    ['pl', /Z „https:\/\/sklep\.example\.com\/koszyk” wzięto samą nazwę: sklep\.example\.com/],
  ] as const) {
    test(`a web address in a pasted list is its name, once, and that is said in ${language}`, async () => {
      const { order, browser } = await atStepTwo({ product: MULTI })
      const page = await browser.get(`/orders/${order.id}/configure?step=2&lang=${language}`)
      const added = await browser.press(page, 'names/add-list', {
        _list: 'https://sklep.example.com/koszyk SKLEP.example.com., a.example.com',
      })
      assert.deepEqual(namesOn(added), ['shop.example.com', 'sklep.example.com', 'a.example.com'])
      const notices = added.root.querySelector('[data-names-read]')
      assert.ok(notices !== null)
      assert.match(textOf(notices), said)
    })
  }

  test('a wildcard together with an address is said at once, and the methods stay', async () => {
    const { browser, page } = await atStepTwo({ product: ANY_WILDCARD })
    const added = await browser.press(page, 'names/add-list', { _list: '*.example.com 8.8.8.8' })
    assert.match(problemAt(added, 'names-2'), /\*\.example\.com.*8\.8\.8\.8.*separately/)
    assert.ok(added.root.querySelectorAll('[name="verification.method"] option').length > 1)
  })

  test('what an address forces on the other names is said', async () => {
    const { browser, page } = await atStepTwo({ product: MULTI })
    const added = await browser.press(page, 'names/add-list', { _list: 'https://8.8.8.8/' })
    assert.deepEqual(namesOn(added), ['shop.example.com', '8.8.8.8'])
    assert.match(textOf(added.root.querySelector('[data-names-read]') ?? added.root), /8\.8\.8\.8.*by a file/)
  })

  test('a form in another encoding is refused', async () => {
    const { order, browser } = await atStepTwo()
    const path = `/orders/${order.id}/configure`
    const answer = await browser.send('POST', path, {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: '_step=2&_list=%B3',
    })
    assert.equal(answer.status, 400)
  })
})
